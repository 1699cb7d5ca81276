import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { getAt, isObject, type Json } from "../values/json.ts";
import type { Origin, Tracked } from "../values/tracked.ts";
import { mirrorUnused } from "./messages.ts";
import type { Component } from "./model.ts";

const MIRROR = ["delivery", "charts", "mirror"];

/** Where the chart of a component is taken from. */
export interface ChartSource {
  /** Helm repository (https://), or OCI registry path that holds the chart (oci://). */
  readonly repository: string;
  /** The line of homelab.yaml that says so; absent where it is the blueprint's own repository. */
  readonly mirror?: Origin;
}

/** Says of each component where its chart is taken from: the repository of its blueprint, or what stands in for it. */
export function withChartSources(components: readonly Component[], homelab: Tracked): readonly Component[] {
  return components.map((component) => {
    const repository = component.blueprint.manifest.chart?.repository;
    return repository === undefined
      ? component
      : { ...component, chartSource: sourceOf(repository, homelab) };
  });
}

/** Stand-ins for repositories that no chart of the plan comes from: the key may be misspelt. */
export function unusedMirrors(components: readonly Component[], homelab: Tracked): readonly Diagnostic[] {
  const used = new Set(components.map(({ blueprint }) => plain(blueprint.manifest.chart?.repository ?? "")));
  return repositoriesIn(homelab)
    .filter(([repository]) => !used.has(plain(repository)))
    .map(([repository]) =>
      mirrorUnused(repository, homelab.originOf([...MIRROR, "repositories", repository])),
    );
}

function sourceOf(repository: string, homelab: Tracked): ChartSource {
  const [key, single] = repositoriesIn(homelab).find(([known]) => plain(known) === plain(repository)) ?? [];
  if (key !== undefined)
    return { repository: String(single), mirror: homelab.originOf([...MIRROR, "repositories", key]) };
  const scheme = repository.slice(0, repository.indexOf("://"));
  const prefix = getAt(homelab.value, [...MIRROR, scheme]);
  return typeof prefix !== "string"
    ? { repository }
    : {
        repository: `${plain(prefix)}/${repository.slice(`${scheme}://`.length)}`,
        mirror: homelab.originOf([...MIRROR, scheme]),
      };
}

function repositoriesIn(homelab: Tracked): readonly (readonly [string, Json])[] {
  const repositories = getAt(homelab.value, [...MIRROR, "repositories"]);
  return isObject(repositories) ? Object.entries(repositories) : [];
}

/** A slash at the end means nothing. */
const plain = (repository: string): string => repository.replace(/\/+$/, "");
