import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { clientPath } from "../../scripts/clients.mjs";
import { toolPath } from "../../scripts/tools.mjs";
import { getAt, type JsonObject } from "../../src/values/json.ts";
import { type Api, titleOf } from "./api.ts";
import { archiveOf } from "./chart-repository.ts";
import type { Cluster } from "./cluster.ts";
import { objectsOf } from "./definitions.ts";
import type { Lab } from "./lab.ts";

const execute = promisify(execFile);

/** Applies objects one after the other; throws where one is refused. */
export async function applyAll(api: Api, objects: readonly JsonObject[]): Promise<void> {
  for (const object of objects) {
    const { refused } = await api.apply(object);
    if (refused !== undefined) throw new Error(`${titleOf(object)}: ${refused}`);
  }
}

/**
 * What K3s does on its first start with the files in its folder of manifests: applies them, and installs the chart of
 * each HelmChart. https://docs.k3s.io/helm
 */
export async function startAsK3s(
  cluster: Cluster,
  lab: Lab,
  node: string,
  charts: string,
): Promise<readonly JsonObject[]> {
  const folder = join(lab.repository, lab.output, "k3s", node, "manifests");
  const objects = readdirSync(folder)
    .sort()
    .flatMap((name) => objectsOf(lab.built(`k3s/${node}/manifests/${name}`)));
  await applyAll(cluster.api, objects);
  const releases = objects.filter(({ kind }) => kind === "HelmChart");
  for (const release of releases) await installAsK3s(cluster, release, charts);
  return releases;
}

/** Whoever plays the nodes goes on meanwhile: hooks wait for them. */
async function installAsK3s(
  { folder, kubeconfig }: Cluster,
  release: JsonObject,
  charts: string,
): Promise<void> {
  const text = (...path: string[]) => String(getAt(release, path));
  const values = join(folder, `${text("metadata", "name")}-values.yaml`);
  writeFileSync(values, text("spec", "valuesContent"));
  const chart = archiveOf({ name: text("spec", "chart"), version: text("spec", "version") });
  const args = [
    ...["install", text("metadata", "name"), join(charts, chart)],
    ...["--namespace", text("spec", "targetNamespace"), "--values", values, "--kubeconfig", kubeconfig],
  ];
  const created = getAt(release, ["spec", "createNamespace"]) === true ? ["--create-namespace"] : [];
  await execute(toolPath("helm").path ?? "helm", [...args, ...created], { env: isolated(folder) });
}

/**
 * Commands of the generated README, as a person pastes them into a shell.
 * @param section heading of the step that they stand in
 * @param of the lines to run, in full; the others need nodes
 */
export async function runReadme(
  { folder, kubeconfig }: Cluster,
  lab: Lab,
  section: string,
  of: (line: string) => boolean,
): Promise<readonly string[]> {
  const readme = lab.built("README.md");
  const step = new RegExp(`^### \\d+\\. ${section}\\n([\\s\\S]*?)^##`, "m").exec(readme)?.[1] ?? "";
  const lines = [...step.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .flatMap(([, block = ""]) => block.trimEnd().split("\n"))
    .filter(of);
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  const keyFile = join(folder, "age.key");
  writeFileSync(keyFile, `${lab.key}\n`, { mode: 0o600 });
  writeFileSync(join(bin, "kubectl"), `#!/bin/sh\nexec '${clientPath("kubectl").path}' "$@"\n`, {
    mode: 0o755,
  });
  await execute("sh", ["-euc", lines.join("\n")], {
    cwd: lab.repository,
    env: {
      ...isolated(folder),
      PATH: `${bin}:${process.env.PATH}`,
      KUBECONFIG: kubeconfig,
      SOPS_AGE_KEY_FILE: keyFile,
    },
  });
  return lines;
}

/** Programs of the person's keep their files in the folder of the test. */
const isolated = (folder: string): Record<string, string> => ({
  PATH: process.env.PATH ?? "",
  HOME: join(folder, "home"),
  HELM_CACHE_HOME: join(folder, "home"),
  HELM_CONFIG_HOME: join(folder, "home"),
  HELM_DATA_HOME: join(folder, "home"),
});

/**
 * What `flux bootstrap git` leaves in Git and applies, once its controllers run: the source and the entry.
 * https://fluxcd.io/flux/installation/bootstrap/generic-git-server/
 */
export function fluxSync(lab: Lab, url: string): readonly JsonObject[] {
  const metadata = { name: "flux-system", namespace: "flux-system" };
  return [
    {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata,
      spec: { interval: "1m0s", ref: { branch: "main" }, url },
    },
    {
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata,
      spec: {
        interval: "10m0s",
        path: `./${lab.output}/gitops`,
        prune: true,
        sourceRef: { kind: "GitRepository", name: "flux-system" },
      },
    },
  ];
}

/** Writes the sync manifests where `flux bootstrap` commits them. */
export function writeSync(output: string, objects: readonly JsonObject[]): void {
  const folder = join(output, "gitops/flux-system");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "gotk-sync.yaml"),
    objects.map((object) => `---\n${stringify(object)}`).join(""),
  );
  writeFileSync(
    join(folder, "kustomization.yaml"),
    stringify({
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      resources: ["gotk-sync.yaml"],
    }),
  );
}
