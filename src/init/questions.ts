import type { SchemaNode } from "../explain/node.ts";
import { contains, nthAddress, overlaps, parseAddress, parseCidr, parseRange } from "../values/address.ts";
import { getAt, isArray, isObject, type Json } from "../values/json.ts";
import { asText, leafQuestion } from "./leaf.ts";
import { type Answers, type Question, type Surroundings, textOf } from "./model.ts";
import { nodeQuestions, nodesOf } from "./nodes.ts";
import { chosenIn, nodeAt, sectionQuestion, sectionsOf } from "./providers.ts";
import { likelyDhcp, suggestions } from "./ranges.ts";
import { type Advice, requirements } from "./requirements.ts";

/** The first question that was not answered yet; undefined when the interview is over. */
export function nextQuestion(answers: Answers, surroundings: Surroundings): Question | undefined {
  for (const question of questions(answers, surroundings)) if (!answers.has(question.id)) return question;
  return undefined;
}

/** All questions that the answers lead to; what comes after the first one without an answer means nothing. */
function* questions(answers: Answers, surroundings: Surroundings): Generator<Question> {
  const { schema, model } = surroundings;
  const core = (
    path: string,
    suggestion: string | undefined,
    check?: (text: string) => string | undefined,
  ) => {
    const node = nodeAt(schema, path);
    if (node === undefined) throw new Error(`the schema has no ${path}`);
    return leafQuestion(node, schema, suggestion, check);
  };
  yield core("metadata.name", asText(getAt(model, ["metadata", "name"])) ?? "homelab");
  yield* lanQuestions(answers, surroundings, core);
  yield* nodeQuestions(answers, surroundings);
  yield* keyQuestion(surroundings);
  yield core("dns.domain", domainOf(surroundings));
  const advice = adviceOf(answers, surroundings);
  for (const section of sectionsOf(surroundings)) {
    const question = sectionQuestion(section, answers, surroundings);
    if (question !== undefined) yield question;
    for (const name of chosenIn(section, answers, surroundings)) {
      const node = nodeAt(schema, `${section.path}.${name}`);
      if (node !== undefined) yield* requirements(node, schema, answers, advice);
    }
    // With several providers beside each other, the file says which one is meant where none is named.
    const chosen = chosenIn(section, answers, surroundings);
    if (
      section.kind === "shared" &&
      chosen.length > 1 &&
      nodeAt(schema, `${section.path}.default`) !== undefined
    )
      yield {
        id: `${section.path}.default`,
        kind: "one",
        message: `Which of them where none is named (${section.path}.default)?`,
        choices: chosen.map((value) => ({ value, label: value })),
        suggestion:
          chosen.find((name) => name === getAt(model, [section.path, "default"])) ?? chosen[0] ?? "",
      };
  }
  yield core("network.policies.default", asText(getAt(model, ["network", "policies", "default"])) ?? "allow");
}

type Core = (
  path: string,
  suggestion: string | undefined,
  check?: (text: string) => string | undefined,
) => Question;

function* lanQuestions(answers: Answers, { schema, lan }: Surroundings, core: Core): Generator<Question> {
  const example = (path: string) => asText(getAt(nodeAt(schema, path)?.schema ?? null, ["examples", 0]));
  yield core("network.lan.cidr", lan?.cidr ?? example("network.lan.cidr"), (text) => {
    const network = parseCidr(text);
    return network?.canonical === true
      ? undefined
      : "a subnet begins with its own first address, as 192.168.178.0/24";
  });
  const cidr = textOf(answers, "network.lan.cidr");
  const inside = (text: string) => {
    const [network, address] = [parseCidr(cidr), parseAddress(text)];
    return network !== undefined && address !== undefined && contains(network, address)
      ? undefined
      : `it is not in ${cidr}`;
  };
  const isDetected = cidr === lan?.cidr;
  yield core(
    "network.lan.gateway",
    (isDetected ? lan?.gateway : undefined) ??
      (parseCidr(cidr) === undefined ? undefined : nthAddress(cidr, 1)),
    inside,
  );
  const dhcp = likelyDhcp(cidr);
  if (dhcp !== undefined)
    yield core("network.lan.dhcp", dhcp, (text) => {
      const [network, range] = [parseCidr(cidr), parseRange(text)];
      return network !== undefined && range !== undefined && contains(network, range)
        ? undefined
        : `it is not in ${cidr}`;
    });
}

