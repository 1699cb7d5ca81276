import { createHash } from "node:crypto";
import { stringify } from "yaml";
import {
  contains as covers,
  formatAddress,
  netmask,
  networksOf,
  parseAddress,
  parseCidr,
  parseRange,
} from "../values/address.ts";
import { parseDuration } from "../values/duration.ts";
import { isArray, isObject, type Json, typeName } from "../values/json.ts";
import { mergeValues } from "../values/merge.ts";
import { formatQuantity, parseQuantity } from "../values/quantity.ts";
import { type Tracked, trackedAt, trackedConstant, trackedList, trackedRecord } from "../values/tracked.ts";
import { allowLength } from "./budget.ts";
import { isTruthy } from "./truth.ts";

export type Argument = Tracked | undefined;
export type Helper = (
  args: readonly Argument[],
  hash: Readonly<Record<string, Argument>>,
  files: ReadonlyMap<string, string>,
) => Tracked | undefined;

/** A helper was called with arguments that it cannot work with; the message completes "`name`: ...". */
export class HelperError extends Error {}

/** The closed set of helpers. All are pure functions of their arguments; `file` reads the blueprint's own files. */
export const HELPERS: Readonly<Record<string, Helper>> = {
  // conditions
  eq: (args) => from(args, same(...two(args))),
  ne: (args) => from(args, !same(...two(args))),
  lt: (args) => compare(args, (a, b) => a < b),
  le: (args) => compare(args, (a, b) => a <= b),
  gt: (args) => compare(args, (a, b) => a > b),
  ge: (args) => compare(args, (a, b) => a >= b),
  not: (args) => from(args, !isTruthy(args[0]?.value)),
  and: (args) =>
    args.find((arg) => !isTruthy(arg?.value)) ??
    (args.every((arg) => isTruthy(arg?.value)) ? args.at(-1) : trackedConstant(false)),
  or: (args) => args.find((arg) => isTruthy(arg?.value)) ?? args.at(-1) ?? trackedConstant(false),
  default: (args) =>
    args[0] === undefined || args[0].value === null || args[0].value === "" ? args[1] : args[0],
  contains: (args) => from(args, contains(...two(args))),

  // lists and maps
  get: ([from, key]) =>
    from === undefined ? undefined : trackedAt(from, [isArray(from.value) ? number(key) : string(key)]),
  list: (args) => trackedList(args.map((arg) => arg ?? trackedConstant(null))),
  dict: (_, hash) =>
    trackedRecord(
      Object.fromEntries(Object.entries(hash).map(([key, value]) => [key, value ?? trackedConstant(null)])),
    ),
  merge: (args) =>
    from(
      args,
      args.map((arg) => map(arg)).reduce((merged, next) => mergeValues(merged, next), {}),
    ),
  length: (args) => from(args, sizeOf(args[0]?.value)),
  where: ([from, key, wanted]) =>
    filter(list(from), holding(string(key), wanted === undefined ? true : wanted.value)),
  having: ([from, key]) =>
    filter(list(from), ({ value }) => isObject(value) && Object.hasOwn(value, string(key))),
  pluck: ([from, key]) =>
    trackedList(list(from).map((item) => trackedAt(item, [string(key)]) ?? fail("an item lacks the key"))),
  values: ([from]) => trackedList(Object.keys(map(from)).flatMap((key) => trackedItem(from, key))),
  keys: (args) => from(args, Object.keys(map(args[0]))),
  first: ([from]) => (isArray(from?.value) ? trackedAt(from, [0]) : list(from)[0]),

  // texts
  concat: (args) =>
    from(
      args,
      joined(
        args.map((arg) => scalar(arg)),
        "",
      ),
    ),
  join: ([from, separator]) =>
    trackedConstant(
      joined(
        list(from).map((item) => scalar(item)),
        separator === undefined ? "," : string(separator),
      ),
      from?.originOf([]),
    ),
  split: ([from, separator]) =>
    trackedConstant(
      scalar(from)
        .split(string(separator))
        .map((part) => part.trim()),
      from?.originOf([]),
    ),
  replace: (args) => from(args, joined(scalar(args[0]).split(notEmpty(string(args[1]))), scalar(args[2]))),
  lower: (args) => from(args, scalar(args[0]).toLowerCase()),
  string: (args) => from(args, scalar(args[0])),
  /** The mask of an IPv4 network: of 192.168.1.0/24 it is 255.255.255.0. */
  netmask: (args) => from(args, netmask(scalar(args[0])) ?? fail("it takes an IPv4 network")),
  /** The networks that a range is made of; of a network itself. */
  networks: (args) =>
    from(args, networksOf(parseRange(scalar(args[0])) ?? fail("it takes a range or a network"))),
  /** The first and the last address of a range or network. */
  ends: (args) => {
    const range = parseRange(scalar(args[0])) ?? fail("it takes a range or a network");
    return from(args, [formatAddress(range.family, range.first), formatAddress(range.family, range.last)]);
  },
  /** Whether an address, range or network lies in a network, or in one of a list of them. */
  within: (args) => {
    const [inner, outer] = args;
    const networks = outer !== undefined && isArray(outer.value) ? outer.value.map(String) : [scalar(outer)];
    return from(
      args,
      networks.some((network) => within(scalar(inner), network)),
    );
  },
  /** Whether a text is an address, not a host name. */
  address: (args) => from(args, parseAddress(scalar(args[0])) !== undefined),
  /** An address as the network that holds it alone. */
  cidr: (args) => {
    const family = familyOf(args) ?? fail("it takes an address");
    return from(args, `${scalar(args[0])}/${family === 6 ? 128 : 32}`);
  },
  /** A host as it stands before a port: addresses of IPv6 in brackets. RFC 3986 3.2.2 */
  urlHost: (args) => from(args, familyOf(args) === 6 ? `[${scalar(args[0])}]` : scalar(args[0])),
  json: (args) => from(args, limited(JSON.stringify(args[0]?.value ?? null))),
  yaml: (args) =>
    from(
      args,
      limited(stringify(args[0]?.value ?? null, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd()),
    ),
  base64: (args) => from(args, limited(Buffer.from(scalar(args[0]), "utf8").toString("base64"))),
  sha256: (args) => from(args, createHash("sha256").update(scalar(args[0])).digest("hex")),
  file: ([path], _, files) =>
    trackedConstant(files.get(string(path)) ?? fail(`the blueprint has no file \`files/${string(path)}\``)),

  // numbers; divisions round down
  add: (args) => computed(args, (a, b) => a + b),
  sub: (args) => finite(args, number(args[0]) - number(args[1])),
  mul: (args) => computed(args, (a, b) => a * b),
  div: (args) =>
    finite(
      args,
      number(args[1]) === 0 ? fail("division by zero") : Math.floor(number(args[0]) / number(args[1])),
    ),
  min: (args) => computed(args, (a, b) => Math.min(a, b)),
  max: (args) => computed(args, (a, b) => Math.max(a, b)),
  /** Bytes (or cores) of a Kubernetes quantity: `8Gi` is 8589934592. */
  bytes: (args) => finite(args, parseQuantity(scalar(args[0])) ?? fail("it takes a quantity such as `8Gi`")),
  /** Seconds of a duration: `7d` is 604800. */
  seconds: (args) => finite(args, parseDuration(scalar(args[0])) ?? fail("it takes a duration such as `7d`")),
  /** The quantity of a number of bytes in the largest binary unit that is exact, else in Mi, rounded down. */
  quantity: (args) =>
    from(args, formatQuantity(number(args[0])) ?? fail("it takes a number of bytes, not a negative one")),
};

/** A computed value comes from where its first argument with a place of its own came from. */
function from(args: readonly Argument[], value: Json): Tracked {
  const origin = args.map((arg) => arg?.originOf([])).find((candidate) => candidate?.value !== undefined);
  return trackedConstant(value, origin);
}

const computed = (args: readonly Argument[], step: (a: number, b: number) => number): Tracked =>
  finite(args, numbers(args).reduce(step));

const trackedItem = (from: Argument, key: string): readonly Tracked[] => {
  const item = from === undefined ? undefined : trackedAt(from, [key]);
  return item === undefined ? [] : [item];
};

const familyOf = (args: Parameters<typeof from>[0]) => parseAddress(scalar(args[0]))?.family;

/** What is too large for a number (IEEE 754) is a fault where it arises, not `Infinity` or `null` in a file. */
const finite = (args: readonly Argument[], value: number): Tracked =>
  Number.isFinite(value) ? from(args, value) : fail("the result is too large for a number");

function joined(parts: readonly string[], separator: string): string {
  allowLength(
    parts.reduce((sum, part) => sum + part.length, Math.max(0, parts.length - 1) * separator.length),
  );
  return parts.join(separator);
}

/** A text that is at most some times as long as its arguments. */
function limited(text: string): string {
  allowLength(text.length);
  return text;
}

const notEmpty = (text: string): string => (text === "" ? fail("the text to replace is empty") : text);

function fail(reason: string): never {
  throw new HelperError(reason);
}

function two(args: readonly Argument[]): [Json | undefined, Json | undefined] {
  if (args.length !== 2) fail("it takes two arguments");
  return [args[0]?.value, args[1]?.value];
}

const canonical = (value: Json | undefined): string => JSON.stringify(value ?? null);
const same = (a: Json | undefined, b: Json | undefined): boolean => canonical(a) === canonical(b);

function holding(key: string, wanted: Json): (item: Tracked) => boolean {
  const text = canonical(wanted);
  return ({ value }) =>
    isObject(value) && canonical(Object.hasOwn(value, key) ? value[key] : undefined) === text;
}

function compare(args: readonly Argument[], test: (a: number, b: number) => boolean): Tracked {
  if (args.length !== 2) fail("it takes two arguments");
  return from(args, test(number(args[0]), number(args[1])));
}

function contains(whole: Json | undefined, part: Json | undefined): boolean {
  if (isArray(whole)) {
    const text = canonical(part);
    return whole.some((item) => canonical(item) === text);
  }
  if (isObject(whole)) return typeof part === "string" && Object.hasOwn(whole, part);
  return typeof whole === "string" && typeof part === "string" && whole.includes(part);
}

function within(text: string, network: string): boolean {
  const inner = parseAddress(text) ?? parseRange(text) ?? fail("it takes an address, a range or a network");
  const outer = parseCidr(network) ?? fail("the second argument is a network");
  return covers(outer, inner);
}

function sizeOf(value: Json | undefined): number {
  if (value === undefined || value === null) return 0;
  if (isObject(value)) return Object.keys(value).length;
  return isArray(value) || typeof value === "string"
    ? value.length
    : fail(`${typeName(value)} has no length`);
}

function list(arg: Argument): readonly Tracked[] {
  if (arg === undefined || !isArray(arg.value)) return fail(`a list is needed, not ${typeName(arg?.value)}`);
  return arg.value.map((value, index) => trackedAt(arg, [index]) ?? trackedConstant(value));
}

const filter = (items: readonly Tracked[], test: (item: Tracked) => boolean): Tracked =>
  trackedList(items.filter(test));

function map(arg: Argument): { readonly [key: string]: Json } {
  return arg === undefined || arg.value === null
    ? {}
    : isObject(arg.value)
      ? arg.value
      : fail(`a map is needed, not ${typeName(arg.value)}`);
}

function string(arg: Argument): string {
  return typeof arg?.value === "string" ? arg.value : fail(`a string is needed, not ${typeName(arg?.value)}`);
}

function scalar(arg: Argument): string {
  const value = arg?.value;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : fail(`a single value is needed, not ${typeName(value)}`);
}

function number(arg: Argument): number {
  return typeof arg?.value === "number" ? arg.value : fail(`a number is needed, not ${typeName(arg?.value)}`);
}

const numbers = (args: readonly Argument[]): readonly number[] =>
  args.length === 0 ? fail("it takes at least one number") : args.map(number);
