/**
 * Makes `dist/`: the command line with all that it needs in one file and a few parts that only some commands load. One
 * file starts in a third of the time of three hundred, and what was tested is what runs: no other version of a library
 * can change a byte of the output. `dist/licenses.txt` holds the terms of what is included.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";

const ROOT = resolve(import.meta.dirname, "..");

/** Bundled CommonJS asks for Node's own modules by `require`, which a module does not have. */
const REQUIRE =
  'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);';

/** Writes dist/ and removes what an earlier build left there. A command that runs meanwhile finds a whole one. */
export async function bundle(root = ROOT) {
  const dist = join(root, "dist");
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["src/cli.ts"],
    outdir: "dist",
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    chunkNames: "part-[hash]",
    banner: { js: REQUIRE },
    charset: "utf8",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  mkdirSync(dist, { recursive: true });
  const names = new Set(["licenses.txt", ...outputFiles.map(({ path }) => basename(path))]);
  // The parts first: cli.js names them.
  const order = [...outputFiles].sort(
    (a, b) => Number(a.path.endsWith("cli.js")) - Number(b.path.endsWith("cli.js")),
  );
  for (const { path, contents } of order) writeFileSync(path, contents);
  writeFileSync(join(dist, "licenses.txt"), licenses(root, Object.keys(metafile.inputs)));
  for (const name of readdirSync(dist)) if (!names.has(name)) rmSync(join(dist, name), { recursive: true });
}

/** @param {string} root @param {string[]} inputs paths of what was included */
function licenses(root, inputs) {
  const packages = new Set(
    inputs.flatMap(
      (path) =>
        /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path.slice(path.lastIndexOf("node_modules/")))?.[0] ?? [],
    ),
  );
  const texts = [...packages].sort().map((folder) => {
    const path = join(root, folder);
    const { name, version, license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
    const file = readdirSync(path).find((entry) => /^licen[cs]e(?:[.-]|$)/i.test(entry));
    if (file === undefined) throw new Error(`${name} says nothing of its terms: it cannot be included`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(path, file), "utf8").trim()}\n`;
  });
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}
