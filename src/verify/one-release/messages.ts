import { ENGINES } from "../../assemble/engines/engine.ts";
import { diagnostic } from "../../diagnostics/create.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Component } from "../../plan/model.ts";
import type { Origin } from "../../values/tracked.ts";
import { at, switchedOn } from "../messages.ts";

/** Engines with a release for each chart. */
const others = (): string =>
  Object.entries(ENGINES)
    .filter(([, { umbrella }]) => umbrella === undefined)
    .map(([key]) => `\`delivery.${key}\``)
    .join(", ");

const instead = (what: string): string =>
  `${what}; or take an engine that gives each chart a release of its own: ${others()}`;

const leaveOut = ({ name, broughtBy }: Component): string =>
  broughtBy === undefined ? `leave \`${name}\` out` : `leave out what brings \`${name}\``;

export const otherNamespace = (component: Component, namespace: string): Diagnostic =>
  diagnostic(
    "E_HELM_NAMESPACE",
    `One release has one namespace: that of most charts is \`${namespace}\`, and \`${component.name}\` belongs into \`${component.namespace}\`.`,
    { ...at(switchedOn(component)), hint: instead(leaveOut(component)) },
  );

export const beforeRelease = (component: Component): Diagnostic =>
  diagnostic(
    "E_HELM_CNI",
    `Hooks of a release run before the rest of it: \`${component.name}\` must be there before them, and K3s installs it as a release of its own.`,
    {
      ...at(switchedOn(component)),
      hint: instead("take what K3s brings itself in its place, as flannel for the pod network"),
    },
  );

export const kindsInTemplates = (component: Component, kinds: readonly string[]): Diagnostic =>
  diagnostic(
    "E_HELM_CRDS",
    `Kinds come before their custom resources: those of ${kinds.join(", ")} are templates of the chart of \`${component.name}\`, and such objects are in the same release, whose first install would fail.`,
    { ...at(switchedOn(component)), hint: instead(leaveOut(component)) },
  );

export const kindsGo = (component: Component, names: readonly string[]): Diagnostic =>
  diagnostic(
    "E_HELM_CRDS",
    `Kinds outlive their component: without \`${component.name}\` the release would delete ${some(names)}, and with them all of their custom resources.`,
    {
      ...at(switchedOn(component)),
      hint: instead(
        `give the chart the values that put \`helm.sh/resource-policy: keep\` on its CRDs, or ${leaveOut(component)}`,
      ),
    },
  );

const some = (names: readonly string[]): string =>
  names.length <= 3
    ? names.join(", ")
    : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more CustomResourceDefinitions`;

export const rendersOtherwise = (component: Component, what: string): Diagnostic =>
  diagnostic(
    "E_HELM_TEMPLATES",
    `A dependency renders what it renders alone: the chart of \`${component.name}\` does not, ${what}.`,
    { ...at(switchedOn(component)), hint: instead(leaveOut(component)) },
  );

export const doesNotRender = (component: Component | undefined, what: string): Diagnostic =>
  diagnostic("E_HELM_TEMPLATES", `All charts together do not render: ${what}.`, {
    ...(component === undefined ? {} : at(switchedOn(component))),
    hint: instead(component === undefined ? "leave some of them out" : leaveOut(component)),
  });

export const unproven = (missing: readonly string[], origin: Origin): Diagnostic =>
  diagnostic(
    "W_HELM_UNPROVEN",
    `Whether one release can hold all charts was not proven: ${missing.map((name) => `\`${name}\``).join(", ")} ${missing.length === 1 ? "was" : "were"} not rendered.`,
    {
      ...at(origin),
      hint: "run `k8sgen lock`, or build with `--charts <folder>`: size, kinds and names of templates are known then",
    },
  );
