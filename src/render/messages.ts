import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Component, Plan } from "../plan/model.ts";
import { at, switchedOn } from "../verify/messages.ts";

const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

export const chartsNeeded = (plan: Plan, components: readonly string[]): Diagnostic =>
  diagnostic(
    "E_RENDERED_CHART",
    `\`delivery.rendered\` writes what the charts render, and those of ${list(components)} are not at hand.`,
    {
      ...at(plan.tracked.originOf(["delivery", "rendered"])),
      hint: "`k8sgen lock` fetches them; `--charts` names a folder of archives",
    },
  );

export const secretRendered = (
  component: Component,
  secret: string,
  keys: readonly string[],
  taking: readonly string[],
): Diagnostic =>
  diagnostic(
    "E_RENDERED_SECRET",
    `The chart of \`${component.name}\` writes ${list(keys)} into ${secret}; rendered, that would stand in Git in clear text.`,
    {
      ...at(switchedOn(component)),
      hint:
        taking.length === 0
          ? "have the chart refer to an existing Secret by its values, or take releases (`delivery.rendered: false`)"
          : `name an existing Secret in the chart's values, as ${list(taking)} may; or take releases (\`delivery.rendered: false\`)`,
    },
  );

export const hooksDropped = (component: Component, hooks: readonly string[]): Diagnostic =>
  diagnostic(
    "W_RENDERED_HOOK",
    `Hooks of the chart of \`${component.name}\` are left out, as what they wait for does not happen to plain objects: ${hooks.join("; ")}.`,
    {
      ...at(switchedOn(component)),
      hint: "do by hand what they would have done when you remove the component, or take releases (`delivery.rendered: false`)",
    },
  );

export const hooksUnordered = (component: Component, hooks: readonly string[]): Diagnostic =>
  diagnostic(
    "W_RENDERED_HOOK",
    `Hooks of the chart of \`${component.name}\` that follow each other by their weights start together: ${hooks.join("; ")}.`,
    {
      ...at(switchedOn(component)),
      hint: "Jobs that fail are tried again, which may be enough; or take releases (`delivery.rendered: false`)",
    },
  );

export const brokenRendered = (what: string, hint: string): Diagnostic =>
  diagnostic("E_RENDERED", what, { hint });
