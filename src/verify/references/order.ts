import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Plan } from "../../plan/model.ts";
import type { Path } from "../../values/json.ts";
import { beforeItsKind, deadlock, leadsNowhere } from "./messages.ts";
import { keyOf, kindOf } from "./model.ts";
import type { Placed } from "./placed.ts";
import type { SpotOf } from "./resolve.ts";
import type { Unit, Units } from "./steps.ts";

/** Who brings a kind: a release or folder, or something that was there before both. */
type Bringer = Unit | "before";

/** One wait, and the object and field that it follows from. */
interface Wait {
  readonly on: string;
  readonly why: string;
  readonly placed: Placed;
  readonly path: Path;
}

/**
 * Whether everything can begin: dependsOn leads somewhere, releases come after the kinds of their custom resources, and
 * nobody waits in a circle. Folders need no such order: Flux applies them again until the kind is there; but they wait.
 */
export function orderFaults(
  plan: Plan,
  all: readonly Placed[],
  units: Units,
  spotOf: SpotOf,
): readonly Diagnostic[] {
  const bringers = bringersOf(plan, all, units);
  const missing = [...units.all.values()].flatMap(({ step, placed }) =>
    step.dependsOn
      .filter((dependency) => !units.all.has(keyOf(dependency)))
      .map((dependency) =>
        leadsNowhere(spotOf(placed, dependency.path, dependency.name), dependency, "fails"),
      ),
  );
  return [...missing, ...tooEarly(all, units, bringers, spotOf), ...circles(all, units, bringers, spotOf)];
}

function bringersOf(
  plan: Plan,
  all: readonly Placed[],
  units: Units,
): (kind: string, group: string) => Bringer | undefined {
  const kinds = new Map<string, Bringer>();
  const groups = new Map<string, Bringer>();
  // Charts at hand tell their kinds; of the others the blueprint tells the groups.
  for (const { blueprint, name } of plan.components) {
    const { bootstrap, crds = [] } = blueprint.manifest;
    const unit = bootstrap === undefined ? units.releaseOf({ name }) : undefined;
    const isFolder = crds.some(({ source }) => source === "manifests");
    for (const group of isFolder ? [] : crds.flatMap((entry) => entry.groups))
      groups.set(group, unit ?? "before");
  }
  for (const placed of all)
    for (const made of placed.facts.makes ?? []) {
      if (made.kind !== "Kind") continue;
      const isEarly =
        placed.way === "nodes" || placed.component?.component.blueprint.manifest.bootstrap !== undefined;
      const unit = isEarly ? "before" : (units.of(placed) ?? "before");
      if (kinds.get(made.name) !== "before") kinds.set(made.name, unit);
    }
  return (kind, group) => kinds.get(kind) ?? groups.get(group);
}

function tooEarly(
  all: readonly Placed[],
  units: Units,
  bringers: ReturnType<typeof bringersOf>,
  spotOf: SpotOf,
): readonly Diagnostic[] {
  return all.flatMap((placed) => {
    const { facts } = placed;
    const unit = units.of(placed);
    const bringer = bringers(kindOf(facts), facts.group);
    if (unit === undefined || bringer === undefined || bringer === "before" || bringer.key === unit.key)
      return [];
    // A release fails where its kind is missing; only releases can be waited for by releases.
    if (!unit.isRelease || !bringer.isRelease || units.waitsFor(unit, bringer)) return [];
    return [beforeItsKind(spotOf(placed, [], ""), unit.title, bringer.title)];
  });
}

function circles(
  all: readonly Placed[],
  units: Units,
  bringers: ReturnType<typeof bringersOf>,
  spotOf: SpotOf,
): readonly Diagnostic[] {
  const waits = new Map<string, Map<string, Wait>>();
  const add = (from: string, wait: Wait) => {
    const known = waits.get(from) ?? new Map<string, Wait>();
    if (!known.has(wait.on)) known.set(wait.on, wait);
    waits.set(from, known);
  };
  const applied = (unit: Unit) => `${unit.key} applied`;
  const ready = (unit: Unit) => `${unit.key} ready`;

  const makers = makersOf(all, units);
  for (const unit of units.all.values()) {
    add(ready(unit), { on: applied(unit), why: "", placed: unit.placed, path: [] });
    for (const dependency of unit.step.dependsOn) {
      const other = units.all.get(keyOf(dependency));
      if (other !== undefined)
        add(applied(unit), {
          on: ready(other),
          why: `${unit.title} depends on ${other.title}`,
          placed: unit.placed,
          path: dependency.path,
        });
    }
  }
  for (const placed of all) {
    const { facts } = placed;
    const unit = units.of(placed);
    if (unit === undefined) continue;
    const bringer = bringers(kindOf(facts), facts.group);
    if (bringer !== undefined && bringer !== "before" && bringer.key !== unit.key)
      add(applied(unit), {
        on: applied(bringer),
        why: `${unit.title} holds a ${facts.kind}, whose kind comes with ${bringer.title}`,
        placed,
        path: ["kind"],
      });
    for (const reference of unit.isRelease ? (facts.refers ?? []) : []) {
      const maker = reference.holdsUp === true ? makers.get(keyOf(reference)) : undefined;
      if (maker !== undefined && maker.key !== unit.key)
        add(ready(unit), {
          on: applied(maker),
          why: `pods of ${unit.title} need the ${reference.kind} ${reference.name}, which comes with ${maker.title}`,
          placed,
          path: reference.path,
        });
    }
  }
  const circle = firstCircle(waits);
  if (circle === undefined) return [];
  // The place that tells most is one that somebody wrote: an object that was generated for a component.
  const shown = circle.find(({ placed, path }) => placed.way === "manifests" && path.length > 0) ?? circle[0];
  return shown === undefined
    ? []
    : [
        deadlock(
          spotOf(shown.placed, shown.path, ""),
          circle.flatMap(({ why }) => (why === "" ? [] : [why])),
        ),
      ];
}

/** Who makes what pods wait for. */
function makersOf(all: readonly Placed[], units: Units): ReadonlyMap<string, Unit> {
  const makers = new Map<string, Unit>();
  for (const placed of all) {
    const unit = units.of(placed);
    if (unit === undefined) continue;
    makers.set(keyOf(placed.facts), unit);
    for (const made of placed.facts.makes ?? []) if (made.beside === undefined) makers.set(keyOf(made), unit);
  }
  return makers;
}

function firstCircle(waits: ReadonlyMap<string, ReadonlyMap<string, Wait>>): readonly Wait[] | undefined {
  const done = new Set<string>();
  const path: { readonly node: string; readonly by: Wait | undefined }[] = [];
  const visit = (node: string, by: Wait | undefined): readonly Wait[] | undefined => {
    const start = path.findIndex((one) => one.node === node);
    if (start >= 0)
      return [...path.slice(start + 1).flatMap((one) => one.by ?? []), ...(by === undefined ? [] : [by])];
    if (done.has(node)) return undefined;
    path.push({ node, by });
    for (const wait of waits.get(node)?.values() ?? []) {
      const found = visit(wait.on, wait);
      if (found !== undefined) return found;
    }
    path.pop();
    done.add(node);
    return undefined;
  };
  for (const node of waits.keys()) {
    const found = visit(node, undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}
