import { isObject, type Json } from "../../values/json.ts";
import { find, findMaps, textAt, textsIn } from "./find.ts";
import type { Labels, Selector } from "./model.ts";

/** A LabelSelector as Kubernetes' kinds write it. */
export function selectorOf(value: Json | undefined): Selector {
  const expressions = findMaps(value, "matchExpressions.*").map(({ value: one }) => ({
    key: textAt(one, "key") ?? "",
    operator: textAt(one, "operator") ?? "",
    values: find(one, "values.*").map(({ value: text }) => String(text)),
  }));
  return {
    labels: textsIn(find(value, "matchLabels")[0]?.value),
    ...(expressions.length === 0 ? {} : { expressions }),
  };
}

/** A plain map of labels, as a Service writes it. */
export const plainSelector = (value: Json | undefined): Selector => ({
  labels: isObject(value) ? textsIn(value) : {},
});

/** True where it selects everything. */
export const isEmpty = ({ labels, expressions = [] }: Selector): boolean =>
  Object.keys(labels).length === 0 && expressions.length === 0;

/** Labels that controllers put on the pods of their own; no template has them. */
const ADDED = new Set([
  "statefulset.kubernetes.io/pod-name",
  "apps.kubernetes.io/pod-index",
  "batch.kubernetes.io/job-name",
  "batch.kubernetes.io/controller-uid",
  "job-name",
  "controller-uid",
  "pod-template-hash",
  "controller-revision-hash",
]);

/** Whether labels fit a selector. */
export function matches({ labels, expressions = [] }: Selector, of: Labels): boolean {
  return (
    Object.entries(labels).every(([key, value]) => ADDED.has(key) || of[key] === value) &&
    expressions.every(({ key, operator, values }) => {
      if (ADDED.has(key)) return true;
      const value = of[key];
      switch (operator) {
        case "In":
          return value !== undefined && values.includes(value);
        case "NotIn":
          return value === undefined || !values.includes(value);
        case "Exists":
          return value !== undefined;
        case "DoesNotExist":
          return value === undefined;
        default:
          return true;
      }
    })
  );
}

/** A selector in words: `app=web,tier in (a, b)`. */
export function selectorText({ labels, expressions = [] }: Selector): string {
  return [
    ...Object.entries(labels).map(([key, value]) => `${key}=${value}`),
    ...expressions.map(({ key, operator, values }) =>
      values.length === 0 ? `${key} ${operator}` : `${key} ${operator} (${values.join(", ")})`,
    ),
  ].join(",");
}
