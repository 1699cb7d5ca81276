import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic, Location, RelatedLocation } from "../diagnostics/diagnostic.ts";
import type { FaultContribution } from "../generated/contract.ts";
import { type Origin, primaryLocation } from "../values/tracked.ts";
import type { Component, Contribution } from "./model.ts";

const ticked = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(", ");

/** The place of an origin, and the template line behind it as a second place. */
function at(origin: Origin): {
  location: Location | undefined;
  path: string | undefined;
  related?: readonly RelatedLocation[];
} {
  const related =
    origin.value !== undefined && origin.template !== undefined
      ? [{ message: "through the blueprint's line", location: origin.template }]
      : undefined;
  return {
    location: primaryLocation(origin),
    path: origin.value?.path,
    ...(related === undefined ? {} : { related }),
  };
}

/** Where a component was switched on; where it was brought in, its blueprint. */
const switchedOn = (component: Component): Origin =>
  component.slots[Object.keys(component.slots)[0] ?? ""]?.originOf([]) ?? {};

export const nameTaken = (instance: Component, by: string): Diagnostic =>
  diagnostic(
    "E_NAME_DUPLICATE",
    `\`${instance.name}\` is the name of a namespace that ${by === "Kubernetes" ? "Kubernetes itself makes" : `\`${by}\` has`}.`,
    {
      ...at(switchedOn(instance)),
      hint: "each of them has a namespace of its own name; choose another name",
    },
  );

export const onSystemDisk = (component: Component, nodes: readonly string[], size: string): Diagnostic =>
  diagnostic(
    "W_SYSTEM_DISK",
    `\`${component.name}\` keeps its data on the system's disk of ${nodes.join(", ")}, which has ${size} or less.`,
    {
      ...at(switchedOn(component)),
      hint: "a microSD card wears out by it, and images and logs share the room: give the nodes a `dataDisk`, or keep the data on a NAS",
    },
  );

export const ownRule = (fault: FaultContribution, origin: Origin): Diagnostic =>
  diagnostic(fault.severity === "warning" ? "W_COMPONENT" : "E_COMPONENT", fault.message, {
    ...at(origin),
    hint: fault.hint,
  });

export const oneFamily = (cni: string, origin: Origin): Diagnostic =>
  diagnostic("E_COMPONENT", `The pod network \`${cni}\` is set up for one family of addresses here.`, {
    ...at(origin),
    hint: "take `network.lan.ipv6` away, or choose another provider in `network.cni`; without that section K3s' own flannel has both families",
  });

/** @param known the classes that there are */
export const classUnknown = (
  volume: string,
  named: string,
  known: readonly string[],
  near: string | undefined,
  origin: Origin,
): Diagnostic =>
  diagnostic(
    "E_REFERENCE",
    `The volume \`${volume}\` wants the StorageClass \`${named}\`, which nothing makes.`,
    {
      ...at(origin),
      hint:
        near !== undefined
          ? `did you mean \`${near}\`?`
          : known.length === 0
            ? "switch on a provider in `storage`"
            : `there ${known.length === 1 ? "is" : "are"} ${ticked(known)}; without \`storageClass\` the default one is taken`,
    },
  );

export const noClass = (
  volume: string,
  slots: readonly string[],
  component: Component | undefined,
): Diagnostic =>
  diagnostic("E_REFERENCE", `The volume \`${volume}\` wants the default StorageClass, and there is none.`, {
    ...(component === undefined ? {} : at(switchedOn(component))),
    hint: `switch on one of ${ticked(slots)}`,
  });

/**
 * @param able the classes whose volumes several nodes may write
 * @param slots that would bring such a class
 */
export const classOfOneNode = (
  volume: string,
  name: string,
  able: readonly string[],
  slots: readonly string[],
  origin: Origin,
): Diagnostic =>
  diagnostic(
    "E_ACCESS_MODE",
    `Pods on several nodes are to write to the volume \`${volume}\`, and the StorageClass \`${name}\` has volumes for one node at a time.`,
    {
      ...at(origin),
      hint:
        able.length > 0
          ? `name one that can: \`storageClass: ${able[0]}\`; or leave \`shared\` out`
          : `switch on ${slots.length > 1 ? "one of " : ""}${ticked(slots)}, or leave \`shared\` out`,
    },
  );

