import { braced, parts, text, withoutComments } from "./go-text.ts";

/** A flag of `k3s server` or `k3s agent` as its Go source declares it. */
export interface DeclaredFlag {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly type: FlagType;
  readonly hidden: boolean;
  readonly usage: string;
  /** The Go variable that takes the value; two flags with one destination are two names of one setting. */
  readonly destination: string | undefined;
}

export type FlagType = "string" | "bool" | "int" | "duration" | "strings";

const TYPES: Readonly<Record<string, FlagType>> = {
  StringFlag: "string",
  BoolFlag: "bool",
  IntFlag: "int",
  DurationFlag: "duration",
  StringSliceFlag: "strings",
};
const LIST = "[]cli.Flag{";
const LITERAL = /^&cli\.(\w+)\s*\{/;

/**
 * The flags of a command, in the order of its declaration. `sources` are the Go files of pkg/cli/cmds that Linux builds
 * use; the first list of flags after `declaration` is the command's. Throws on what it does not understand.
 */
export function commandFlags(sources: readonly string[], declaration: string): readonly DeclaredFlag[] {
  const code = sources.map(withoutComments).join("\n");
  const constants = constantsOf(code);
  const start = code.indexOf(declaration);
  const list = code.indexOf(LIST, start);
  if (start < 0 || list < 0) throw new Error(`no list of flags after ${declaration}`);
  const items = parts(braced(code, list + LIST.length - 1));
  return items.map((item) => declared(LITERAL.test(item) ? item : variable(code, item), constants));
}

/** The literal that a package variable is set to. */
function variable(code: string, name: string): string {
  const match = new RegExp(`(?:^|\\n)\\s*(?:var )?${name}\\s*=\\s*(?=&cli\\.)`).exec(code);
  if (match === null) throw new Error(`no flag ${name}`);
  return code.slice(match.index + match[0].length);
}

function declared(literal: string, constants: ReadonlyMap<string, string>): DeclaredFlag {
  const kind = LITERAL.exec(literal)?.[1] ?? "";
  const type = TYPES[kind];
  if (type === undefined) throw new Error(`unknown kind of flag ${kind}: ${literal.slice(0, 80)}`);
  const fields = new Map(parts(braced(literal, literal.indexOf("{"))).map((field) => cut(field, ":")));
  const string = (field: string): string => text(fields.get(field) ?? '""', constants);
  const aliases = fields.get("Aliases");
  return {
    name: string("Name"),
    aliases:
      aliases === undefined
        ? []
        : parts(braced(aliases, aliases.indexOf("{"))).map((item) => text(item, constants)),
    type,
    hidden: fields.get("Hidden") === "true",
    usage: string("Usage"),
    destination: fields.get("Destination"),
  };
}

function constantsOf(code: string): ReadonlyMap<string, string> {
  const strings = [...code.matchAll(/\n\s*(?:const )?([A-Z]\w*)\s*=\s*("(?:[^"\\\n]|\\.)*")[ \t]*(?=\n)/g)];
  const own = strings.map(([, name = "", value = '""']): [string, string] => [
    name,
    JSON.parse(value) as string,
  ]);
  return new Map([...own, ["version.Program", "k3s"], ["version.ProgramUpper", "K3S"]]);
}

function cut(field: string, separator: string): [string, string] {
  const at = field.indexOf(separator);
  return [field.slice(0, at).trim(), field.slice(at + 1).trim()];
}
