import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesOf, KINDS_FILE, LABS, TUNNELS } from "./fixture.ts";

describe.each(Object.entries(LABS))("the node files of %s", (name, plan) => {
  const { files, diagnostics } = filesOf(plan, [TUNNELS, KINDS_FILE]);

  it("are as committed", async () => {
    expect(diagnostics).toEqual([]);
    for (const [path, text] of Object.entries(files))
      await expect(text).toMatchFileSnapshot(join(import.meta.dirname, "expected", name, path));
  });

  it("come out the same again", () => {
    expect(filesOf(plan, [TUNNELS, KINDS_FILE]).files).toEqual(files);
  });
});
