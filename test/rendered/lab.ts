import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { archive, blueprint, charted, type Files } from "../verify/lab.ts";

const CHART = join(import.meta.dirname, "chart");

/** Texts below a folder by their path. */
export function textsOf(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return Object.fromEntries(
    paths
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => [path, readFileSync(join(folder, path), "utf8")]),
  );
}

export function writeTexts(folder: string, texts: Readonly<Record<string, string>>): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** What each engine needs below `delivery`. */
export const ENGINES: Readonly<Record<string, string>> = {
  argoCd: "argoCd: {repository: https://git.example.org/me/t.git}",
  flux: "flux: {repository: https://git.example.org/me/t.git}",
  k3s: "k3s: {}",
};

/** A homelab of which rendered objects are wanted. */
export const homelabWith = (engine: string): string =>
  `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: t}
kubernetes: {version: v1.36.3+k3s1}
nodes: [{name: a, role: server, address: 192.168.1.2, arch: arm64, memory: 8Gi, disk: 32Gi}]
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1}}
delivery: {${ENGINES[engine]}, rendered: true}
`;

const SPEAKS = "offers: [prometheus-crds]\ncrds: [{groups: [example.org], source: chart}]\n";
const NOTHING = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: nothing}\n";

/** The chart beside this file, and one whose only object is for a kind of it; `more` joins or replaces its files. */
export const twoCharts = (more: Readonly<Record<string, string>> = {}, extra = ""): Files => ({
  ...blueprint("one", `${charted("one", `, crds: templates${extra}`)}${SPEAKS}`, {
    "offers.yaml.hbs": "prometheus-crds: {}\n",
  }),
  ...blueprint("two", `${charted("two")}requires: [prometheus-crds]\n`),
  // The engine that runs in the cluster itself; its own objects are no part of what is looked at.
  "charts/argo-cd-10.1.1.tgz": archive("argo-cd", { "templates/a.yaml": NOTHING }, { version: "10.1.1" }),
  "charts/one-1.0.0.tgz": archive("one", { ...textsOf(CHART), ...more }),
  "charts/two-1.0.0.tgz": archive("two", {
    "templates/widget.yaml":
      "apiVersion: example.org/v1\nkind: Widget\nmetadata: {name: second}\nspec: {size: 2}\n",
  }),
});
