import { OWN_RANGES } from "../check/own-ranges.ts";
import { parseCidr } from "../values/address.ts";
import { getAt, isObject, type Json, type JsonObject } from "../values/json.ts";
import { parseAnswer } from "./leaf.ts";
import { type Answers, pickedOf, type Surroundings, textOf } from "./model.ts";
import { nodesOf } from "./nodes.ts";
import { chosenIn, nodeAt, sectionsOf } from "./providers.ts";
import { requiredValue } from "./requirements.ts";

/** Keys that are answered by their own path, in the order of the file. */
const PLAIN = [
  "metadata.name",
  "kubernetes.endpoint",
  "network.lan.cidr",
  "network.lan.gateway",
  "network.lan.dhcp",
  "network.policies.default",
  "dns.domain",
];

/** The homelab that the answers make: what was answered, and nothing that has a default. */
export function homelabOf(answers: Answers, surroundings: Surroundings): JsonObject {
  const { schema, core, model } = surroundings;
  const value: Mutable = {};
  for (const key of ["apiVersion", "kind"]) value[key] = getAt(core, ["properties", key, "const"]) ?? null;
  const version = nodeAt(schema, "kubernetes.version");
  const newest = getAt(model, ["kubernetes", "version"]) ?? getAt(version?.schema ?? null, ["examples", 0]);
  set(value, "kubernetes.version", newest ?? null);
  for (const path of PLAIN) {
    const node = nodeAt(schema, path);
    const text = textOf(answers, path);
    if (node === undefined || text === "") continue;
    const answer = parseAnswer(node, schema, text);
    if (answer !== node.schema.default) set(value, path, answer);
  }
  if (parseCidr(textOf(answers, "network.lan.cidr"))?.family === 6)
    for (const [key, range] of Object.entries(OWN_RANGES[6])) set(value, `kubernetes.${key}`, range);
  const keys = pickedOf(answers, "access.ssh.keys");
  if (keys.length > 0) set(value, "access.ssh.keys", keys);
  const [arch, memory, disk] = ["arch", "memory", "disk"].map((key) => textOf(answers, `nodes.${key}`));
  value.nodes = nodesOf(answers).map((node) => ({
    ...node,
    arch: arch ?? "",
    memory: memory ?? "",
    disk: disk ?? "",
  }));
  for (const section of sectionsOf(surroundings)) {
    for (const name of chosenIn(section, answers, surroundings)) {
      const path = `${section.path}.${name}`;
      const node = nodeAt(schema, path);
      if (node !== undefined) set(value, path, requiredValue(node, schema, answers));
    }
    const main = textOf(answers, `${section.path}.default`);
    if (main !== "" && section.kind === "shared") set(value, `${section.path}.default`, main);
  }
  return inOrder(value, schema);
}

/** The keys of all sections as the schema has them. */
function inOrder(value: JsonObject, { properties }: JsonObject): JsonObject {
  const order = isObject(properties) ? properties : {};
  const keys = [...new Set([...Object.keys(order), ...Object.keys(value)])].filter((key) =>
    Object.hasOwn(value, key),
  );
  return Object.fromEntries(
    keys.map((key) => {
      const [below, schema] = [value[key] ?? null, order[key]];
      return [key, isObject(below) && isObject(schema) ? inOrder(below, schema) : below];
    }),
  );
}

type Mutable = { [key: string]: Json };

function set(root: Mutable, path: string, value: Json): void {
  const steps = path.split(".");
  const last = steps.pop() ?? "";
  let node = root;
  for (const step of steps) {
    const below = node[step];
    const next: Mutable = isObject(below) ? { ...below } : {};
    node[step] = next;
    node = next;
  }
  node[last] = value;
}
