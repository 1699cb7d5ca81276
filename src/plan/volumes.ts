import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import type { StorageClassContribution, VolumeContribution } from "../generated/contract.ts";
import type { Homelab } from "../generated/homelab.ts";
import { getAt } from "../values/json.ts";
import type { SlotsFor } from "./join.ts";
import { classOfOneNode, classUnknown, noClass } from "./messages.ts";
import type { Component, JoinedContributions, Offer } from "./model.ts";
import { switchedOff } from "./switched-off.ts";

/** K3s' own class; its volumes are folders of one node. https://docs.k3s.io/storage */
const K3S: StorageClassContribution = { name: "local-path", shared: false };

/** Volumes whose class is not there, or cannot do what is asked of it. */
export function volumeFaults(
  components: readonly Component[],
  contributions: JoinedContributions,
  capabilities: ReadonlyMap<string, Offer>,
  slotsFor: SlotsFor,
  distribution: Homelab["kubernetes"]["distribution"],
): readonly Diagnostic[] {
  // What a provider does not tell, nobody can judge here; what the charts make is looked at later.
  if (components.some((component) => isSilent(component, contributions))) return [];
  const told = contributions.StorageClass.map(
    ({ value }) => value.value as unknown as StorageClassContribution,
  );
  const bringsOwn = distribution === "k3s" && !switchedOff(contributions).has("local-storage");
  const classes = bringsOwn ? [...told, K3S] : told;
  const nameOf = (capability: string): string | undefined => {
    const name = getAt(capabilities.get(capability)?.attributes.value ?? null, ["className"]);
    return typeof name === "string" ? name : undefined;
  };
  const names = classes.map(({ name }) => name).sort();
  const able = classes.flatMap(({ name, shared }) => (shared ? [name] : [])).sort();
  return contributions.Volume.flatMap(({ component, value }) => {
    const volume = value.value as unknown as VolumeContribution;
    const { name, storageClass: named, shared } = volume;
    if (named !== undefined && !names.includes(named))
      return [classUnknown(name, named, names, nearest(named, names), value.originOf(["storageClass"]))];
    const taken = named ?? (shared ? nameOf("shared-storage") : undefined) ?? nameOf("default-storage");
    if (taken === undefined && !bringsOwn)
      return [
        noClass(
          name,
          slotsFor("default-storage"),
          components.find((one) => one.name === component),
        ),
      ];
    if (!shared) return [];
    return taken !== undefined && able.includes(taken)
      ? []
      : [
          classOfOneNode(
            name,
            taken ?? K3S.name,
            able,
            slotsFor("shared-storage"),
            value.originOf(["shared"]),
          ),
        ];
  });
}

/** A provider of storage that says nothing of its classes. */
const isSilent = ({ name, slotPaths }: Component, { StorageClass }: JoinedContributions): boolean =>
  slotPaths.some((path) => path.startsWith("storage.")) &&
  !StorageClass.some(({ component }) => component === name);
