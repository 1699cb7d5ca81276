import { contains, overlaps, parseAddress, parseCidr, parseRange } from "../values/address.ts";
import { getAt, isArray, isObject, type Json, type JsonObject } from "../values/json.ts";
import { asText, leafQuestion } from "./leaf.ts";
import { type Answers, type Question, type Surroundings, textOf } from "./model.ts";
import { nodeAt } from "./providers.ts";
import { addressesFrom, suggestions } from "./ranges.ts";

/** More are not described one by one in an interview. */
const MOST_NODES = 50;
/** etcd needs a majority; five is what its makers advise at most. https://etcd.io/docs/v3.6/faq/ */
const SERVER_COUNTS = [1, 3, 5];

/** A node as the interview makes it: all of one kind, counted through. */
export interface NodeRow {
  readonly name: string;
  readonly role: "server" | "agent";
  readonly address: string;
}

export const nodeCount = (answers: Answers): number => Number(textOf(answers, "nodes.count") || 1);

/** The nodes that the answers make; none before all is answered that they need. */
export function nodesOf(answers: Answers): readonly NodeRow[] {
  const servers = Number(textOf(answers, "nodes.servers") || 1);
  const prefix = textOf(answers, "nodes.names");
  return addressesFrom(textOf(answers, "nodes.first"), nodeCount(answers)).map((address, index) => ({
    name: `${prefix}${index + 1}`,
    role: index < servers ? "server" : "agent",
    address,
  }));
}

/** Asks how many machines there are, what they are like and where they are. */
export function* nodeQuestions(answers: Answers, { schema, model, lan }: Surroundings): Generator<Question> {
  const known = modelNodes(model);
  yield {
    id: "nodes.count",
    kind: "text",
    message: "How many machines (nodes)?",
    suggestion: String(Math.max(1, known.length)),
    check: (text) =>
      /^\d{1,2}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= MOST_NODES
        ? undefined
        : `a number from 1 to ${MOST_NODES}`,
  };
  const count = nodeCount(answers);
  const servers = SERVER_COUNTS.filter((number) => number <= count);
  if (servers.length > 1)
    yield {
      id: "nodes.servers",
      kind: "one",
      message: "How many of them are servers (nodes[].role)?",
      choices: servers.map((number) => ({
        value: String(number),
        label: String(number),
        hint: SERVER_HINTS[number] ?? "",
      })),
      suggestion: "1",
    };
  const first = known[0] ?? {};
  for (const key of ["arch", "memory", "disk"]) {
    const node = nodeAt(schema, `nodes.${key}`);
    if (node === undefined) throw new Error(`the schema has no nodes[].${key}`);
    const suggestion =
      asText(first[key]) ?? asText(node.schema.default) ?? asText(getAt(node.schema, ["examples", 0]));
    yield { ...leafQuestion(node, schema, suggestion), id: `nodes.${key}` };
  }
  yield {
    id: "nodes.names",
    kind: "text",
    message: "What their names begin with (nodes[].name); a number follows",
    suggestion: asText(first.name)?.replace(/\d+$/, "") || "node",
    check: (text) =>
      /^[a-z]([-a-z0-9]{0,39})$/.test(text.trim())
        ? undefined
        : "small letters, digits and hyphens, a letter first",
  };
  const cidr = textOf(answers, "network.lan.cidr");
  const used = [textOf(answers, "network.lan.gateway"), textOf(answers, "network.lan.dhcp")];
  // The machine that asks may be the one that becomes a node, but mostly it is not.
  const seen = lan === undefined ? used : [...used, lan.own, ...lan.dns];
  yield {
    id: "nodes.first",
    kind: "text",
    message:
      count === 1
        ? "Its address (nodes[].address)"
        : `The first of their ${count} addresses (nodes[].address)`,
    suggestion: suggestions(cidr, seen).hosts(count) ?? suggestions(cidr, used).hosts(count),
    check: (text) => addressFault(text, count, cidr, used),
  };
  const endpoint = nodeAt(schema, "kubernetes.endpoint");
  if (Number(textOf(answers, "nodes.servers") || 1) > 1 && endpoint !== undefined) {
    const taken = nodesOf(answers).map(({ address }) => address);
    yield leafQuestion(endpoint, schema, suggestions(cidr, [...seen, ...taken]).hosts(1));
  }
}

const SERVER_HINTS: Readonly<Record<number, string>> = {
  1: "when it is off, running pods go on, but nothing can be changed",
  3: "one of them may fail; needs an address that leads to all, and disks that stand etcd",
  5: "two of them may fail",
};

function addressFault(
  text: string,
  count: number,
  cidr: string,
  used: readonly string[],
): string | undefined {
  const network = parseCidr(cidr);
  const addresses = addressesFrom(text.trim(), count).map((address) => parseAddress(address));
  if (network === undefined || addresses.length === 0) return "an IP address, as 192.168.178.31";
  const taken = used.find((other) => {
    const range = parseAddress(other) ?? parseRange(other);
    return addresses.some(
      (address) => address !== undefined && range !== undefined && overlaps(address, range),
    );
  });
  if (taken !== undefined) return `${taken} is in use`;
  return addresses.every((address) => address !== undefined && contains(network, address))
    ? undefined
    : `there are not ${count} addresses from there on in ${cidr}`;
}

function modelNodes(model: JsonObject): readonly Readonly<Record<string, Json>>[] {
  return isArray(model.nodes) ? model.nodes.filter((node) => isObject(node)) : [];
}
