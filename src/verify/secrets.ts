import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { RenderedObject } from "../engine/protocol.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import type { Component } from "../plan/model.ts";
import { getAt, isArray, isObject, type Json, type JsonObject, type Path } from "../values/json.ts";
import { formatPath } from "../values/path.ts";
import { secretInChart, secretInValues } from "./messages.ts";

/** Names of values that hold secrets themselves, not a reference to one. */
const SECRET_KEY =
  /^(admin|root|bind|client|db|user)?[-_]?(password|passwd|secret|secret[-_]?key|token|api[-_]?key|api[-_]?token|private[-_]?key|access[-_]?key|access[-_]?token)$/i;

/** A text that is filled in elsewhere: `$__file{...}`, `${VAR}`, `file:///...`, `env://...`. */
const REFERENCE = /^(\$|file:|env:|ref\+|\{\{)/;

/** Values of releases that look like secrets in clear text. */
export function secretsInValues({
  component,
  values,
  bootstrapValues,
}: ExpandedComponent): readonly Diagnostic[] {
  return [values, bootstrapValues].flatMap((tracked) =>
    tracked === undefined
      ? []
      : suspicious(tracked.value, []).map((path) =>
          secretInValues(component, formatPath(path), tracked.originOf(path)),
        ),
  );
}

function suspicious(value: Json, path: Path): readonly Path[] {
  if (isArray(value)) return value.flatMap((item, index) => suspicious(item, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const below = [...path, key];
    return isClear(key, child) && !(key === "secretKey" && namesSecret(value))
      ? [below]
      : suspicious(child, below);
  });
}

/** `secretName` beside `secretKey`: together they say where a secret is, as charts of HashiCorp have it. */
const namesSecret = (value: JsonObject): boolean =>
  typeof value.secretName === "string" && value.secretName !== "";

/** Whether settings of a program hold a secret in clear text, as far as names tell; text that is no YAML is read by lines. */
export const looksSecret = (settings: Json): boolean =>
  typeof settings === "string"
    ? settings.split("\n").some((line) => {
        const [, key = "", value = ""] = /^\s*"?([\w-]+)"?\s*[:=]\s*"?([^\s"]*)/.exec(line) ?? [];
        return isClear(key, value);
      })
    : suspicious(settings, []).length > 0;

const isClear = (key: string, value: Json): boolean =>
  typeof value === "string" && value !== "" && SECRET_KEY.test(key) && !REFERENCE.test(value);

/** Keys of rendered Secrets that are named like secrets and hold something. */
export function secretsInChart(
  component: Component,
  objects: readonly RenderedObject[],
): readonly Diagnostic[] {
  return objects
    .filter(({ kind, apiVersion }) => kind === "Secret" && apiVersion === "v1")
    .flatMap((object) =>
      ["data", "stringData"].flatMap((part) => {
        const content = getAt(object.content ?? null, [part]);
        return Object.entries(isObject(content) ? content : {})
          .filter(([key, value]) => SECRET_KEY.test(key) && typeof value === "string" && value !== "")
          .map(([key]) => secretInChart(component, object, key));
      }),
    );
}
