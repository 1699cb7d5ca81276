import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseYaml } from "../../../src/load/yaml.ts";
import type { Blueprint } from "../../../src/schema/blueprints.ts";
import { INSTANCE } from "../../../src/schema/slots.ts";
import { getAt, isObject } from "../../../src/values/json.ts";

/** A whole homelab that uses a slot, by the path of the slot: the shortest case of the blueprint. Tests build all cases. */
export type Examples = ReadonlyMap<string, string>;

/** @throws where a slot has no case: each provider has an example that runs */
export function examplesOf(root: string, blueprints: readonly Blueprint[]): Examples {
  return new Map(
    blueprints.flatMap((blueprint) => {
      const cases = casesOf(join(root, blueprint.folder.folder.replace(/^k8sgen\//, ""), "cases"));
      return (blueprint.manifest.slots ?? []).map(({ path }): [string, string] => {
        const [shortest] = cases
          .filter((text) => uses(text, path))
          .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
        if (shortest === undefined) throw new Error(`${blueprint.name} has no case with ${path}`);
        return [path, shortest];
      });
    }),
  );
}

const casesOf = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder).map((name) => readFileSync(join(folder, name, "homelab.yaml"), "utf8"))
    : [];

function uses(text: string, slot: string): boolean {
  const steps = slot.split(".");
  const value = parseYaml("homelab.yaml", text).value?.value;
  if (steps.at(-1) !== INSTANCE) return getAt(value, steps) !== undefined;
  const instances = getAt(value, steps.slice(0, -1));
  return isObject(instances) && Object.keys(instances).length > 0;
}
