import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { printable } from "../diagnostics/text.ts";
import type { SecretChange } from "../secrets/changes.ts";
import { sourceOf } from "../secrets/needed.ts";
import { secretPath } from "../secrets/paths.ts";
import { placeText, type Slot, slotsOf } from "../secrets/slots.ts";
import type { SecretState, SecretStates } from "../secrets/state.ts";
import { diagnosticsJson } from "./json.ts";

/** What `k8sgen secrets list` tells: names and states, never a content. */
export interface SecretsReport {
  /** undefined where the plan could not be made. */
  readonly states?: SecretStates;
  readonly diagnostics: readonly Diagnostic[];
}

interface KeyRow {
  readonly name: string;
  readonly description: string;
  readonly source: "known" | "generated" | "asked for";
  /** Other keys with the same content, as `<namespace>/<name> <key>`. */
  readonly sharedWith: readonly string[];
  /** undefined where secrets are made by hand. */
  readonly isThere: boolean | undefined;
}

/** One JSON document, with its keys in a fixed order. `file` and `state` are null where secrets are made by hand. */
export function secretsJson({ states, diagnostics }: SecretsReport): string {
  const document = {
    ok: !hasErrors(diagnostics),
    recipients: states?.recipients ?? null,
    secrets: rowsOf(states).map(({ state, keys }) => ({
      namespace: state.needed.namespace,
      name: state.needed.name,
      file: states?.recipients === undefined ? null : secretPath(state.needed.namespace, state.needed.name),
      state: stateWord(state, states) ?? null,
      reasons: state.needed.reasons.map(({ component, reason }) => ({ component, reason })),
      keys: keys.map(({ name, description, source, sharedWith, isThere }) => ({
        name,
        description,
        source,
        sharedWith,
        isThere: isThere ?? null,
      })),
    })),
    unused: states?.unused ?? [],
    diagnostics: diagnosticsJson(diagnostics),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** For people: one block for each Secret. */
export function secretsText({ states }: SecretsReport): string {
  if (states === undefined) return "";
  const rows = rowsOf(states);
  const blocks = rows.map(({ state, keys }) => {
    const width = Math.max(...keys.map(({ name }) => name.length));
    const word = stateWord(state, states);
    return [
      word === undefined ? state.id : `${state.id}: ${word}`,
      ...state.needed.reasons.map(({ component, reason }) => `  ${component}: ${printable(reason)}`),
      ...keys.map((key) => `  ${mark(key)}${key.name.padEnd(width)}  ${told(key)}`),
    ].join("\n");
  });
  if (states.unused.length > 0)
    blocks.push(["no longer needed:", ...states.unused.map((path) => `  ${path}`)].join("\n"));
  return `${[...blocks, footer(states)].join("\n\n")}\n`;
}

/** What was written, file by file: names of keys, never a content. */
export function changesText(changes: readonly SecretChange[], written: readonly string[]): string {
  const lines = changes
    .filter(({ path }) => written.includes(path))
    .map(({ path, keys, before, isRekeyed }) => {
      const sign = before === undefined ? "+" : "~";
      const parts = [...(isRekeyed ? ["encrypted again for the recipients of homelab.yaml"] : []), ...keys];
      return `  ${sign} ${path}: ${parts.join(", ")}`;
    });
  return lines.length === 0
    ? "nothing to write\n"
    : [...lines, "run `k8sgen build`, then commit these files and the output", ""].join("\n");
}

function rowsOf(states: SecretStates | undefined) {
  const slots = slotsOf(states?.states.map(({ needed }) => needed) ?? []);
  return (states?.states ?? []).map((state) => ({ state, keys: keysOf(state, slots, states?.recipients) }));
}

function keysOf(
  state: SecretState,
  slots: readonly Slot[],
  recipients: readonly string[] | undefined,
): readonly KeyRow[] {
  return state.needed.keys.map((key) => {
    const slot = slots.find(({ places }) =>
      places.some((place) => place.id === state.id && place.key === key.name),
    );
    const others = slot?.places.filter((place) => place.id !== state.id || place.key !== key.name) ?? [];
    return {
      name: key.name,
      description: key.description,
      source: slot?.source ?? sourceOf(key),
      sharedWith: others.map(placeText),
      isThere: recipients === undefined ? undefined : !state.missing.includes(key.name),
    };
  });
}

function stateWord(
  { isBroken, file, missing }: SecretState,
  states: SecretStates | undefined,
): string | undefined {
  if (states?.recipients === undefined) return undefined;
  if (isBroken) return "unusable";
  if (file === undefined) return "missing";
  return missing.length === 0 ? "complete" : "incomplete";
}

const mark = ({ isThere }: KeyRow): string => (isThere === undefined ? "" : isThere ? "+ " : "- ");

function told({ source, description, sharedWith }: KeyRow): string {
  const same = sharedWith.length === 0 ? "" : ` (the same as ${sharedWith.join(", ")})`;
  return `${source}: ${printable(description)}${same}`;
}

function footer({ recipients, states }: SecretStates): string {
  if (states.length === 0) return "no component needs a Secret";
  if (recipients === undefined)
    return "made by hand, with the commands in the README of the output: homelab.yaml names no recipient (secrets.sops.age)";
  const incomplete = states.filter(({ missing }) => missing.length > 0).length;
  return incomplete === 0
    ? "all there"
    : `${incomplete} of ${states.length} not complete: \`k8sgen secrets init\` makes what is missing`;
}
