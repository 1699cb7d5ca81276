import type { Tracked } from "../values/tracked.ts";
import type { Budget } from "./budget.ts";

/** Helpers that look at no more than the top of their arguments, or hand one of them on. */
const SHALLOW: ReadonlySet<string> = new Set([
  "and",
  "default",
  "dict",
  "file",
  "first",
  "get",
  "list",
  "not",
  "or",
]);

export const isShallow = (helper: string): boolean => SHALLOW.has(helper);

/** How much longer the YAML library takes for a node than other helpers do. */
const YAML_FACTOR = 32;

/** What calling a helper takes at most, in letters; arguments that are themselves too large are refused. */
export function costOf(name: string, args: readonly (Tracked | undefined)[], budget: Budget): number {
  if (isShallow(name)) return args.length;
  const size = args.reduce((sum, arg) => sum + budget.sizeOf(arg?.value), 0);
  if (name === "yaml") return size * YAML_FACTOR;
  // Each step of a merge copies what the steps before it have made.
  return name === "merge" ? size * args.length : size;
}
