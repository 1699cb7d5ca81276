/**
 * Edits of Go modules that the engine is built with: `engine/patches/*.json`, each with the reason, the module, and
 * texts that are exchanged in its files. Go does not take other files for those of its module cache, so the edited
 * module is a copy that a `replace` names.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";

/** @typedef {{ module: string, edits: { file: string, from: string, to: string }[] }} Patch */

const COPIES = resolve(import.meta.dirname, "..", "node_modules", ".cache", "k8sgen-engine");

/**
 * @param {string} engine folder of the engine's go.mod
 * @returns {string} path of a go.mod for `-modfile` that names the edited copies
 */
export function patchModules(engine) {
  rmSync(COPIES, { recursive: true, force: true });
  mkdirSync(COPIES, { recursive: true });
  const patches = join(engine, "patches");
  const replaces = readdirSync(patches)
    .sort()
    .map((name) => {
      /** @type {Patch} */
      const patch = JSON.parse(readFileSync(join(patches, name), "utf8"));
      const copy = join(COPIES, basename(name, ".json"));
      editedCopy(engine, patch, copy);
      return `replace ${patch.module} => ${JSON.stringify(copy)}\n`;
    });
  const modfile = join(COPIES, "go.mod");
  writeFileSync(modfile, `${readFileSync(join(engine, "go.mod"), "utf8")}\n${replaces.join("")}`);
  // Go reads the sums beside the file that it is given.
  writeFileSync(join(COPIES, "go.sum"), readFileSync(join(engine, "go.sum")));
  return modfile;
}

/** @param {string} engine @param {Patch} patch @param {string} copy */
function editedCopy(engine, { module, edits }, copy) {
  const listed = execFileSync("go", ["list", "-mod=mod", "-m", "-json", module], {
    cwd: engine,
    encoding: "utf8",
  });
  const version = JSON.parse(listed).Version;
  const { Dir } = JSON.parse(
    execFileSync("go", ["mod", "download", "-json", `${module}@${version}`], {
      cwd: engine,
      encoding: "utf8",
    }),
  );
  // Files of the module cache are read-only, and the copy must not be.
  cpSync(Dir, copy, { recursive: true, mode: 0, filter: (path) => !/testdata|_test\.go$/.test(path) });
  execFileSync("chmod", ["-R", "u+w", copy]);
  for (const { file, from, to } of edits) {
    const path = join(copy, file);
    const parts = readFileSync(path, "utf8").split(from);
    // Another version of the module may be written differently, and an edit that does nothing would go unseen.
    if (parts.length !== 2)
      throw new Error(
        `${module}@${version} ${file}: what is to be edited stands there ${parts.length - 1} times`,
      );
    writeFileSync(path, parts.join(to));
  }
}
