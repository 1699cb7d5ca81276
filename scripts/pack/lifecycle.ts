/**
 * Collects when versions of Kubernetes' API are deprecated and removed: `npx tsx scripts/pack/lifecycle.ts`.
 * Source: the functions that prerelease-lifecycle-gen makes in the Go modules of `lifecycleSources`, where an older
 * release tells of kinds that the newest one no longer has; https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { goModule } from "./lib/go.ts";
import { deprecatedStable, groupOf, type Lifecycle, lifecycles } from "./lib/lifecycle.ts";
import { report, writeText } from "./lib/output.ts";
import { prettyJson } from "./lib/pretty.ts";
import { lifecycleSources } from "./lib/versions.ts";

const FILE = "zz_generated.prerelease-lifecycle.go";
const kinds = new Map<string, Lifecycle>();

for (const { module, version } of lifecycleSources) {
  const folder = goModule(module, version);
  const add = (path: string, found: ReadonlyMap<string, Lifecycle>): void => {
    const group = groupOf(readFileSync(join(folder, path, "register.go"), "utf8"));
    const prefix = group === "" ? "" : `${group}/`;
    for (const [kind, lifecycle] of found) kinds.set(`${prefix}${path.split("/").at(-1)}/${kind}`, lifecycle);
  };
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort())
    if (path.endsWith(FILE)) add(dirname(path), lifecycles(readFileSync(join(folder, path), "utf8")));
  const core = join(folder, "core/v1/types.go");
  if (existsSync(core)) add("core/v1", deprecatedStable(readFileSync(core, "utf8")));
}

const source = lifecycleSources.map(({ module, version }) => `${module} ${version}`);
const sorted = Object.fromEntries([...kinds].sort(([a], [b]) => (a < b ? -1 : 1)));
writeText("schemas/kubernetes/lifecycle.json", prettyJson({ source, kinds: sorted as never }));
report(`${kinds.size} kinds`);
