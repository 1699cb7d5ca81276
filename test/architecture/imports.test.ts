import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "../../src");

/** The stages, left to right: a folder imports from those before it. docs/architecture.md says why. */
const ORDER = [
  "generated",
  "values",
  "diagnostics",
  "fs",
  "load",
  "schema",
  "check",
  "laptop",
  "explain",
  "edit",
  "init",
  "template",
  "plan",
  "secrets",
  "lock",
  "expand",
  "assemble",
  "changes",
  "engine",
  "report",
  "verify",
  "render",
  "recall",
  "write",
  "shell",
  "compile",
  "build",
  "labs",
  "commands",
  "cli",
];

/** Types that two neighbours share in both directions; nothing of them exists at run time. */
const TYPE_ONLY = new Set(["values -> diagnostics", "generated -> values"]);

const files = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : /\.(ts|js|mjs)$/.test(name) ? [path] : [];
  });

const stageOf = (path: string): string => relative(SRC, path).split("/")[0]?.replace(/\.ts$/, "") ?? "";

describe("folders are stages and imports go one way", () => {
  it.each(files(SRC).map((path) => relative(SRC, path)))("%s", (name) => {
    const path = join(SRC, name);
    const stage = stageOf(path);
    expect(ORDER).toContain(stage);
    for (const match of readFileSync(path, "utf8").matchAll(
      /^(import|export)( type)? [^;]*?from "(\.[^"]+)";/gms,
    )) {
      const target = stageOf(resolve(path, "..", match[3] ?? ""));
      if (match[2] !== undefined && TYPE_ONLY.has(`${stage} -> ${target}`)) continue;
      expect(ORDER.indexOf(target), `${stage} -> ${target}`).toBeLessThanOrEqual(ORDER.indexOf(stage));
    }
  });
});

describe("no core file names a component", () => {
  const blueprints = resolve(SRC, "../blueprints");
  const names = readdirSync(blueprints).flatMap((section) => readdirSync(join(blueprints, section)));
  // `flux` is a GitOps engine that the assemble stage writes for, as design of the output.
  const forbidden = names.filter((name) => !["flux"].includes(name));
  // What a distribution deploys by itself has names of its own; a component may have the same.
  const ofDistributions: Readonly<Record<string, readonly string[]>> = {
    "assemble/kubeadm/asked.ts": ["etcd"],
    "assemble/kubeadm/paths.ts": ["etcd"],
    "verify/references/given.ts": ["etcd", "traefik"],
  };
  it.each(
    files(SRC)
      .filter((path) => !path.includes("/generated/"))
      .map((path) => relative(SRC, path)),
  )("%s", (name) => {
    const code = readFileSync(join(SRC, name), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    for (const component of forbidden.filter((one) => !ofDistributions[name]?.includes(one)))
      expect(code.includes(`"${component}"`), component).toBe(false);
  });
});
