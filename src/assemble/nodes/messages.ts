import { diagnostic } from "../../diagnostics/create.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Json } from "../../values/json.ts";
import { type Origin, primaryLocation } from "../../values/tracked.ts";

/** Who wants a setting to have a value, and where it says so. */
export interface Ask {
  readonly component: string;
  readonly value: Json;
  readonly origin: Origin;
}

/** The place of a contribution. */
export const at = (origin: Origin) => ({ location: primaryLocation(origin), path: origin.value?.path });

const short = (value: Json): string => {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

export const contradiction = (what: string, first: Ask, second: Ask): Diagnostic => {
  const other = primaryLocation(first.origin);
  return diagnostic(
    "E_CONTRIBUTION_CONFLICT",
    `\`${first.component}\` and \`${second.component}\` contradict each other: ${what} is ${short(first.value)} for the one and ${short(second.value)} for the other.`,
    {
      ...at(second.origin),
      hint: "choose one of the two components, or change what one of their blueprints contributes",
      related:
        other === undefined ? undefined : [{ message: `\`${first.component}\` asks here`, location: other }],
    },
  );
};

export const ownedByCore = (what: string, ask: Ask, hint: string): Diagnostic =>
  diagnostic(
    "E_CONTRIBUTION_CONFLICT",
    `\`${ask.component}\` asks for another value of ${what}, which k8sgen sets itself: ${short(ask.value)}.`,
    { ...at(ask.origin), hint },
  );
