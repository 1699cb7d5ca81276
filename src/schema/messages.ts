import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.ts";
import { type Json, type Path, typeName } from "../values/json.ts";
import { isNewer } from "../values/language-version.ts";
import { formatPath } from "../values/path.ts";

/** Finds the places of a value's nodes and of their keys: `Positions` of a file, or the origins of a generated value. */
export interface Locator {
  value(path: Path): Location | undefined;
  key(path: Path): Location | undefined;
}

/** A node of a file. */
export interface At {
  readonly path: Path;
  readonly positions: Locator;
}

const value = ({ path, positions }: At) => ({ path: formatPath(path), location: positions.value(path) });
const key = ({ path, positions }: At) => ({ path: formatPath(path), location: positions.key(path) });
const quote = (json: Json): string => `\`${typeof json === "string" ? json : JSON.stringify(json)}\``;
const oneOf = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(", ");

export const unknownKey = (
  name: string,
  known: readonly string[],
  near: string | undefined,
  at: At,
): Diagnostic =>
  diagnostic("E_UNKNOWN_KEY", `There is no key \`${name}\` here.`, {
    ...key(at),
    hint:
      near !== undefined
        ? `did you mean \`${near}\`?`
        : known.length > 0
          ? `known here: ${oneOf(known)}`
          : "this map takes no keys",
  });

export const unknownProvider = (
  name: string,
  known: readonly string[],
  near: string | undefined,
  at: At,
): Diagnostic =>
  diagnostic("E_UNKNOWN_PROVIDER", `\`${formatPath(at.path.slice(0, -1))}\` has no provider \`${name}\`.`, {
    ...key(at),
    hint:
      near !== undefined
        ? `did you mean \`${near}\`?`
        : known.length > 0
          ? `providers: ${oneOf(known)}`
          : "no blueprint provides for this section",
  });

export const required = (name: string, hint: string | undefined, at: At): Diagnostic =>
  diagnostic(
    "E_REQUIRED",
    `The key \`${name}\` is missing${at.path.length === 0 ? "" : ` in \`${formatPath(at.path)}\``}.`,
    { path: formatPath([...at.path, name]), location: at.positions.key(at.path), hint },
  );

export const wrongType = (wanted: string, found: Json, hint: string | undefined, at: At): Diagnostic =>
  diagnostic(
    "E_TYPE",
    `${found === null ? "The value is missing" : `This is ${typeName(found)}`}; ${TYPE_WORDS[wanted] ?? wanted} is needed.`,
    {
      ...value(at),
      hint:
        at.path.length === 0
          ? "a file has keys, as `name: value`, one a line; copy one of the examples to start from"
          : hint,
    },
  );

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "a string",
  integer: "a whole number",
  number: "a number",
  boolean: "`true` or `false`",
  object: "a map",
  array: "a list",
  "string,array": "a string or a list of strings",
};

export const notAllowed = (
  found: Json,
  allowed: readonly string[],
  near: string | undefined,
  at: At,
): Diagnostic =>
  diagnostic("E_ENUM", `${quote(found)} is not one of ${oneOf(allowed)}.`, {
    ...value(at),
    hint: near === undefined ? undefined : `did you mean \`${near}\`?`,
  });

export const wrongConst = (found: Json, wanted: Json, at: At): Diagnostic =>
  at.path.join(".") === "apiVersion"
    ? otherVersion(found, wanted, at)
    : diagnostic("E_ENUM", `This must be ${quote(wanted)}, not ${quote(found)}.`, value(at));

/** Another version of the language than the one that this program understands. */
function otherVersion(found: Json, wanted: Json, at: At): Diagnostic {
  const [version, current] = [String(found), String(wanted)];
  if (isNewer(version, current))
    return diagnostic(
      "E_VERSION_NEWER",
      `${quote(found)} is newer than ${quote(wanted)}, the newest version that this k8sgen understands.`,
      { ...value(at), hint: "install a newer k8sgen; what else is told here may only follow from that" },
    );
  return diagnostic("E_API_VERSION", `This must be ${quote(wanted)}, not ${quote(found)}.`, {
    ...value(at),
    hint: isNewer(current, version)
      ? "`k8sgen migrate` rewrites a homelab.yaml in the current version, with its comments"
      : `write \`apiVersion: ${current}\``,
  });
}

export const wrongForm = (
  found: Json,
  words: string | undefined,
  hint: string | undefined,
  at: At,
): Diagnostic =>
  diagnostic(
    "E_PATTERN",
    `${quote(shortened(found))} is not ${words ?? "of the form that is needed here"}.`,
    {
      ...value(at),
      hint,
    },
  );

/** What is too long to be read is told by its beginning. */
const shortened = (found: Json): Json =>
  typeof found === "string" && found.length > 120 ? `${found.slice(0, 100)}...` : found;

