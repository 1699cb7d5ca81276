import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { toolPath } from "../../scripts/tools.mjs";
import { temporaryFolder } from "../support/cli.ts";
import { ROOT } from "../support/root.ts";
import { writeSchemaFiles } from "../support/schema-files.ts";

const helm = toolPath("helm");
const kubeconform = toolPath("kubeconform");
const LABS = readdirSync(join(ROOT, "output"));

function run(program: string, args: readonly string[], input?: string) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    ...(input === undefined ? {} : { input }),
  });
  return { status, output: `${stdout}${stderr}`, stdout };
}

/** Files that are handed to an API server: not kustomization.yaml, not values. */
const applied = (lab: string): string[] =>
  readdirSync(join(ROOT, "output", lab), { recursive: true, encoding: "utf8" }).filter(
    (path) =>
      /^(manifests|gitops)\/.*\.yaml$|^k3s\/[^/]+\/manifests\/.*\.yaml$/.test(path) &&
      !path.endsWith("kustomization.yaml"),
  );

describe.each(LABS)("%s, looked at from outside", (lab) => {
  const chart = `output/${lab}/chart`;

  it.skipIf(helm.path === undefined)(
    `helm lint --strict finds nothing${helm.path === undefined ? ` (skipped: ${helm.reason})` : ""}`,
    () => {
      const { status, output } = run(helm.path ?? "", ["lint", "--strict", chart]);
      expect(status, output).toBe(0);
      expect(output).toContain("1 chart(s) linted, 0 chart(s) failed");
      expect(output).not.toMatch(/\[(WARNING|ERROR|INFO)\]/);
    },
  );

  it.skipIf(helm.path === undefined)(
    "helm template renders the umbrella, and refuses values that its schema does not know",
    () => {
      const rendered = run(helm.path ?? "", ["template", lab, chart, "--namespace", "flux-system"]);
      expect(rendered.status, rendered.output).toBe(0);
      const releases = readdirSync(join(ROOT, chart, "templates")).filter((name) =>
        /^(?!_|namespaces).*\.yaml$/.test(name),
      );
      expect(releases).not.toEqual([]);
      expect(rendered.stdout.match(/^kind: HelmRelease$/gm)).toHaveLength(releases.length);
      expect(
        run(helm.path ?? "", ["template", lab, chart, "--set", "components.nope.version=1"]).status,
      ).not.toBe(0);
    },
  );

  it.skipIf(helm.path === undefined || kubeconform.path === undefined)(
    "kubeconform finds nothing in any object, and skips none",
    () => {
      const folder = temporaryFolder();
      const location = writeSchemaFiles(join(folder, "schemas"));
      const rendered = run(helm.path ?? "", ["template", lab, chart, "--namespace", "flux-system"]).stdout;
      writeFileSync(join(folder, "umbrella.yaml"), rendered);
      const files = [join(folder, "umbrella.yaml"), ...applied(lab).map((path) => join("output", lab, path))];
      expect(files.length).toBeGreaterThan(10);
      const { status, stdout, output } = run(kubeconform.path ?? "", [
        "-strict",
        "-summary",
        "-output",
        "json",
        "-schema-location",
        location,
        ...files,
      ]);
      expect(status, output.slice(0, 4000)).toBe(0);
      const { summary } = JSON.parse(stdout);
      expect(summary).toMatchObject({ invalid: 0, errors: 0, skipped: 0 });
      expect(summary.valid).toBeGreaterThan(50);
    },
  );
});
