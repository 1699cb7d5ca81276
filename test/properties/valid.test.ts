import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { compileText, located } from "../support/compile.ts";
import { homelabs } from "./homelabs.ts";
import { runs } from "./runs.ts";

describe("any sound homelab", () => {
  it("compiles (property)", () => {
    fc.assert(
      fc.property(homelabs, (homelab) => {
        const result = compileText(stringify(homelab));
        expect(located(result).filter((line) => line.startsWith("E_"))).toEqual([]);
        const files = [...(result.compiled?.tree.files.keys() ?? [])];
        const nodes = (homelab.nodes as readonly unknown[]).length;
        expect(files.filter((file) => /^k3s\/[^/]+\/config\.yaml$/.test(file))).toHaveLength(nodes);
      }),
      runs(20),
    );
  }, 240_000);
});
