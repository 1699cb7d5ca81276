import { distributionAt } from "../../assemble/distributions/distribution.ts";
import { repositoryPath } from "../../assemble/engines/repository.ts";
import { MANIFESTS } from "../../assemble/manifests.ts";
import { RENDERED } from "../../assemble/rendered/model.ts";
import { CHART } from "../../assemble/umbrella/folder.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ExpandedComponent } from "../../expand/model.ts";
import type { Plan } from "../../plan/model.ts";
import type { Origins } from "../faults.ts";
import { duplicates } from "./duplicates.ts";
import { givenObjects } from "./given.ts";
import type { Facts } from "./model.ts";
import { orderFaults } from "./order.ts";
import { type Placed, placeOf } from "./placed.ts";
import { promisedObjects } from "./promised.ts";
import { resolveReferences, resolveSelections, type SpotOf, type Tally } from "./resolve.ts";
import { resolveRoutes } from "./routes.ts";
import { Units } from "./steps.ts";
import { World } from "./world.ts";

/** What there is to resolve. */
export interface Gathered {
  /** Of the files of the output. */
  readonly files: readonly Facts[];
  readonly umbrella: readonly Facts[];
  readonly charts: readonly { readonly component: ExpandedComponent; readonly facts: readonly Facts[] }[];
  /** Components whose charts are not at hand. */
  readonly missing: readonly ExpandedComponent[];
}

export interface Resolution {
  readonly diagnostics: readonly Diagnostic[];
  readonly tally: Tally;
}

/** Whether everything that objects name will be there, in the whole plan. */
export function checkReferences(
  plan: Plan,
  components: readonly ExpandedComponent[],
  gathered: Gathered,
  origins: Origins,
): Resolution {
  const all = place(components, gathered);
  const world = new World(
    new Set(gathered.missing.map(({ component }) => component.namespace)),
    (group) =>
      plan.components.find(({ blueprint }) =>
        (blueprint.manifest.crds ?? []).some(({ groups }) => groups.includes(group)),
      )?.namespace,
  );
  for (const { facts } of all) world.add(facts);
  for (const subject of [...givenObjects(plan), ...promisedObjects(plan)]) world.add(subject);

  const spotOf: SpotOf = (placed, path, needle) => ({
    placed,
    path,
    origin: placeOf(placed, origins, path, needle),
  });
  const tally: Tally = { resolved: 0, unproven: 0 };
  const root = `${repositoryPath(plan)}/`;
  const units = new Units(all, (path) => {
    const plain = path.replace(/^\.\//, "");
    return plain.startsWith(root) ? plain.slice(root.length) : undefined;
  });
  const diagnostics = [
    ...duplicates(all, spotOf),
    ...all.flatMap((placed) => [
      ...resolveReferences(placed, world, spotOf, tally),
      ...resolveSelections(placed, world, spotOf, tally),
    ]),
    ...resolveRoutes(all, world, spotOf, tally),
    ...orderFaults(plan, all, units, spotOf),
  ];
  return { diagnostics, tally };
}

const HELD = `${CHART}/${MANIFESTS}/`;

function place(components: readonly ExpandedComponent[], gathered: Gathered): readonly Placed[] {
  const byName = new Map(components.map((component) => [component.component.name, component]));
  const owned = (name: string | undefined) => {
    const component = byName.get(name ?? "");
    return component === undefined ? {} : { component };
  };
  return [
    ...gathered.charts.flatMap(({ component, facts }) =>
      facts
        .filter((one) => isApplied(component, one))
        .map((one): Placed => ({ facts: one, component, way: "chart" })),
    ),
    ...gathered.umbrella.map(
      (facts): Placed => ({
        facts,
        way: "umbrella",
        ...owned(facts.step === undefined ? undefined : facts.name),
      }),
    ),
    ...gathered.files.map((facts): Placed => {
      // An umbrella that is one release holds the manifests itself.
      const source = facts.source.startsWith(HELD) ? facts.source.slice(CHART.length + 1) : facts.source;
      const [folder, name] = source.split("/");
      return folder === MANIFESTS || folder === RENDERED
        ? { facts, way: "manifests", ...owned(name) }
        : { facts, way: distributionAt(source) !== undefined ? "nodes" : "entry" };
    }),
  ];
}

/** Hooks that are switched off are not applied, nor is a folder crds/ that the blueprint does not speak of. */
function isApplied({ component }: ExpandedComponent, { role }: Facts): boolean {
  const { hooks = true, crds = "none" } = component.blueprint.manifest.chart ?? {};
  return role === "hook" ? hooks : role === "crd" ? crds === "folder" : role !== "test";
}
