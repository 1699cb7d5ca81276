/**
 * Makes `dist/`: the command line with all that it needs in one file and a few parts that only some commands load. One
 * file starts in a third of the time of three hundred, and what was tested is what runs: no other version of a library
 * can change a byte of the output. `dist/licenses.txt` holds the terms of what is included.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
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
    // Half the bytes are read in half the time. Names stay, for the traces of internal errors.
    minifyWhitespace: true,
    minifySyntax: true,
    plugins: [compiledSchemas(await validatorModules(root), root)],
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

/**
 * scripts/validators.ts is written in TypeScript, which not every Node reads: it is bundled before it is called.
 * @param {string} root
 * @returns {Promise<ReadonlyMap<string, string>>}
 */
async function validatorModules(root) {
  const folder = mkdtempSync(join(tmpdir(), "k8sgen-bundle-"));
  try {
    const outfile = join(folder, "validators.mjs");
    await build({
      absWorkingDir: root,
      entryPoints: ["scripts/validators.ts"],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20.19",
      banner: { js: REQUIRE },
      logLevel: "silent",
    });
    const { validatorModules: make } = await import(pathToFileURL(outfile).href);
    return make(root);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Puts the compiled validators in the place of the empty map of src/schema/compiled.ts.
 * @param {ReadonlyMap<string, string>} modules their code by the digest of their schema
 * @param {string} root
 * @returns {import("esbuild").Plugin}
 */
function compiledSchemas(modules, root) {
  const folder = join(root, "src/schema");
  const EMPTY = "= new Map()";
  return {
    name: "compiled-schemas",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^validator:/ }, ({ path }) => ({ path, namespace: "validator" }));
      onLoad({ filter: /.*/, namespace: "validator" }, ({ path }) => ({
        contents: modules.get(path.slice("validator:".length)) ?? "",
        resolveDir: folder,
      }));
      onLoad({ filter: /src[\\/]schema[\\/]compiled\.ts$/ }, ({ path }) => {
        const source = readFileSync(path, "utf8");
        if (!source.includes(EMPTY))
          throw new Error(`${path} has no \`${EMPTY}\` to put the validators into`);
        const imports = [...modules.keys()].map(
          (digest) => `import { validate as v${digest} } from "validator:${digest}";`,
        );
        const entries = [...modules.keys()].map((digest) => `["${digest}", v${digest}]`);
        const filled = source.replace(EMPTY, `= new Map([${entries.join(", ")}])`);
        return { contents: `${imports.join("\n")}\n${filled}`, loader: "ts", resolveDir: folder };
      });
    },
  };
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
