import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { sourceCircle, sourceUnknown } from "./messages.ts";
import type { LabFacts } from "./model.ts";

/** The lab that a lab is promoted from. */
export const sourceOf = (lab: LabFacts, labs: readonly LabFacts[]): LabFacts | undefined =>
  labs.find(({ name }) => name === lab.promotedFrom);

/** Labs that are promoted from one that is not there, or in a circle. */
export function promotionFaults(labs: readonly LabFacts[]): readonly Diagnostic[] {
  return labs.flatMap((lab) => {
    if (lab.promotedFrom === undefined) return [];
    const source = sourceOf(lab, labs);
    if (source === undefined) {
      const names = labs.map(({ name }) => name).filter((name) => name !== lab.name);
      return [sourceUnknown(lab, nearest(lab.promotedFrom, names))];
    }
    const line = lineOf(lab, labs);
    return line.at(-1) === lab.name ? [sourceCircle(lab, line)] : [];
  });
}

/** A lab and those that it is promoted from, up to the first one or to one that was named before. */
function lineOf(lab: LabFacts, labs: readonly LabFacts[]): readonly string[] {
  const line = [lab.name];
  for (let at = sourceOf(lab, labs); at !== undefined; at = sourceOf(at, labs)) {
    line.push(at.name);
    if (line.indexOf(at.name) < line.length - 1) break;
  }
  return line;
}

/**
 * Whether a lab stays as it was written: it runs another version than the lab that it is promoted from, or that one stays
 * itself, so that a new compilation would bring what was not tried there. No lab is in a circle.
 */
export function isHeld(lab: LabFacts, labs: readonly LabFacts[]): boolean {
  const source = sourceOf(lab, labs);
  return source !== undefined && (source.version !== lab.version || isHeld(source, labs));
}
