import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadLanguage } from "../../src/compile.ts";
import { Sources } from "../../src/diagnostics/sources.ts";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import { nodeFileSystem } from "../../src/fs/node.ts";
import { partialValuesSchema } from "../../src/schema/chart-values.ts";
import { schemaDocument } from "../../src/schema/document.ts";
import { temporaryFolder } from "../support/cli.ts";
import { ROOT } from "../support/root.ts";
import { type Editor, openEditor } from "./server.ts";

/** A blueprint of the user's own, with a chart and a key that is on its way out. */
const BLUEPRINT = {
  "blueprints/extensions/wiki/blueprint.yaml": `apiVersion: k8sgen.dev/v1
kind: Blueprint
metadata: {name: wiki, title: Wiki, description: Pages that everybody edits., home: https://wiki.test/, license: MIT}
slots: [{path: extensions.wiki}]
namespace: {name: wiki, podSecurity: restricted}
chart: {name: wiki, repository: https://charts.wiki.test, version: 1.0.0, crds: none}
`,
  "blueprints/extensions/wiki/schema.json": JSON.stringify({
    title: "Wiki",
    description: "Pages that everybody edits.",
    type: "object",
    additionalProperties: false,
    properties: {
      theme: {
        title: "Theme",
        type: "string",
        description: "How it looks.",
        deprecationMessage: "Say `style` instead.",
      },
      style: { title: "Style", type: "string", description: "How it looks." },
    },
  }),
};
const VALUES = {
  type: "object",
  required: ["image"],
  additionalProperties: false,
  properties: {
    image: { $ref: "#/definitions/image" },
    replicas: { type: "integer", description: "Number of pods of the wiki." },
    elsewhere: { $ref: "https://unreachable.test/schema.json" },
  },
  definitions: {
    image: {
      type: "object",
      additionalProperties: false,
      properties: { tag: { type: "string", description: "Tag of the image." } },
    },
  },
};

let editor: Editor;
beforeAll(async () => {
  const { value, diagnostics } = loadLanguage("homelab.yaml", {
    fs: memoryFileSystem(BLUEPRINT),
    package: { fs: nodeFileSystem, root: ROOT },
    sources: new Sources(),
  });
  expect(diagnostics).toEqual([]);
  const path = join(temporaryFolder(), "homelab.schema.json");
  const charts = new Map([["wiki-1.0.0", partialValuesSchema(VALUES, "wiki-1.0.0")]]);
  writeFileSync(path, schemaDocument(value.schema, charts));
  editor = await openEditor(path);
});
afterAll(() => editor.close());

const wiki = (text: string) => `extensions:\n  wiki:\n    ${text}`;

describe("the YAML language server with a blueprint of the user's own", () => {
  it("completes its keys, but not what is on its way out", async () => {
    const labels = (await editor.complete(wiki("|\n"))).items.map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(["style", "values"]));
    expect(labels).not.toContain("theme");
  });

  it("tells what to say instead", async () => {
    const found = await editor.problems(wiki("theme: dark\n"));
    expect(found.map(({ message }) => message)).toContain("Say `style` instead.");
  });

  it("completes the chart's own values, also through its references", async () => {
    const own = await editor.complete(wiki("values:\n      re|\n"));
    expect(own.items.map(({ label }) => label)).toContain("replicas");
    const deeper = await editor.complete(wiki("values:\n      image:\n        t|\n"));
    expect(deeper.items.map(({ label }) => label)).toContain("tag");
    expect(await editor.hover(wiki("values:\n      image:\n        ta|g: x\n"))).toContain(
      "Tag of the image",
    );
  });

  it.each([
    ["a key that the chart does not have", "values:\n      replicsa: 1\n", 3, 6],
    ["a value of another type", "values:\n      image: {tag: [1]}\n", 3, 19],
  ])("marks %s", async (_, text, line, character) => {
    const found = await editor.problems(wiki(text));
    expect(found.map(({ range }) => range.start)).toContainEqual({ line, character });
  });

  it("wants nothing that the blueprint may bring, and asks nobody for what stands elsewhere", async () => {
    const found = await editor.problems(wiki("values:\n      elsewhere: 1\n"));
    expect(found.filter(({ range }) => range.start.line > 1)).toEqual([]);
  });
});
