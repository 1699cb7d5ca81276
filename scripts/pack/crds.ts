/**
 * Packs the custom resources that are validated even where no chart is at hand: `npx tsx scripts/pack/crds.ts
 * [--tree <go path>=<folder> ...]`. A source that this machine does not have keeps its committed pack, and says so.
 * Reads the charts of lib/charts.ts and Go modules; HELM names a Helm 4 that is not on the PATH.
 */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type CrdPack, kindsOf } from "./lib/crd-pack.ts";
import { type CrdSource, sources } from "./lib/crd-sources.ts";
import { gunzip } from "./lib/gzip.ts";
import { report, root, writePack, writeText } from "./lib/output.ts";
import { prettyJson } from "./lib/pretty.ts";

const FOLDER = "schemas/crds";
/** Bytes, gzipped: of one pack and of all. The packs are part of the npm package and read by every build. */
const LIMIT = 250_000;
const TOTAL = 700_000;

const packs = sources.map((source) => ({ source, ...(fresh(source) ?? kept(source)) }));
const total = packs.reduce((sum, { size }) => sum + size, 0);
if (total > TOTAL) throw new Error(`${FOLDER} has ${total} bytes, at most ${TOTAL} are allowed`);

const index = new Map<string, string>();
for (const { file, pack } of packs)
  for (const kind of kindsOf(pack)) if (!index.has(kind)) index.set(kind, file);
const entries = Object.fromEntries([...index].sort(([a], [b]) => (a < b ? -1 : 1)));
writeText(`${FOLDER}/index.json`, prettyJson(entries));

const wanted = new Set(["index.json", ...packs.map(({ file }) => file)]);
for (const file of readdirSync(join(root, FOLDER)).filter((name) => !wanted.has(name))) {
  rmSync(join(root, FOLDER, file));
  report(`removed         ${FOLDER}/${file}`);
}
report(`${packs.length} packs, ${index.size} kinds, ${total} bytes`);

function fresh(
  source: CrdSource,
): { readonly file: string; readonly pack: CrdPack; readonly size: number } | undefined {
  const read = source.read();
  if (read === undefined) return undefined;
  const file = `${source.name}-${read.version}.json.gz`;
  return { file, pack: read.pack, size: writePack(`${FOLDER}/${file}`, JSON.stringify(read.pack), LIMIT) };
}

function kept(source: CrdSource): { readonly file: string; readonly pack: CrdPack; readonly size: number } {
  const pattern = new RegExp(`^${source.name}-v?\\d.*\\.json\\.gz$`);
  const file = readdirSync(join(root, FOLDER)).find((name) => pattern.test(name));
  if (file === undefined)
    throw new Error(`${source.name}: no source (--tree <go path>=<folder>) and no committed pack`);
  const bytes = readFileSync(join(root, FOLDER, file));
  report(`kept    ${String(bytes.length).padStart(7)} ${FOLDER}/${file}: its source is not on this machine`);
  return { file, pack: JSON.parse(gunzip(bytes)) as CrdPack, size: bytes.length };
}
