import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { compileFiles } from "../support/compile.ts";
import { ROOT } from "../support/root.ts";

const UPDATE = process.env.UPDATE_GOLDENS !== undefined;

const folders = (path: string): string[] =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

const blueprints = join(ROOT, "blueprints");
const cases = folders(blueprints).flatMap((section) =>
  folders(join(blueprints, section)).flatMap((name) => {
    const path = join(blueprints, section, name, "cases");
    return existsSync(path)
      ? folders(path).map((example) => ({
          name,
          path: join(path, example),
          title: `${section}/${name}: ${example}`,
        }))
      : [];
  }),
);

/** What a blueprint's case is about: its own release and its own objects, not what others make of the plan. */
const isOwn = (name: string, file: string): boolean =>
  file.startsWith(`manifests/${name}/`) ||
  file.startsWith(`router/${name}/`) ||
  new RegExp(`^k3s/[^/]+/manifests/\\d+-${name}\\.yaml$`).test(file);

const filesBelow = (path: string): string[] =>
  existsSync(path)
    ? readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((entry) =>
        entry.isFile() ? [join(entry.parentPath, entry.name).slice(path.length + 1)] : [],
      )
    : [];

describe("each case of a blueprint compiles to what is committed with it (UPDATE_GOLDENS=1 writes it)", () => {
  it.each(cases)("$title", ({ name, path }) => {
    const { compiled, diagnostics } = compileFiles({
      "homelab.yaml": readFileSync(join(path, "homelab.yaml"), "utf8"),
    });
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    // A blueprint of instances makes a component for each name.
    const own = (compiled?.components ?? []).filter(({ component }) => component.blueprint.name === name);
    const [component] = own;
    const actual: Record<string, string> = {};
    if (component?.values !== undefined)
      actual["values.json"] = `${JSON.stringify(component.values.value, null, 2)}\n`;
    for (const [file, bytes] of compiled?.tree.files ?? []) {
      // What is copied as it is would only be stored twice.
      const copied = component?.manifests.some(
        (manifest) => manifest.text !== undefined && file.endsWith(`/${manifest.name}`),
      );
      if (own.some(({ component: { name } }) => isOwn(name, file)) && copied !== true)
        actual[file.replace(/^k3s\/[^/]+\//, "k3s/")] = new TextDecoder().decode(bytes);
    }
    const expected = join(path, "expected");
    if (UPDATE) {
      rmSync(expected, { recursive: true, force: true });
      for (const [file, text] of Object.entries(actual)) {
        mkdirSync(dirname(join(expected, file)), { recursive: true });
        writeFileSync(join(expected, file), text);
      }
    }
    expect(filesBelow(expected).sort()).toEqual(Object.keys(actual).sort());
    for (const [file, text] of Object.entries(actual))
      expect(text, file).toBe(readFileSync(join(expected, file), "utf8"));
  });

  it("every blueprint that makes something has at least one case", () => {
    const isEnded = (path: string) => /^ {2}keys:/m.test(readFileSync(join(path, "blueprint.yaml"), "utf8"));
    const without = folders(blueprints)
      .flatMap((section) => folders(join(blueprints, section)).map((name) => [section, name] as const))
      .filter(([section, name]) => !isEnded(join(blueprints, section, name)))
      .map(([, name]) => name)
      .filter((name) => !cases.some((example) => example.name === name));
    expect(without).toEqual([]);
  });
});
