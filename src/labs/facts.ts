import { engineKey, repositoryPath, setting } from "../assemble/engines/repository.ts";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/model.ts";
import type { Path } from "../values/json.ts";
import { primaryLocation } from "../values/tracked.ts";
import { nameReserved, nameTwice, pathOverlaps } from "./messages.ts";
import type { LabFacts } from "./model.ts";
import { SHARED } from "./share.ts";

/** @param file that stands for what was written nowhere */
export function factsOfLab(plan: Plan, file: string): LabFacts {
  const { name, version, promotedFrom } = plan.homelab.metadata;
  const engine = engineKey(plan);
  const place = (path: Path): Location =>
    primaryLocation(plan.tracked.originOf(path)) ?? { file, line: 1, column: 1 };
  return {
    name,
    version,
    engine,
    repository: setting(plan, "repository"),
    branch: setting(plan, "branch"),
    path: repositoryPath(plan),
    isLed: setting(plan, "led") === "true",
    ...(promotedFrom === undefined ? {} : { promotedFrom }),
    places: {
      name: place(["metadata", "name"]),
      version: place(["metadata", "version"]),
      delivery: place(["delivery", engine]),
      ...(promotedFrom === undefined ? {} : { promotedFrom: place(["metadata", "promotedFrom"]) }),
    },
  };
}

/** Labs that would be written over each other, on disk or in their repository. */
export function collisions(labs: readonly LabFacts[]): readonly Diagnostic[] {
  return labs.flatMap((lab, index) => {
    const before = labs.slice(0, index);
    const same = before.find(({ name }) => name === lab.name);
    if (lab.name === SHARED) return [nameReserved(lab)];
    if (same !== undefined) return [nameTwice(lab, same)];
    const near = before.find((other) => followOne(lab, other) && overlap(lab.path, other.path));
    return near === undefined ? [] : [pathOverlaps(lab, near)];
  });
}

/** Whether the engines of two labs follow the same branch of the same repository. */
export const followOne = (a: LabFacts, b: LabFacts): boolean =>
  a.repository === b.repository && a.branch === b.branch;

const overlap = (a: string, b: string): boolean => `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);
