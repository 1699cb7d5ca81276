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

  it("completes providers inside `network.cni.`, and says what they are", async () => {
    const { items } = await editor.complete("network:\n  cni:\n    |\n");
    expect(items.map(({ label }) => label)).toContain("cilium");
    expect(JSON.stringify(items.find(({ label }) => label === "cilium")?.documentation)).toContain(
      "pod network",
    );
  });

  it("says what each value of an enum means", async () => {
    const { items } = await editor.complete("nodes:\n  - role: |");
    expect(items.find(({ label }) => label === "server")?.documentation).toMatchObject(
      expect.stringContaining("Runs the control plane"),
    );
    expect(await editor.hover("nodes:\n  - ro|le: agent\n")).toContain("`agent`: Runs workloads only");
  });

  it("offers whole nodes and applications", async () => {
    const node = (await editor.complete("nodes:\n  - |")).items.find(({ label }) => label === "agent");
    expect(node?.insertText ?? JSON.stringify(node?.textEdit)).toContain("address: ${2:192.168.178.32}");
    expect(await labels("apps:\n  hello:\n    |")).toContain("website");
  });

  it("shows the default", async () => {
    const shown = await editor.hover("kubernetes:\n  pod|Cidr: 10.42.0.0/16\n");
    expect(shown).toContain("Addresses of pods");
    expect(shown).toContain('Default: `\\"10.42.0.0/16\\"`');
    expect(shown).toContain("10.42.0.0/16");
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
