import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Compilation, compile } from "../../src/compile.ts";
import { Sources } from "../../src/diagnostics/sources.ts";
import { renderText } from "../../src/diagnostics/text.ts";
import { nodeFileSystem } from "../../src/fs/node.ts";
import { Stopwatch } from "../../src/report/stopwatch.ts";
import { temporaryFolder } from "../support/cli.ts";
import { ROOT } from "../support/root.ts";
import { HOMELAB } from "./texts.ts";

const SECRET = "AGE-SECRET-KEY-OF-A-TEST";
const EVIL = "blueprints/extensions/evil";

const FILES: Readonly<Record<string, string>> = {
  "homelab.yaml": `${HOMELAB}extensions: {evil: {}}\n`,
  [`${EVIL}/blueprint.yaml`]:
    "apiVersion: k8sgen.dev/v1\nkind: Blueprint\nmetadata: {name: evil, title: E, description: E}\nslots: [{path: extensions.evil}]\nnamespace: {name: evil}\n",
  [`${EVIL}/schema.json`]:
    '{"title":"E","description":"E","type":"object","additionalProperties":false,"properties":{}}',
  [`${EVIL}/manifests/config.yaml.hbs`]:
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: evil}\ndata:\n  key: {{file "keys.txt"}}\n',
  [`${EVIL}/files/keys.txt`]: "harmless",
  "outside/keys.txt": SECRET,
  "outside/one.yaml": `${SECRET}: [`,
};

/** Compiles a folder on disk after a change to it. */
function compileChanged(change: (at: (path: string) => string) => void) {
  const folder = temporaryFolder();
  const at = (path: string) => join(folder, path);
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  }
  change(at);
  const sources = new Sources();
  const environment = { fs: nodeFileSystem, package: { fs: nodeFileSystem, root: ROOT }, sources };
  const compilation = compile(at("homelab.yaml"), environment, new Stopwatch(() => 0));
  const told = renderText(compilation.diagnostics, { color: false, sources }).replaceAll(`${folder}/`, "");
  return { compilation, told };
}

const outputOf = ({ compiled }: Compilation): string =>
  [...(compiled?.tree.files.values() ?? [])].map((bytes) => new TextDecoder().decode(bytes)).join("\n");

/** Puts a link to something outside in the place of a path. */
const link = (path: string, target: string) => (at: (path: string) => string) => {
  rmSync(at(path), { recursive: true, force: true });
  symlinkSync(at(target), at(path));
};

describe("a blueprint is what stands in its folder", () => {
  it("a file of its own goes into the output", () => {
    const { compilation, told } = compileChanged(() => {});
    expect(told).toBe("");
    expect(outputOf(compilation)).toContain("harmless");
  });

  it.each([
    ["the folder of files", `${EVIL}/files`, "outside", "a folder"],
    ["a file among them", `${EVIL}/files/keys.txt`, "outside/keys.txt", "a file or a folder"],
    ["the folder of manifests", `${EVIL}/manifests`, "outside", "a folder"],
    ["a manifest", `${EVIL}/manifests/one.yaml`, "outside/one.yaml", "a file or a folder"],
    ["blueprint.yaml", `${EVIL}/blueprint.yaml`, "outside/one.yaml", "a file"],
    ["schema.json", `${EVIL}/schema.json`, "outside/one.yaml", "a file"],
    ["offers", `${EVIL}/offers.yaml.hbs`, "outside/one.yaml", "a file"],
    ["contributions", `${EVIL}/contributions.yaml.hbs`, "outside/one.yaml", "a file"],
    ["values", `${EVIL}/values.yaml.hbs`, "outside/one.yaml", "a file"],
    ["the blueprint", EVIL, "outside", "a folder"],
    ["a section", "blueprints/extensions", "outside", "a folder"],
  ])("a link is not followed: %s", (_, path, target, expected) => {
    const { compilation, told } = compileChanged(link(path, target));
    expect(told).toContain(
      `error E_BLUEPRINT_FILE ${path}:1:1\n  This is a link where a blueprint has ${expected}.`,
    );
    expect(told).not.toContain(SECRET);
    expect(compilation.compiled).toBeUndefined();
  });

  it.each([
    ["manifests", "a file where a blueprint has a folder"],
    ["files", "a file where a blueprint has a folder"],
  ])("a file is no folder: %s", (name, expected) => {
    const { told } = compileChanged((at) => {
      rmSync(at(`${EVIL}/${name}`), { recursive: true });
      writeFileSync(at(`${EVIL}/${name}`), "");
    });
    expect(told).toContain(`error E_BLUEPRINT_FILE ${EVIL}/${name}:1:1\n  This is ${expected}.`);
  });

  it("a folder is no file", () => {
    const { told } = compileChanged((at) => mkdirSync(at(`${EVIL}/values.yaml.hbs`)));
    expect(told).toContain(
      `error E_BLUEPRINT_FILE ${EVIL}/values.yaml.hbs:1:1\n  This is a folder where a blueprint has a file.`,
    );
  });

  it("what has no name of the loader's is no part of it", () => {
    const { compilation, told } = compileChanged((at) => {
      symlinkSync(at("outside/keys.txt"), at(`${EVIL}/README.md`));
      writeFileSync(at("blueprints/README.md"), "");
    });
    expect(told).toBe("");
    expect(outputOf(compilation)).not.toContain(SECRET);
  });
});

describe("names of manifests are names of the output", () => {
  it.each([
    ["my config.yaml", "cannot be that"],
    ["a:b.yaml", "cannot be that"],
    ["\u00e9.yaml", "cannot be that"],
    ["a\nb.yaml", "cannot be that"],
    ["kustomization.yaml", "is `kustomization.yaml` already"],
    ["Kustomization.yaml.hbs", "is `Kustomization.yaml` already"],
    ["fleet.yaml", "is `fleet.yaml` already"],
    ["config.yaml", "is `config.yaml` already"],
    ["CONFIG.yaml", "is `config.yaml` already"],
  ])("%j", (name, message) => {
    const { compilation } = compileChanged((at) => writeFileSync(at(`${EVIL}/manifests/${name}`), ""));
    expect(compilation.diagnostics.map(({ code }) => code)).toEqual(["E_BLUEPRINT_FILE"]);
    expect(compilation.diagnostics[0]?.message).toContain(message);
  });

  it("folders become a part of the name", () => {
    const { compilation } = compileChanged((at) => {
      mkdirSync(at(`${EVIL}/manifests/a`));
      writeFileSync(at(`${EVIL}/manifests/a/b.yaml`), "");
      writeFileSync(at(`${EVIL}/manifests/a-b.yaml`), "");
    });
    expect(compilation.diagnostics.map(({ message }) => message)).toEqual([
      "Another file of the output is `a-b.yaml` already.",
    ]);
  });
});
