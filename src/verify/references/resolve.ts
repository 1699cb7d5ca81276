import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Path } from "../../values/json.ts";
import { leadsNowhere, noSuchPart, portUnnamed, type Spot, selectsNothing } from "./messages.ts";
import { keyOf, type Labels, type Reference, type Selection } from "./model.ts";
import type { Placed } from "./placed.ts";
import { matches } from "./selector.ts";
import type { World } from "./world.ts";

/** How many references and selectors there are, and what came of them. */
export interface Tally {
  resolved: number;
  /** They lead to a chart that is not at hand. */
  unproven: number;
}

/** Makes the place of a diagnostic; `needle` is the text that is wrong. */
export type SpotOf = (placed: Placed, path: Path, needle: string) => Spot;

/** What an object names, and the namespace that it is in. */
export function resolveReferences(
  placed: Placed,
  world: World,
  spotOf: SpotOf,
  tally: Tally,
): readonly Diagnostic[] {
  const { namespace, refers = [] } = placed.facts;
  const home: readonly Reference[] =
    namespace === undefined
      ? []
      : [{ path: ["metadata", "namespace"], group: "", kind: "Namespace", name: namespace, weight: "fails" }];
  const told = new Set<string>();
  return [...home, ...refers].flatMap((reference) => {
    const { path, weight, part, partPath = path, group, kind } = reference;
    const target = { ...world.at(reference), group, kind };
    const found = world.find(target);
    if (found === "unproven") tally.unproven++;
    else tally.resolved++;
    if (found === "unproven") return [];
    if (found === "missing") {
      // Several keys of one object that is missing are one fault.
      const isTold = told.has(keyOf(target));
      told.add(keyOf(target));
      return isTold ? [] : [leadsNowhere(spotOf(placed, path, target.name), target, weight)];
    }
    return part === undefined || found.parts === undefined || found.parts.has(part)
      ? []
      : [noSuchPart(spotOf(placed, partPath, part), target, part, [...found.parts])];
  });
}

/** What the selectors of an object find, and whether that has the ports. */
export function resolveSelections(
  placed: Placed,
  world: World,
  spotOf: SpotOf,
  tally: Tally,
): readonly Diagnostic[] {
  return (placed.facts.selects ?? []).flatMap((selection) => {
    const namespaces = world.namespaces(selection.namespaces);
    const found = namespaces.flatMap((namespace) => subjects(selection, world, namespace));
    const isOpen =
      selection.namespaces === "all" || namespaces.length === 0
        ? world.isOpen(undefined)
        : namespaces.some((name) => world.isOpen(name));
    tally[isOpen && found.length === 0 ? "unproven" : "resolved"]++;
    if (isOpen) return [];
    const what = selection.of === "pods" ? "pod" : "Service";
    if (found.length === 0) {
      const where =
        namespaces.length === 1 ? `in the namespace ${namespaces[0]}` : "in the namespaces that are meant";
      return [selectsNothing(spotOf(placed, selection.path, ""), what, selection.selector, where)];
    }
    const known = [...new Set(found.flatMap(({ ports }) => ports))];
    return (selection.ports ?? [])
      .filter(({ name }) => found.every(({ ports, isSeen }) => isSeen && !ports.includes(name)))
      .map(({ path, name }) =>
        portUnnamed(
          spotOf(placed, path, name),
          what,
          name,
          known.filter((one) => !/^\d+$/.test(one)),
        ),
      );
  });
}

function subjects(
  { of, selector }: Selection,
  world: World,
  namespace: string,
): readonly { readonly ports: readonly string[]; readonly isSeen: boolean }[] {
  const fits = ({ labels }: { readonly labels: Labels }) => matches(selector, labels);
  return of === "pods"
    ? world
        .pods(namespace)
        .filter(fits)
        .map(({ ports }) => ({ ports, isSeen: true }))
    : world
        .services(namespace)
        .filter(fits)
        .map(({ parts }) => ({ ports: parts, isSeen: parts.length > 0 }));
}
