import { describe, expect, it } from "vitest";
import { withVersion } from "../../src/edit/version.ts";

describe("withVersion", () => {
  it.each([
    [
      "metadata: {name: a, version: 1.0.0} # why\nnodes: []\n",
      "metadata: {name: a, version: 2.0.0} # why\nnodes: []\n",
    ],
    ['metadata:\n  version: "1.0.0"   # pinned\n', "metadata:\n  version: 2.0.0   # pinned\n"],
    ["# lab\nmetadata: {name: a}\n", "# lab\nmetadata: {version: 2.0.0, name: a}\n"],
    [
      "metadata:\n    # its name\n    name: a\n",
      "metadata:\n    # its name\n    version: 2.0.0\n    name: a\n",
    ],
    ["metadata:\r\n  name: a\r\n", "metadata:\r\n  version: 2.0.0\r\n  name: a\r\n"],
    ["include: [a.yaml]\n", "metadata: {version: 2.0.0}\ninclude: [a.yaml]\n"],
    ["{include: [a.yaml]}", "{metadata: {version: 2.0.0}, include: [a.yaml]}"],
  ])("%j", (text, expected) => {
    expect(withVersion(text, "2.0.0")).toBe(expected);
    expect(withVersion(expected, "2.0.0")).toBe(expected);
  });
});
