import { ENGINES, engineOf } from "../assemble/engines/engine.ts";
import { isRendered } from "../assemble/engines/repository.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { readChartValues } from "../lock/chart-archive.ts";
import type { Plan } from "../plan/model.ts";
import { isObject, type JsonObject, type Path } from "../values/json.ts";
import { formatPath } from "../values/path.ts";
import type { HeldRelease } from "./charts.ts";
import { dataGoes, identity } from "./messages.ts";
import type { Facts } from "./references/model.ts";

/** More says nothing new. */
const SHOWN = 4;

/**
 * What holds data and would go with its release, where the engine does not keep it. Plain objects are marked one by one.
 * @param releases with the facts of what their charts render
 */
export function dataFaults(
  plan: Plan,
  releases: readonly (readonly [HeldRelease, readonly Facts[]])[],
): readonly Diagnostic[] {
  if (isRendered(plan)) return [];
  const engine = engineOf(plan);
  return releases.flatMap(([{ release, archive }, facts]) => {
    const { component } = release.component;
    if (engine.keepsData(component)) return [];
    const going = facts.filter(({ losesData }) => losesData);
    if (going.length === 0) return [];
    const keeping = Object.keys(ENGINES).filter((key) => ENGINES[key]?.keepsData(component));
    const names = going.slice(0, SHOWN).map(identity);
    return [dataGoes(component, engine.title, names, keepingValues(archive.bytes), keeping)];
  });
}

/** Values of a claim by which charts keep it, or take another one. */
const KEEPING = /^(existing.*claim|claimname|annotations|resourcepolicy|retain|keep)$/i;

/** Names of values that are about volumes. */
const ABOUT_VOLUMES = /persist|pvc|claim|volume|storage/i;

/** Paths of a chart's values whose names say that they keep a claim, or take one that is there. */
function keepingValues(archive: Uint8Array): readonly string[] {
  const values = readChartValues(archive);
  return values === undefined ? [] : keeping(values, [], false).slice(0, SHOWN).map(formatPath);
}

const keeping = (values: JsonObject, path: Path, isAbout: boolean): readonly Path[] =>
  Object.entries(values).flatMap(([key, value]) => {
    const here = [...path, key];
    if (isAbout && KEEPING.test(key)) return [here];
    return isObject(value) ? keeping(value, here, isAbout || ABOUT_VOLUMES.test(key)) : [];
  });
