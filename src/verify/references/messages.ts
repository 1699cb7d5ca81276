import { diagnostic } from "../../diagnostics/create.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Path } from "../../values/json.ts";
import { formatPath } from "../../values/path.ts";
import type { Origin } from "../../values/tracked.ts";
import { at, file, identity, switchedOn } from "../messages.ts";
import type { Identity, Selector, Weight } from "./model.ts";
import type { Placed } from "./placed.ts";
import { selectorText } from "./selector.ts";

/** An object, one of its fields, and where that came from. */
export interface Spot {
  readonly placed: Placed;
  readonly path: Path;
  readonly origin: Origin | undefined;
}

/** ``Deployment home/web: `spec.replicas` ``, with the chart that renders it. */
function subject({ placed: { facts, component, way }, path }: Spot): string {
  const field = path.length === 0 ? "" : `: \`${formatPath(path)}\``;
  return way === "chart"
    ? `The chart of \`${component?.component.name}\` renders ${identity(facts)}${field}`
    : `${identity(facts)}${field}`;
}

const place = ({ placed: { facts, component, way }, origin }: Spot): Partial<Diagnostic> =>
  origin !== undefined && (origin.value ?? origin.template) !== undefined
    ? at(origin)
    : component !== undefined && way !== "manifests"
      ? at(switchedOn(component.component))
      : { location: file(facts.source) };

const hintFor = ({ kind }: Identity): string =>
  kind === "Secret"
    ? "correct the name; a blueprint tells by a `Secret` contribution what people make, by a `RuntimeObject` what a program makes"
    : "correct the name, or switch on what makes it; a blueprint tells by a `RuntimeObject` contribution what a program makes";

export const leadsNowhere = (spot: Spot, target: Identity, weight: Weight): Diagnostic =>
  diagnostic(
    weight === "fails" ? "E_OBJECT_REFERENCE" : "W_OBJECT_REFERENCE",
    `${subject(spot)} names ${identity(target)}, which nothing in the plan makes.`,
    { ...place(spot), hint: hintFor(target) },
  );

export const noSuchPart = (
  spot: Spot,
  target: Identity,
  part: string,
  known: readonly string[],
): Diagnostic =>
  diagnostic(
    "E_OBJECT_PART",
    `${subject(spot)} names \`${part}\` of ${identity(target)}, which has ${known.length === 0 ? "nothing of that kind" : known.map((one) => `\`${one}\``).join(", ")}.`,
    place(spot),
  );

export const routeRefused = (spot: Spot, target: Identity, reason: string): Diagnostic =>
  diagnostic("E_ROUTE_REFUSED", `${subject(spot)}: ${identity(target)} refuses it: ${reason}.`, place(spot));

export const selectsNothing = (spot: Spot, what: string, selector: Selector, where: string): Diagnostic =>
  diagnostic(
    "W_OBJECT_SELECTOR",
    `${subject(spot)} selects no ${what}: ${where} none has \`${selectorText(selector)}\`.`,
    place(spot),
  );

export const portUnnamed = (spot: Spot, what: string, port: string, known: readonly string[]): Diagnostic =>
  diagnostic(
    "W_OBJECT_SELECTOR",
    `${subject(spot)}: no ${what} that it selects has a port \`${port}\`; ${known.length === 0 ? "none of their ports has a name" : `there is ${known.map((one) => `\`${one}\``).join(", ")}`}.`,
    place(spot),
  );

export const existsTwice = (spot: Spot, other: Spot): Diagnostic =>
  diagnostic(
    "E_OBJECT_DUPLICATE",
    `${subject({ ...spot, path: [] })}, which ${other.placed.way === "chart" ? `the chart of \`${other.placed.component?.component.name}\` renders as well` : `${other.placed.facts.source} holds as well`}.`,
    place(spot),
  );

export const beforeItsKind = (spot: Spot, waits: string, brings: string): Diagnostic =>
  diagnostic(
    "E_OBJECT_ORDER",
    `${subject({ ...spot, path: [] })}, whose kind ${spot.placed.facts.apiVersion} ${spot.placed.facts.kind} comes with ${brings}, and ${waits} does not wait for it.`,
    {
      ...place(spot),
      hint: "let the blueprint require or want a capability that the other component offers",
    },
  );

/** @param chain what waits for what, as sentences' ends */
export const deadlock = (spot: Spot, chain: readonly string[]): Diagnostic =>
  diagnostic("E_OBJECT_DEADLOCK", `Nothing of this can begin: ${chain.join("; ")}.`, place(spot));
