import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Json, objectAt, stringAt } from "./json.ts";
import { root } from "./output.ts";
import { yamlDocuments } from "./yaml.ts";

/** Helm 4; another binary than the one on the PATH can be named by the environment. */
const HELM = process.env.HELM ?? "helm";

/** The folder with the chart archives: the environment's K8SGEN_CHARTS, or `../shared/charts` beside the repository. */
export const chartsFolder = process.env.K8SGEN_CHARTS ?? join(root, "../shared/charts");

export interface Chart {
  readonly name: string;
  /** The chart's version, as its archive states it. */
  readonly version: string;
  /** What `helm template --include-crds` gives, parsed. */
  readonly objects: readonly Json[];
}

/**
 * Renders the one archive of a chart in the charts' folder. `settings` are Helm's `--set` arguments, such as
 * `crds.enabled=true`. Throws where there is no such archive or more than one.
 */
export function renderedChart(name: string, kubeVersion: string, settings: readonly string[]): Chart {
  const pattern = new RegExp(`^${name}-v?\\d+\\.\\d+\\.\\d+\\.tgz$`);
  const archives = readdirSync(chartsFolder).filter((file) => pattern.test(file));
  const [archive] = archives;
  if (archive === undefined || archives.length > 1)
    throw new Error(`${chartsFolder}: ${archives.length} archives of ${name}`);
  const path = join(chartsFolder, archive);
  const metadata = yamlDocuments(helm(["show", "chart", path]), path)[0] ?? null;
  const set = settings.flatMap((setting) => ["--set", setting]);
  const text = helm(["template", name, path, "--include-crds", "--kube-version", kubeVersion, ...set]);
  return {
    name,
    version: stringAt(objectAt(metadata), "version"),
    objects: yamlDocuments(indented(text), path),
  };
}

const helm = (args: readonly string[]): string =>
  execFileSync(HELM, args, { encoding: "utf8", maxBuffer: 2 ** 28 });

/**
 * Go's YAML takes a quoted text whose further lines stand below its key, as in Flagger's chart; the specification wants
 * them deeper. https://yaml.org/spec/1.2.2/#742-single-quoted-style
 */
function indented(text: string): string {
  let isOpen = false;
  return text
    .split("\n")
    .map((line) => {
      const wasOpen = isOpen;
      const quotes = line.split("'").length - 1;
      isOpen = wasOpen ? quotes % 2 === 0 : /^ *[\w-]+: '/.test(line) && quotes % 2 === 1;
      return wasOpen ? `  ${line}` : line;
    })
    .join("\n");
}
