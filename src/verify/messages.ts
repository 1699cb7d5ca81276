import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.ts";
import type { Failure, FailureCode, Verdict } from "../engine/protocol.ts";
import type { Component } from "../plan/model.ts";
import { type Origin, primaryLocation } from "../values/tracked.ts";

/** The place of a node; where it is the user's line, the template's line follows. */
export function at(origin: Origin): Partial<Diagnostic> {
  const location = primaryLocation(origin);
  return {
    ...(location === undefined ? {} : { location }),
    ...(origin.value === undefined ? {} : { path: origin.value.path }),
    ...(origin.value === undefined || origin.template === undefined
      ? {}
      : { related: [{ message: "through the blueprint's line", location: origin.template }] }),
  };
}

export const file = (path: string): Location => ({ file: path, line: 1, column: 1 });

/** Where a component was switched on, or its blueprint. */
export const switchedOn = (component: Component): Origin => {
  const slot = Object.values(component.slots)[0];
  return slot === undefined
    ? { template: component.blueprint.folder.manifest.positions.value(["metadata", "name"]) }
    : { ...slot.originOf([]) };
};

/** The place of a node; without one, where its component was switched on, or else the file of the output. */
export const placeOf = (
  origin: Origin | undefined,
  component: Component | undefined,
  path: string,
): Partial<Diagnostic> => {
  if (origin !== undefined && primaryLocation(origin) !== undefined) return at(origin);
  return component === undefined ? { location: file(path) } : at(switchedOn(component));
};

export const identity = ({
  kind,
  namespace,
  name,
}: Pick<Verdict, "kind" | "name"> & { readonly namespace?: string | undefined }): string =>
  `${kind} ${namespace === undefined || namespace === "" ? "" : `${namespace}/`}${name}`;

export const objectInvalid = (
  verdict: Verdict,
  field: string,
  reason: string,
  origin: Origin | undefined,
): Diagnostic =>
  diagnostic(
    "E_OBJECT_INVALID",
    `${identity(verdict)}: ${field === "" ? "" : `\`${field}\`: `}${reason}.`,
    origin === undefined ? { location: file(verdict.source) } : at(origin),
  );

export const noSchema = (verdict: Verdict, origin: Origin | undefined): Diagnostic =>
  diagnostic(
    "E_OBJECT_NO_SCHEMA",
    `${identity(verdict)}: neither the target Kubernetes version nor a CRD of the plan has the kind ${verdict.apiVersion} ${verdict.kind}.`,
    {
      ...(origin === undefined ? { location: file(verdict.source) } : at(origin)),
      hint: "check apiVersion and kind, or name the CRDs below `crds` in blueprint.yaml",
    },
  );

export const skipped = (verdict: Verdict, origin: Origin | undefined): Diagnostic =>
  diagnostic(
    "W_OBJECT_SKIPPED",
    `${identity(verdict)} was not validated: the chart or manifest that brings ${verdict.apiVersion} ${verdict.kind} is not at hand.`,
    origin === undefined ? { location: file(verdict.source) } : at(origin),
  );

export const manifestUnreadable = (component: string, source: string): Diagnostic =>
  diagnostic("E_OBJECT_INVALID", `The CRDs of \`${component}\` cannot be read: a file is no YAML.`, {
    location: file(source),
  });

export const copyBroken = (location: Location, reason: string): Diagnostic =>
  diagnostic("E_OBJECT_INVALID", `The file is no YAML: ${reason}.`, { location });

export const secretInCopy = (location: Location): Diagnostic =>
  diagnostic("E_SECRET_CLEAR", "The file holds a Secret with content in clear text.", {
    location,
    hint: "encrypt it with SOPS, or let another operator make it",
  });

const engineFailed = (reason: string): Diagnostic =>
  diagnostic("E_ENGINE", `The engine does not work: ${reason}.`, {
    hint: "install k8sgen anew; in its repository, run `npm run build:engine`",
  });

const engineSlow = (what: string, reason: string): Diagnostic =>
  diagnostic("E_ENGINE", `The engine was given up while it worked on ${what}: ${reason}.`, {
    hint: "other programs may keep the machine busy: try again; if that does not help, please report it",
  });

const engineFault = (what: string, reason: string): Diagnostic =>
  diagnostic("E_INTERNAL", `k8sgen failed as it worked on ${what}: ${reason}.`, {
    hint: "this is not a fault of your file; please report it with this text",
  });

/** A failure that is the engine's own or the machine's, whatever it was given; undefined where its input is at fault. */
function ownFault({ code, message }: Failure, what: string): Diagnostic | undefined {
  switch (code) {
    case "worker":
      return engineFailed(message);
    case "timeout":
      return engineSlow(what, message);
    case "panic":
    case "protocol":
    case "schemas":
      return engineFault(what, message);
    default:
      return undefined;
  }
}

export const umbrellaFailed = (failure: Failure): Diagnostic => {
  const { message, file: name, line } = failure;
  return (
    ownFault(failure, "the generated files") ??
    diagnostic(
      "E_UMBRELLA",
      `Helm refuses the umbrella chart: ${message}.`,
      name === undefined ? {} : { location: { file: name, line: line ?? 1, column: 1 } },
    )
  );
};

export const valuesChanged = (component: Component, key: string, origin: Origin): Diagnostic =>
  diagnostic(
    "E_UMBRELLA",
    `The umbrella chart does not hand on \`${key}\` to the release \`${component.name}\` as it is.`,
    { ...at(origin), hint: "Helm drops keys that are null; leave the key out, or set it to an empty value" },
  );

