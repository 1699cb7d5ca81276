import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Origin, primaryLocation } from "../values/tracked.ts";

/** The place of a node; where it is the user's line, the template's line follows. */
function at(origin: Origin): Partial<Diagnostic> {
  return {
    ...(primaryLocation(origin) === undefined
      ? {}
      : { location: primaryLocation(origin) as NonNullable<Diagnostic["location"]> }),
    ...(origin.value === undefined ? {} : { path: origin.value.path }),
    ...(origin.value === undefined || origin.template === undefined
      ? {}
      : { related: [{ message: "through the blueprint's line", location: origin.template }] }),
  };
}

export const notAnObject = (what: string, origin: Origin): Diagnostic =>
  diagnostic(
    "E_TEMPLATE_OBJECT",
    `A manifest expands to something that is not a Kubernetes object: ${what}.`,
    at(origin),
  );

export const severalValues = (file: string, count: number): Diagnostic =>
  diagnostic("E_TEMPLATE_OBJECT", `A values template expands to one map, not to ${count} documents.`, {
    location: { file, line: 1, column: 1 },
  });

export const valuesNotAMap = (origin: Origin): Diagnostic =>
  diagnostic("E_TEMPLATE_OBJECT", "A values template expands to one map.", at(origin));

export const duplicateObject = (identity: string, origin: Origin, other: Origin): Diagnostic => {
  const first = primaryLocation(other);
  return diagnostic("E_OBJECT_DUPLICATE", `${identity} exists twice.`, {
    ...at(origin),
    ...(first === undefined ? {} : { related: [{ message: "the other one:", location: first }] }),
  });
};

export const secretInClear = (identity: string, origin: Origin): Diagnostic =>
  diagnostic("E_SECRET_CLEAR", `${identity} would hold its content in clear text.`, {
    ...at(origin),
    hint: "contribute a `Secret` and refer to it by name; its content is made on the cluster, or encrypted",
  });
