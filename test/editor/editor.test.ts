import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOMELAB } from "../load/texts.ts";
import { ROOT } from "../support/root.ts";
import { type Editor, openEditor } from "./server.ts";

let editor: Editor;
beforeAll(async () => {
  editor = await openEditor(join(ROOT, "schemas/values.schema.json"));
});
afterAll(() => editor.close());

const labels = async (text: string) => (await editor.complete(text)).items.map(({ label }) => label);

describe("the YAML language server with the schema of homelab.yaml", () => {
  it("completes sections", async () =>
    expect(await labels("kind: Homelab\nne|")).toEqual(
      expect.arrayContaining(["nodes", "network", "delivery"]),
    ));

  it("completes providers, with their descriptions", async () => {
    const { items } = await editor.complete("network:\n  cni:\n    c|");
    expect(items.map(({ label }) => label)).toContain("cilium");
    const cilium = items.find(({ label }) => label === "cilium");
    expect(JSON.stringify(cilium?.documentation)).toContain("pod");
  });

  it("completes values", async () =>
    expect(await labels("nodes:\n  - role: |")).toEqual(expect.arrayContaining(["server", "agent"])));

  it("shows description and example", async () => {
    const shown = await editor.hover("network:\n  lan:\n    ga|teway: 192.168.1.1\n");
    expect(shown).toContain("Address of the router");
    expect(shown).toContain("192.168.178.1");
  });

  it("finds nothing in a sound file", async () => expect(await editor.problems(HOMELAB)).toEqual([]));

  it.each([
    ["an unknown key", "{name: t}", "{name: t, nmae: u}", 2, 20],
    ["a wrong value", "role: server", "role: chief", 4, 24],
    ["a wrong type", "{name: t}", "{name: 5}", 2, 17],
    ["two providers", "network: {", "network: {cni: {cilium: {}, other: {}}, ", 5, 15],
  ])("marks %s at its place", async (_, from, to, line, character) => {
    const found = await editor.problems(HOMELAB.replace(from, to));
    expect(found.map(({ range }) => range.start)).toContainEqual({ line, character });
  });
});