export const hostTwice = (host: string, first: Contribution, second: Contribution): Diagnostic => {
  const other = primaryLocation(first.value.originOf(["host"]));
  return diagnostic(
    "E_HOST_DUPLICATE",
    `\`${host}\` is to lead to \`${first.component}\` and to \`${second.component}\`.`,
    {
      location: primaryLocation(second.value.originOf(["host"])),
      path: second.value.originOf(["host"]).value?.path,
      hint: "give one of the two another `host`",
      related: other === undefined ? undefined : [{ message: `\`${first.component}\`:`, location: other }],
    },
  );
};

export const policiesUnenforced = (slots: readonly string[], origin: Origin): Diagnostic =>
  diagnostic("E_CAPABILITY_MISSING", "Nothing in this homelab turns `policies` into network policies.", {
    ...at(origin),
    hint: `switch on one of ${ticked(slots)}, or leave \`policies\` out`,
  });

/** @param slots that would offer the capability */
export const unmet = (
  kind: string,
  capability: string,
  slots: readonly string[],
  component: string,
  origin: Origin,
): Diagnostic =>
  diagnostic(
    "E_CONTRIBUTION_UNMET",
    `\`${component}\` ${WISHES[kind] ?? `wants a ${kind}`}, and nothing in this homelab offers \`${capability}\`.`,
    {
      ...at(origin),
      hint:
        slots.length === 0
          ? `choose a provider that offers \`${capability}\`, or do without`
          : `switch on one of ${ticked(slots)}, or do without`,
    },
  );

/** Contributions in the words of people who never saw a blueprint. */
const WISHES: Readonly<Record<string, string>> = {
  Route: "is to be found at a host name",
  ProxyLogin: "is to have a login in front of it",
};

export const nothingToDo = (component: Component, kind: string, hint: string): Diagnostic =>
  diagnostic(
    "E_CONTRIBUTION_UNMET",
    `\`${component.name}\` has nothing to do: no component of this homelab contributes a ${kind}.`,
    { ...at(switchedOn(component)), hint },
  );

export const slotNeeds = (slot: string, needed: string, origin: Origin): Diagnostic =>
  diagnostic("E_SLOT_NEEDS", `\`${slot}\` is a part of \`${needed}\`, which is not chosen.`, {
    ...at(origin),
    hint: `add \`${needed}\`, or choose another provider`,
  });

export const capabilityMissing = (
  component: Component,
  capability: string,
  slots: readonly string[],
  near: string | undefined,
  required: Location,
): Diagnostic =>
  diagnostic(
    "E_CAPABILITY_MISSING",
    `\`${component.name}\` needs \`${capability}\`, and nothing in this homelab offers it.`,
    {
      location: switchedOn(component).value?.location ?? required,
      path: switchedOn(component).value?.path,
      hint:
        slots.length > 0
          ? `switch on one of ${ticked(slots)}`
          : near === undefined
            ? "no blueprint offers it"
            : `did the blueprint mean \`${near}\`?`,
      related:
        switchedOn(component).value === undefined
          ? undefined
          : [{ message: "required by", location: required }],
    },
  );

export const capabilityConflict = (
  capability: string,
  first: string,
  second: Component,
  origin: Origin,
): Diagnostic =>
  diagnostic(
    "E_CAPABILITY_CONFLICT",
    `\`${capability}\` is offered by \`${first}\` and by \`${second.name}\`.`,
    {
      location: switchedOn(second).value?.location ?? primaryLocation(origin),
      path: switchedOn(second).value?.path,
      hint: "choose one of the two",
    },
  );

export const notDeclared = (capability: string, component: Component, origin: Origin): Diagnostic =>
  diagnostic(
    "E_CONTRIBUTION_INVALID",
    `\`${component.name}\` offers \`${capability}\`, which its blueprint.yaml does not list below \`offers\`.`,
    at(origin),
  );

