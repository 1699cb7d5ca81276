import { describe, expect, it } from "vitest";
import { loadLanguage } from "../../src/compile.ts";
import { Sources } from "../../src/diagnostics/sources.ts";
import { explainKey } from "../../src/explain/explain.ts";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import { nodeFileSystem } from "../../src/fs/node.ts";
import { explanationText } from "../../src/report/explain.ts";
import { HOMELAB } from "../load/texts.ts";
import { compileFiles, located } from "../support/compile.ts";
import { ROOT } from "../support/root.ts";

const BLUEPRINT = {
  "blueprints/extensions/wiki/blueprint.yaml": `apiVersion: k8sgen.dev/v1
kind: Blueprint
metadata: {name: wiki, title: Wiki, description: Pages that everybody edits., home: https://wiki.test/, license: MIT}
slots: [{path: extensions.wiki}]
namespace: {name: wiki, podSecurity: restricted}
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
        default: "light",
        deprecationMessage: "Say `style` instead.",
      },
    },
  }),
};

describe("a key that will go", () => {
  const warnings = (wiki: string) =>
    located(compileFiles({ ...BLUEPRINT, "homelab.yaml": `${HOMELAB}extensions: {wiki: ${wiki}}\n` })).filter(
      (line) => line.startsWith("W_DEPRECATED"),
    );

  it("is told where the file has it, with what to write instead", () => {
    expect(warnings("{theme: dark}")).toEqual([expect.stringContaining("extensions.wiki.theme")]);
    const { diagnostics } = compileFiles({
      ...BLUEPRINT,
      "homelab.yaml": `${HOMELAB}extensions: {wiki: {theme: dark}}\n`,
    });
    expect(diagnostics).toContainEqual(
      expect.objectContaining({ code: "W_DEPRECATED", hint: "Say `style` instead." }),
    );
  });

  it("is not told where only its default holds", () => expect(warnings("{}")).toEqual([]));

  it("is explained with what to write instead", () => {
    const { value } = loadLanguage("homelab.yaml", {
      fs: memoryFileSystem(BLUEPRINT),
      package: { fs: nodeFileSystem, root: ROOT },
      sources: new Sources(),
    });
    const docs = explainKey("extensions.wiki.theme", value.schema, value.blueprints).value;
    expect(docs === undefined ? "" : explanationText(docs)).toContain("deprecated: Say `style` instead.\n");
  });
});
