import type { Plan } from "../../plan/model.ts";
import { sortedEntries } from "../../values/sorted.ts";
import type { DeliveryEngine } from "../engines/model.ts";
import { code, table } from "./markdown.ts";

/** Which repositories others stand in for; undefined where none do. */
export function mirrorSection(engine: DeliveryEngine, { components }: Plan): string | undefined {
  const rows = new Map(
    components.flatMap(({ blueprint, chartSource }) => {
      const own = blueprint.manifest.chart?.repository;
      return own === undefined || chartSource?.mirror === undefined ? [] : [[own, chartSource.repository]];
    }),
  );
  if (rows.size === 0) return undefined;
  const sorted = sortedEntries(rows);
  return [
    `Charts come from a mirror. It has to answer before the cluster is there, and hold each chart at exactly the version above; ${engine.readme.mirrorLacks}.`,
    table(
      ["repository", "stands in for"],
      sorted.map(([own, mirror]) => [code(mirror), code(own)]),
    ),
  ].join("\n\n");
}
