import { word } from "../assemble/readme/markdown.ts";
import { isArray, type Json, type JsonObject } from "../values/json.ts";
import type { Need } from "./model.ts";

type Told = Omit<Need, "path" | "node">;

/** Keys whose values the first start of K3s settles for the whole cluster. https://docs.k3s.io/cli/server#networking */
const SETTLED: ReadonlySet<string> = new Set(["cluster-cidr", "service-cidr", "cluster-domain"]);

/** A node is known by these. https://docs.k3s.io/architecture#how-agent-node-registration-works */
const IDENTITY: ReadonlySet<string> = new Set(["node-name", "node-ip"]);

/** Labels and taints of config.yaml count when a node joins, and not later. https://docs.k3s.io/cli/agent#node-labels-and-taints-for-agents */
const AT_JOINING: Readonly<Record<string, string>> = { "node-label": "label", "node-taint": "taint" };

/**
 * What a changed config.yaml of a node that runs needs.
 * @param server login of the first server, for what is done once for all
 */
export function configNeeds(
  name: string,
  server: string,
  before: JsonObject,
  after: JsonObject,
): readonly Told[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .sort();
  const restart: Told = {
    action: "ansible",
    restarts: true,
    ...(keys.length === 0 ? {} : { reason: keys.join(", ") }),
  };
  return [restart, ...keys.flatMap((key) => keyNeeds(name, server, key, before[key], after[key]))];
}

function keyNeeds(
  node: string,
  server: string,
  key: string,
  before: Json | undefined,
  after: Json | undefined,
): readonly Told[] {
  if (SETTLED.has(key)) return [{ action: "found", reason: `the first start of K3s has settled ${key}` }];
  if (IDENTITY.has(key)) return [{ action: "reinstall", reason: `the node is known by its ${key}` }];
  if (key === "flannel-backend") return [backend(before, after)];
  if (key === "secrets-encryption") return encryption(server, before, after);
  const verb = AT_JOINING[key];
  return verb === undefined ? [] : [joining(node, key, verb, items(before), items(after))];
}

/** https://docs.k3s.io/networking/basic-network-options#flannel-options */
const backend = (before: Json | undefined, after: Json | undefined): Told =>
  before === "none" || after === "none"
    ? { action: "found", reason: "another pod network: pods of the old one are not reached any more" }
    : { action: "reboot", reason: "the old backend's interface goes with a restart of the node" };

/** https://docs.k3s.io/cli/secrets-encrypt: encryption cannot be begun later, and is ended by commands. */
const encryption = (server: string, before: Json | undefined, after: Json | undefined): readonly Told[] =>
  after === true
    ? [{ action: "found", reason: "Secrets are encrypted from the first start on, or not at all" }]
    : before === true
      ? [
          {
            action: "hand",
            reason:
              "Secrets are decrypted by commands, the first one before the play and the second one after it",
            commands: ["disable", "reencrypt --force --skip"].map(
              (verb) => `ssh ${server} sudo k3s secrets-encrypt ${verb}`,
            ),
          },
        ]
      : [];

function joining(
  node: string,
  key: string,
  verb: string,
  before: readonly string[],
  after: readonly string[],
): Told {
  const gone = before.filter((item) => !after.includes(item));
  // A label is taken away by its name, unless it has only another value; a taint by its name and effect.
  const nameOf = (item: string): string => item.replace(verb === "label" ? /=.*$/ : /=[^:]*/, "");
  const kept = new Set(after.map(nameOf));
  const words = [
    ...after.filter((item) => !before.includes(item)),
    ...gone.filter((item) => !kept.has(nameOf(item))).map((item) => `${nameOf(item)}-`),
  ];
  return {
    action: "hand",
    reason: `${key} counts only when a node joins`,
    commands: [`kubectl ${verb} node ${word(node)} --overwrite ${words.map(word).join(" ")}`],
  };
}

const items = (value: Json | undefined): readonly string[] => (isArray(value) ? value.map(String) : []);
