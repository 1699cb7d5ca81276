import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { builtInLanguage } from "../../scripts/generate/language.ts";
import { referencePages } from "../../scripts/generate/reference/pages.ts";
import { keysOf, rootNode } from "../../src/explain/node.ts";
import { compileText, readText } from "../support/compile.ts";
import { ROOT } from "../support/root.ts";

const language = builtInLanguage(ROOT);
const pages = readdirSync(join(ROOT, "docs/reference"));
const examples = pages.flatMap((page) =>
  [
    ...readText(`docs/reference/${page}`).matchAll(/^#+ (\S+)\n(?:(?!^#)[\s\S])*?```yaml\n([\s\S]*?)```/gm),
  ].map(([, slot = "", text = ""]) => ({ page, slot, text })),
);

describe("the reference", () => {
  it("is what the schemas and blueprints say (npm run generate)", () => {
    const made = referencePages(language, ROOT);
    expect(pages.map((page) => `docs/reference/${page}`).sort()).toEqual(Object.keys(made).sort());
    for (const [path, text] of Object.entries(made)) expect(readText(path), path).toBe(text);
  });

  it("has a page for every section", () => {
    const names = keysOf(rootNode(language.schema), language.schema).map(({ name }) => name);
    for (const name of names.filter((name) => name !== "apiVersion" && name !== "kind"))
      expect(pages).toContain(`${name}.md`);
  });

  it("has an example for every provider", () => {
    const slots = language.blueprints.flatMap(({ manifest }) =>
      (manifest.slots ?? []).map(({ path }) => path),
    );
    expect(examples.map(({ slot }) => slot).sort()).toEqual([...slots].sort());
  });

  it("says of every provider when to choose it", () => {
    const silent = language.blueprints.flatMap(({ manifest }) =>
      (manifest.slots ?? []).filter(({ choose }) => choose === undefined).map(({ path }) => path),
    );
    expect(silent).toEqual([]);
  });

  it.each(examples)("the example of $slot compiles", ({ text }) => {
    const { compiled, diagnostics } = compileText(text);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(compiled).toBeDefined();
  });
});