/** Without a place: the frame around it would print the key. */
export const privateKeyInFile = ({ path }: At): Diagnostic =>
  diagnostic(
    "E_SECRET_CLEAR",
    `\`${formatPath(path)}\` is a private key of age; the public one belongs there.`,
    {
      path: formatPath(path),
      hint: "`age-keygen -y <file of the private key>` prints the public key; where this file has left your machine, make a new pair",
    },
  );

/** @param keyword of JSON Schema that was offended */
export const outOfRange = (keyword: string, limit: number, found: Json, at: At): Diagnostic =>
  diagnostic(
    "E_RANGE",
    `${SUBJECTS[unitOf(keyword)](found)} must be ${BOUNDS[keyword] ?? keyword} ${limit}.`,
    value(at),
  );

const unitOf = (keyword: string): "letters" | "items" | "number" =>
  keyword.endsWith("Length") ? "letters" : keyword.endsWith("Items") ? "items" : "number";

const SUBJECTS: Readonly<Record<"letters" | "items" | "number", (found: Json) => string>> = {
  letters: (found) => `The text has ${[...String(found)].length} letters; the number of letters`,
  items: (found) => `The list has ${Array.isArray(found) ? found.length : 0} items; the number of items`,
  number: (found) => `${quote(found)} is out of range: the number`,
};

const BOUNDS: Readonly<Record<string, string>> = {
  minimum: "at least",
  maximum: "at most",
  exclusiveMinimum: "more than",
  exclusiveMaximum: "less than",
  minLength: "at least",
  maxLength: "at most",
  minItems: "at least",
  maxItems: "at most",
};

export const duplicateItem = (at: At): Diagnostic =>
  diagnostic("E_DUPLICATE_ITEM", "This item stands in the list twice.", value(at));

export const wrongKey = (name: string, example: string | undefined, at: At): Diagnostic =>
  diagnostic("E_PATTERN", `${quote(shortened(name))} does not have the form that keys have here.`, {
    ...key(at),
    hint: example === undefined ? undefined : `for example: ${example}`,
  });

/** @param isSlot whether the keys are providers, not kinds of something */
export const slotEmpty = (known: readonly string[], isSlot: boolean, at: At): Diagnostic =>
  diagnostic(
    "E_SLOT_EMPTY",
    isSlot ? `\`${formatPath(at.path)}\` names no provider.` : `\`${formatPath(at.path)}\` lacks what it is.`,
    { ...key(at), hint: `${isSlot ? "providers" : "one of"}: ${oneOf(known)}` },
  );

/** @param isSlot whether the keys are providers, not kinds of something */
export const slotConflict = (found: readonly string[], isSlot: boolean, at: At): Diagnostic =>
  diagnostic(
    "E_SLOT_CONFLICT",
    `\`${formatPath(at.path)}\` takes one ${isSlot ? "provider" : "of these"}, not ${found.length}: ${oneOf(found)}.`,
    {
      path: formatPath(at.path),
      location: at.positions.key([...at.path, found[1] ?? ""]),
      hint: "keep one of them",
    },
  );

export const otherFault = (rule: string, at: At): Diagnostic =>
  diagnostic("E_PATTERN", `The value ${rule}.`, value(at));

export const blueprintInvalid = (inner: Diagnostic): Diagnostic => ({
  ...inner,
  code: "E_BLUEPRINT_INVALID",
});

export const blueprintSchema = (reason: string, location: Location): Diagnostic =>
  diagnostic("E_BLUEPRINT_SCHEMA", reason, { location });

export const blueprintDuplicate = (what: string, location: Location, other: Location): Diagnostic =>
  diagnostic("E_BLUEPRINT_DUPLICATE", `Another blueprint already has ${what}.`, {
    location,
    related: [{ message: "the other one:", location: other }],
  });

export const blueprintSlot = (
  slot: string,
  section: string,
  sections: readonly string[],
  near: string | undefined,
  location: Location,
): Diagnostic =>
  diagnostic("E_BLUEPRINT_SLOT", `\`${slot}\`: \`${section}\` is not a section that takes providers.`, {
    location,
    hint: near === undefined ? `sections: ${oneOf(sections)}` : `did you mean \`${near}\`?`,
  });

/** blueprint.yaml names a file for the router that no template makes. */
export const routerTemplateMissing = (name: string, location: Location): Diagnostic =>
  diagnostic("E_BLUEPRINT_FILE", `The file \`${name}\` has no template \`router/${name}.hbs\`.`, {
    location,
  });

/** A template of router/ that would be left out. */
export const routerTemplateUnnamed = (file: string): Diagnostic =>
  diagnostic("E_BLUEPRINT_FILE", "No file of `router.files` in blueprint.yaml is made of this template.", {
    location: { file, line: 1, column: 1 },
    hint: "name it there, with its format; templates end in `.hbs` and stand in `router/` itself",
  });