export const overBudget = (
  nodes: Origin,
  what: string,
  asked: string,
  there: string,
  largest: readonly string[],
): Diagnostic =>
  diagnostic("W_BUDGET", `The ${what} add up to ${asked}; the nodes have ${there} to give.`, {
    ...at(nodes),
    hint: `most of it is asked for by ${largest.map((name) => `\`${name}\``).join(", ")}; switch something off, make it smaller, or add a node`,
  });

export const chartMissing = (component: Component, archive: string, where: string | undefined): Diagnostic =>
  diagnostic(
    "W_CHART_NOT_RENDERED",
    `The chart of \`${component.name}\` was not rendered: ${where === undefined ? "its archive is not at hand" : `\`${archive}\` is not in \`${where}\``}.`,
    {
      ...at(switchedOn(component)),
      hint:
        where === undefined
          ? "run `k8sgen lock`, or build with `--charts <folder>`, to prove what the cluster will get"
          : `helm pull it into that folder, at exactly this version`,
    },
  );

export const chartUnreadable = (component: Component, reason: string): Diagnostic =>
  diagnostic("E_CHART_FILE", `The chart of \`${component.name}\` cannot be read: ${reason}.`, {
    ...at(switchedOn(component)),
  });

export const chartFolder = (path: string): Diagnostic =>
  diagnostic("E_CHARTS_DIR", `\`${path}\` is not a folder that can be read.`, {
    hint: "`--charts` takes a folder of chart archives, `<name>-<version>.tgz`",
  });

export const chartArchive = (component: Component, path: string, reason: string): Diagnostic =>
  diagnostic("E_CHART_FILE", `\`${path}\` is not the chart of \`${component.name}\`: ${reason}.`, {
    ...at(switchedOn(component)),
    hint: "pull the archive again",
  });

export const chartValues = (
  component: Component,
  field: string,
  reason: string,
  origin: Origin,
): Diagnostic =>
  diagnostic(
    "E_CHART_VALUES",
    `The chart of \`${component.name}\` refuses its values: ${field === "" ? "" : `\`${field}\`: `}${reason}.`,
    at(primaryLocation(origin) === undefined ? switchedOn(component) : origin),
  );

/** A chart can loop without end or eat all memory: what ends its worker is the chart's fault, as the umbrella went through. */
const CHARTS_OWN: readonly FailureCode[] = ["timeout", "worker"];

export const chartRender = (component: Component, failure: Failure): Diagnostic => {
  const { code, message, file: name, line } = failure;
  const own = CHARTS_OWN.includes(code) ? undefined : ownFault(failure, `the chart of \`${component.name}\``);
  return (
    own ??
    diagnostic(
      "E_CHART_RENDER",
      `The chart of \`${component.name}\` does not render: ${message}${name === undefined ? "" : ` (${name}:${line})`}.`,
      at(switchedOn(component)),
    )
  );
};

export const chartObject = (
  component: Component,
  verdict: Verdict,
  field: string,
  reason: string,
): Diagnostic =>
  diagnostic(
    "E_CHART_OBJECT",
    `The chart of \`${component.name}\` renders ${identity(verdict)}, which Kubernetes would refuse: ${field === "" ? "" : `\`${field}\`: `}${reason} (${verdict.source}).`,
    at(switchedOn(component)),
  );

/**
 * @param fields those that differ, a few of them
 * @param values paths of the chart's values that may stop it
 */
export const chartRandom = (
  component: Component,
  fields: readonly string[],
  values: readonly string[],
): Diagnostic =>
  diagnostic(
    "E_CHART_RANDOM",
    `The chart of \`${component.name}\` renders other bytes each time: it invents a password, token or certificate.${fields.map((field) => `\n- ${field}`).join("")}`,
    {
      ...at(switchedOn(component)),
      hint: `give the chart an existing Secret, or a certificate from an issuer, in its values${values.length === 0 ? "" : `; by their names these may take it: ${values.map((path) => `\`${path}\``).join(", ")}`}`,
    },
  );

/**
 * @param objects as people read them, a few of them
 * @param values paths of the chart's values that may keep them
 * @param keeping engines that keep them by themselves
 */
export const dataGoes = (
  component: Component,
  engine: string,
  objects: readonly string[],
  values: readonly string[],
  keeping: readonly string[],
): Diagnostic =>
  diagnostic(
    "E_ENGINE_DATA",
    `Switched off, \`${component.name}\` would lose its data: ${engine} deletes what its chart renders, and ${objects.join(", ")} ${objects.length === 1 ? "carries" : "carry"} no \`helm.sh/resource-policy: keep\`.`,
    {
      ...at(switchedOn(component)),
      hint: `have the chart's values put that annotation there, or name an existing claim in them${values.length === 0 ? "" : `; by their names these may take it: ${values.map((path) => `\`${path}\``).join(", ")}`}; or take ${keeping.map((key) => `\`delivery.${key}\``).join(" or ")}, which keeps what holds data`,
    },
  );

export const secretInChart = (
  component: Component,
  verdict: Pick<Verdict, "kind" | "namespace" | "name">,
  key: string,
): Diagnostic =>
  diagnostic(
    "E_SECRET_CLEAR",
    `The values of \`${component.name}\` make its chart write \`${key}\` into ${identity(verdict)} in clear text.`,
    {
      ...at(switchedOn(component)),
      hint: "refer to an existing Secret in the values instead",
    },
  );

export const secretInValues = (component: Component, key: string, origin: Origin): Diagnostic =>
  diagnostic(
    "E_SECRET_CLEAR",
    `\`${key}\` in the values of \`${component.name}\` looks like a secret in clear text.`,
    { ...at(origin), hint: "keep it in a Secret and refer to that by name" },
  );
