import { braced, withoutComments } from "./go-text.ts";
import type { JsonObject } from "./json.ts";
import { commandFlags, type DeclaredFlag, type FlagType } from "./k3s-flags.ts";

/** What `schemas/k3s/v<minor>.json` holds. */
export interface K3sConfig extends JsonObject {
  /** Where the flags were read. */
  readonly source: string;
  /** By name, sorted. A key of config.yaml is the name of a flag or one of its aliases. */
  readonly flags: Readonly<Record<string, K3sFlag>>;
}

export interface K3sFlag extends JsonObject {
  /** `duration` is a string such as `5m0s`; `strings` may be written as one string or as a list of strings. */
  readonly type: FlagType;
  /** Which commands know it. An agent does not start with a key it does not know, a server warns and goes on. */
  readonly commands: readonly ("server" | "agent")[];
  readonly aliases?: readonly string[];
  /** The values that K3s' own help names as all there are; for a list, of each item. */
  readonly values?: readonly string[];
  /** Joining fails where this differs between servers: `true`, or the items of a list of which each is on all or none. */
  readonly sameOnServers?: true | readonly string[];
  /** Not shown in K3s' help. */
  readonly hidden?: true;
  readonly experimental?: true;
  readonly deprecated?: true;
  /** Another name for this flag, which is the one to use. */
  readonly sameAs?: string;
}

export interface K3sSources {
  /** Go files of pkg/cli/cmds without those for Windows and tests. */
  readonly commands: readonly string[];
  /** pkg/daemons/config/types.go */
  readonly types: string;
}

/** No flag: `disable: [servicelb]` sets it, see pkg/cli/server/server.go of K3s. */
const DISABLE_SERVICELB = "disable-service-lb";

/** Reads the flags of one K3s. `source` is for people. Throws where the Go source is not as it was. */
export function k3sConfig(source: string, { commands, types }: K3sSources): K3sConfig {
  const server = commandFlags(commands, "var ServerFlags");
  const agent = commandFlags(commands, "func NewAgentCommand");
  const shared = sharedFlags(types);
  const byName = new Map([...agent, ...server].map((flag) => [flag.name, flag]));
  const unknown = [...shared].filter((name) => name !== DISABLE_SERVICELB && !byName.has(name));
  if (unknown.length > 0) throw new Error(`no flags: ${unknown.join(", ")}`);
  const flags = [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, flag]): [string, K3sFlag] => {
      const commands = COMMANDS.filter((command) =>
        (command === "server" ? server : agent).some((one) => one.name === name),
      );
      return [name, { type: flag.type, commands, ...details(flag, server), ...sameOnServers(name, shared) }];
    });
  return { source, flags: Object.fromEntries(flags) };
}

const COMMANDS = ["server", "agent"] as const;

function details(flag: DeclaredFlag, server: readonly DeclaredFlag[]): Partial<K3sFlag> {
  const values = /(?:valid (?:values|items): |one of )'?([\w-]+(?:'?, '?[\w-]+)+)/i.exec(flag.usage)?.[1];
  const preferred = server.find(
    (other) => other.destination === flag.destination && !other.hidden && flag.hidden,
  );
  return {
    ...(flag.aliases.length > 0 ? { aliases: flag.aliases } : {}),
    ...(values === undefined ? {} : { values: values.split(/'?, '?/) }),
    ...(flag.hidden ? { hidden: true as const } : {}),
    ...(/\(experimental[/)]/.test(flag.usage) ? { experimental: true as const } : {}),
    ...(flag.usage.includes("(deprecated)") ? { deprecated: true as const } : {}),
    ...(preferred === undefined ? {} : { sameAs: preferred.name }),
  };
}

function sameOnServers(name: string, shared: ReadonlySet<string>): Partial<K3sFlag> {
  if (name === "disable" && shared.has(DISABLE_SERVICELB)) return { sameOnServers: ["servicelb"] };
  return shared.has(name) ? { sameOnServers: true } : {};
}

/** The flags that the fields of CriticalControlArgs name; K3s compares that struct when a server joins. */
function sharedFlags(types: string): ReadonlySet<string> {
  const code = withoutComments(types);
  const struct = braced(code, code.indexOf("{", code.indexOf("type CriticalControlArgs struct")));
  return new Set([...struct.matchAll(/cli:"([^"]+)"/g)].map(([, name = ""]) => name));
}
