import { gzipSync } from "node:zlib";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/model.ts";
import type { ReleaseSize } from "../report/report.ts";
import { releaseSize } from "./fact-messages.ts";
import type { ChartFiles } from "./umbrella-parts.ts";

/** What a Secret holds at most, and with it a release. https://kubernetes.io/docs/concepts/configuration/secret/#restriction-data-size */
const LIMIT = 2 ** 20;
/** The part of it from which on the next version of the chart may be too large. */
const NEARLY = 0.7;

/** Releases that Helm cannot store, and those that come close. */
export const releaseSizeFaults = (plan: Plan, sizes: readonly ReleaseSize[]): readonly Diagnostic[] =>
  sizes.flatMap(({ release, bytes }) => {
    const component = plan.components.find(({ name }) => name === release);
    return bytes < LIMIT * NEARLY ? [] : [releaseSize(component, release, bytes, LIMIT)];
  });

/**
 * Bytes of what Helm stores of the umbrella: the release as JSON, gzipped, in base64. The engine measures those of
 * charts; the umbrella's is put together here, because the engine renders only the parts of it that changed.
 * https://pkg.go.dev/helm.sh/helm/v4/pkg/release/v1#Release
 */
export function umbrellaBytes({ homelab }: Plan, files: ChartFiles, manifest: string): number {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const templates = Object.entries(files)
    .filter(([name]) => name.startsWith("templates/"))
    .map(([name, text]) => ({ name, data: base64(text) }));
  const release = {
    name: homelab.metadata.name,
    chart: {
      metadata: files["Chart.yaml"],
      templates,
      values: files["values.yaml"],
      schema: base64(files["values.schema.json"] ?? ""),
    },
    manifest,
    version: 1,
  };
  const packed = gzipSync(JSON.stringify(release), { level: 9 });
  return Math.ceil(packed.length / 3) * 4;
}