export const contributionInvalid = (inner: Diagnostic): Diagnostic => ({
  ...inner,
  code: "E_CONTRIBUTION_INVALID",
});

export const notAMap = (file: string): Diagnostic =>
  diagnostic("E_CONTRIBUTION_INVALID", "The template must expand to one map.", {
    location: { file, line: 1, column: 1 },
  });

export const cycle = (names: readonly string[], location: Location | undefined): Diagnostic =>
  diagnostic(
    "E_DEPENDENCY_CYCLE",
    `These components wait for each other: ${[...names, names[0] ?? ""].join(" → ")}.`,
    {
      location,
      hint: "`wants` and `requires` of their blueprints order them; `uses` does not",
    },
  );

export const valuesUnmet = (capability: string, component: string, origin: Origin): Diagnostic =>
  diagnostic(
    "E_CONTRIBUTION_UNMET",
    `\`${component}\` contributes values to the release that offers \`${capability}\`, but nothing offers it.`,
    at(origin),
  );

export const alertsUntold = (origin: Origin): Diagnostic =>
  diagnostic("W_ALERTS_UNTOLD", "Nothing in this homelab routes alerts, so these receivers hear nothing.", {
    ...at(origin),
    hint: "switch on what offers `alerts`, or remove the receivers",
  });

export const retired = (component: Component, since: string, successor: string): Diagnostic =>
  diagnostic(
    "W_RETIRED",
    `${component.blueprint.manifest.metadata.title} was given up by its makers in ${since}.`,
    {
      ...at(switchedOn(component)),
      hint: `use \`${successor}\``,
    },
  );

const TITLES = { k3s: "K3s", kubeadm: "kubeadm" } as const;

/** @param others slots beside the component's own that hold a provider which runs with it */
export const otherDistribution = (
  component: Component,
  distribution: keyof typeof TITLES,
  others: readonly string[],
): Diagnostic => {
  const [slot = ""] = component.slotPaths;
  const makers = (component.blueprint.manifest.distributions ?? []).map((name) => TITLES[name]);
  return diagnostic(
    "E_DISTRIBUTION",
    `\`${slot}\` is a part of ${makers.join(" and ")}, and ${TITLES[distribution]} does not bring it.`,
    {
      ...at(switchedOn(component)),
      hint:
        others.length === 0
          ? `leave \`${slot}\` out`
          : `choose another provider: ${others.length === 1 ? "" : "one of "}${ticked(others)}`,
    },
  );
};

export const noPodNetwork = (slots: readonly string[], origin: Origin): Diagnostic =>
  diagnostic("E_DISTRIBUTION", "kubeadm brings no pod network, and nothing in this homelab is one.", {
    ...at(origin),
    hint: `switch on one of ${ticked(slots)}`,
  });

export const noAddresses = (component: string, slots: readonly string[], origin: Origin): Diagnostic =>
  diagnostic(
    "E_DISTRIBUTION",
    `\`${component}\` waits for an address, and nothing in this homelab gives one to a Service: what K3s has for that, kubeadm has not.`,
    { ...at(origin), hint: `switch on one of ${ticked(slots)}` },
  );

export const noKubeProxy = (cni: string, origin: Origin): Diagnostic =>
  diagnostic("W_COMPONENT", `There is no kube-proxy here: \`${cni}\` takes its place.`, {
    ...at(origin),
    hint: "leave `kubernetes.kubeProxy` out",
  });

export const architecture = (component: Component, node: string, arch: string, origin: Origin): Diagnostic =>
  diagnostic(
    "E_ARCHITECTURE",
    `\`${component.name}\` has no images for ${arch}, the architecture of \`${node}\`.`,
    {
      location: switchedOn(component).value?.location,
      path: switchedOn(component).value?.path,
      related:
        origin.value === undefined
          ? undefined
          : [{ message: `the node \`${node}\``, location: origin.value.location }],
    },
  );

export const mirrorUnused = (repository: string, origin: Origin): Diagnostic =>
  diagnostic("W_MIRROR_UNUSED", `No chart of the plan comes from ${repository}.`, {
    ...at(origin),
    hint: "`k8sgen.json` in the output lists the repositories that are used",
  });
