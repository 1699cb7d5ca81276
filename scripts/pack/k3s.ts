/**
 * Extracts what config.yaml of K3s may hold: `npx tsx scripts/pack/k3s.ts <clone of k3s-io/k3s>`. The clone (bare or not)
 * has to hold the commits of lib/versions.ts.
 */
import { execFileSync } from "node:child_process";
import { k3sConfig } from "./lib/k3s-config.ts";
import { report, writeText } from "./lib/output.ts";
import { prettyJson } from "./lib/pretty.ts";
import { k3s } from "./lib/versions.ts";

const COMMANDS = "pkg/cli/cmds";
/** Files that a Linux build leaves out, and tests. */
const OTHER_BUILDS = /_(windows|default|test)\.go$|\/nostage\.go$/;

const [clone] = process.argv.slice(2);
if (clone === undefined) throw new Error("usage: npx tsx scripts/pack/k3s.ts <clone of k3s-io/k3s>");
const git = (...args: readonly string[]): string =>
  execFileSync("git", ["-C", clone, ...args], { encoding: "utf8", maxBuffer: 2 ** 26 });

for (const [minor, { commit, kubernetes }] of Object.entries(k3s)) {
  const files = git("ls-tree", "--name-only", commit, `${COMMANDS}/`).trim().split("\n");
  const sources = files.filter((file) => file.endsWith(".go") && !OTHER_BUILDS.test(file));
  const config = k3sConfig(`k3s-io/k3s ${commit.slice(0, 12)} (Kubernetes ${kubernetes}), ${COMMANDS}`, {
    commands: sources.map((file) => git("show", `${commit}:${file}`)),
    types: git("show", `${commit}:pkg/daemons/config/types.go`),
  });
  writeText(`schemas/k3s/${minor}.json`, prettyJson(config));
  report(`        ${Object.keys(config.flags).length} flags`);
}
