import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schemaDocument } from "../../src/schema/document.ts";
import { layerSchema } from "../../src/schema/layer.ts";
import { builtIn } from "../support/compile.ts";
import { type Editor, openEditor } from "./server.ts";

const folder = mkdtempSync(join(tmpdir(), "k8sgen-layer-"));
let editor: Editor;
beforeAll(async () => {
  const file = join(folder, "layer.schema.json");
  writeFileSync(file, schemaDocument(layerSchema(builtIn().schema)));
  editor = await openEditor(file);
});
afterAll(async () => {
  await editor.close();
  rmSync(folder, { recursive: true });
});

describe("the YAML language server with the schema of a layer", () => {
  it("misses no key, and takes null", async () => {
    expect(
      await editor.problems("network:\n  lan: {dhcp: 192.168.1.50-192.168.1.99}\n  cni: {cilium: null}\n"),
    ).toEqual([]);
  });

  it("completes and shows what it does elsewhere", async () => {
    const { items } = await editor.complete("network:\n  cni:\n    |\n");
    expect(items.map(({ label }) => label)).toContain("cilium");
    expect(await editor.hover("network:\n  lan:\n    ga|teway: 192.168.1.1\n")).toContain(
      "Address of the router",
    );
  });

  it("marks a wrong key", async () => {
    const found = await editor.problems("network:\n  lan: {cdir: 192.168.1.0/24}\n");
    expect(found.map(({ range }) => range.start)).toContainEqual({ line: 1, character: 8 });
  });
});