/** Public keys are offered where the machine has some; without any, nodes are made without a login over SSH. */
function* keyQuestion({ keys, schema }: Surroundings): Generator<Question> {
  const node = nodeAt(schema, "access.ssh.keys");
  if (keys.length === 0 || node === undefined) return;
  yield {
    id: node.path,
    kind: "several",
    message: `SSH keys (${node.path}): ${String(node.schema.description)}`,
    choices: keys.map((key) => ({ value: key, label: key.replace(/^(\S+ )\S+(\S{8})/, "$1…$2") })),
    suggestion: keys,
  };
}

/** Domains that routers give to their own network; names below them cannot be had from outside. RFC 6762, RFC 8375 */
const LOCAL = /(^|\.)(local|lan|home|internal|localdomain|box|fritz\.box|home\.arpa)$/;

function domainOf({ lan, model, schema }: Surroundings): string | undefined {
  const search = lan?.search;
  if (search?.includes(".") && !LOCAL.test(search)) return search;
  return (
    asText(getAt(model, ["dns", "domain"])) ??
    asText(getAt(nodeAt(schema, "dns.domain")?.schema ?? null, ["examples", 0]))
  );
}

/** Free addresses for what the schema calls an address; else the model's value, a default or an example. */
function adviceOf(answers: Answers, { schema, model }: Surroundings): Advice {
  const lan = textOf(answers, "network.lan.cidr");
  const fixed = [
    textOf(answers, "network.lan.gateway"),
    textOf(answers, "network.lan.dhcp"),
    textOf(answers, "kubernetes.endpoint"),
    ...nodesOf(answers).map(({ address }) => address),
  ];
  const others = [...answers].flatMap(([id, answer]) =>
    kindOf(nodeAt(schema, id)) === "external" && typeof answer === "string" ? [answer.trim()] : [],
  );
  const free = suggestions(lan, [...fixed, ...others]);
  return {
    suggestion(node) {
      const own = getAt(model, node.path.split("."));
      const inModel = isObject(own) ? Object.keys(own)[0] : asText(own);
      const example = isArray(node.schema.examples) ? asText(node.schema.examples[0]) : undefined;
      const kind = kindOf(node);
      if (kind === "pool") return free.pool([]);
      // A homelab has one NAS, so what was said once is meant again.
      if (kind === "external")
        return others[0] ?? [inModel, example].find((text) => isIn(lan, text)) ?? free.hosts(1);
      return inModel ?? asText(node.schema.default) ?? example;
    },
    check(node, text) {
      const ranges = kindOf(node) === "pool" ? text.split(",").map((part) => parseRange(part.trim())) : [];
      const taken = [...fixed, ...others].find((used) => {
        const other = parseAddress(used) ?? parseRange(used);
        return ranges.some((range) => range !== undefined && other !== undefined && overlaps(range, other));
      });
      return taken === undefined ? undefined : `${taken} is in use`;
    },
  };
}

/** What kind of address a key is; of a list, what its items are. */
const kindOf = (node: SchemaNode | undefined): Json | undefined =>
  node?.schema["x-k8sgen-address"] ?? getAt(node?.schema, ["items", "x-k8sgen-address"]);

function isIn(lan: string, text: string | undefined): boolean {
  const [network, address] = [parseCidr(lan), parseAddress(text ?? "")];
  return network !== undefined && address !== undefined && contains(network, address);
}
