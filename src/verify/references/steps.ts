import type { Component } from "../../plan/model.ts";
import { type Facts, type Identity, keyOf, type Step } from "./model.ts";
import type { Placed } from "./placed.ts";

/** One release or folder: what is applied as a whole. */
export interface Unit {
  /** Its HelmRelease, Kustomization or Application as a key; also the unit's own name. */
  readonly key: string;
  readonly title: string;
  readonly step: Step;
  readonly placed: Placed;
  readonly isRelease: boolean;
}

/** The releases and folders of a plan, and which object belongs to which. */
export class Units {
  readonly all: ReadonlyMap<string, Unit>;
  readonly #releases = new Map<string, Unit>();
  readonly #folders = new Map<string, Unit>();

  /** @param folderOf the folder of the output that a path in the repository means; undefined for others */
  constructor(objects: readonly Placed[], folderOf: (path: string) => string | undefined) {
    const units = new Map<string, Unit>();
    for (const placed of objects) {
      const { facts, component, way } = placed;
      if (facts.step === undefined) continue;
      const isRelease = facts.step.folder === undefined;
      const key = keyOf(facts);
      const unit = { key, title: titleOf(facts), step: facts.step, placed, isRelease };
      units.set(key, unit);
      const folder = facts.step.folder === undefined ? undefined : folderOf(facts.step.folder);
      if (folder !== undefined) this.#folders.set(folder, unit);
      if (isRelease && way === "umbrella" && component !== undefined)
        this.#releases.set(component.component.name, unit);
    }
    this.all = units;
  }

  /** What applies an object; undefined for what is there from the beginning. */
  of({ facts, component, way }: Placed): Unit | undefined {
    if (component === undefined || way === "umbrella") return undefined;
    if (way === "chart") return this.releaseOf(component.component);
    return way === "manifests"
      ? this.#folders.get(facts.source.slice(0, facts.source.lastIndexOf("/")))
      : undefined;
  }

  releaseOf({ name }: Pick<Component, "name">): Unit | undefined {
    return this.#releases.get(name);
  }

  /** Whether one release or folder waits for another by dependsOn, at whatever remove. */
  waitsFor(unit: Unit, other: Unit): boolean {
    const seen = new Set<string>();
    const queue = [unit];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (next.key === other.key) return true;
      if (seen.has(next.key)) continue;
      seen.add(next.key);
      queue.push(...next.step.dependsOn.flatMap((dependency) => this.all.get(keyOf(dependency)) ?? []));
    }
    return false;
  }
}

const titleOf = ({ kind, namespace = "", name }: Identity & Pick<Facts, "kind">): string =>
  `the ${kind} ${namespace}/${name}`;
