import { contains, nthAddress, parseAddress, parseRange } from "../values/address.ts";
import { groupBy } from "../values/group.ts";
import { isArray, isObject, type Json, type Path } from "../values/json.ts";
import { formatPath } from "../values/path.ts";
import type { Draft } from "./draft.ts";
import { PROGRAMS, type Program } from "./model.ts";

/** Addresses that each load balancer hands out on a laptop, from this position of the network on. */
const POOL = { first: 220, size: 16, count: 2 } as const;

/** The first and the last address that nodes and pools have or may come to have. */
export const takenBy = (cidr: string, on: Program): readonly [first: string, last: string] => [
  nthAddress(cidr, PROGRAMS[on].first),
  nthAddress(cidr, POOL.first + POOL.count * POOL.size - 1),
];

const NO_ROUTER = "There is no router that could be a neighbour.";

/** Roles of `x-k8sgen-address` that a laptop has nothing for, with the reason. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  external: "It is on another machine, as a NAS, and that is the real homelab's.",
  neighbor: NO_ROUTER,
  host: "The address is one of the real network.",
};

/**
 * Addresses, by what the schema says of them: those of other machines go with what needs them, pools and their members
 * come to lie in the laptop's network, announced in a way that such a network takes.
 */
export function replaceAddresses(draft: Draft, cidr: string): void {
  announce(draft);
  for (;;) {
    const away = draft
      .annotated("x-k8sgen-address")
      .find(({ value, annotation }) => value !== null && !isOwn(value, String(annotation)));
    if (away === undefined) break;
    draft.leaveOut(away.path, ELSEWHERE[String(away.annotation)] ?? "The laptop's network has IPv4 alone.");
  }
  bound(draft);
  renumber(draft, cidr);
}

/** IPv6 is the one thing that a pool and its members may have and a laptop's network not. */
const isOwn = (value: Json, role: string): boolean =>
  !Object.hasOwn(ELSEWHERE, role) && !(typeof value === "string" && value.includes(":"));

/** Where a provider can announce addresses in several ways, it is the one that a LAN without a router takes. */
function announce(draft: Draft): void {
  for (const { path, value, annotation } of draft.annotated("x-k8sgen-reach")) {
    const ways = isObject(annotation) ? Object.entries(annotation) : [];
    const [way] = ways.find(([, reach]) => reach === "lan") ?? [];
    if (way === undefined || way === value) continue;
    draft.set(path, way);
    // What is to be said of the other way has its name.
    if (typeof value === "string") draft.leaveOut([...path.slice(0, -1), value], NO_ROUTER);
    draft.tell(path, `Addresses are announced by \`${way}\`: there is no router to tell.`);
  }
}

/** Numbers that are bounded by the nodes, and names of nodes that are not there. */
function bound(draft: Draft): void {
  const nodes = draft.at(["nodes"]);
  const list = isArray(nodes) ? nodes : [];
  for (const { path, value, annotation } of draft.annotated("x-k8sgen-max"))
    if (annotation === "nodes" && typeof value === "number" && value > list.length) {
      draft.set(path, list.length);
      draft.tell(path, `${list.length} in the place of ${value}: there are no more nodes.`);
    }
  const isThere = (name: Json) => list.some((node) => isObject(node) && node.name === name);
  for (;;) {
    const gone = draft
      .annotated("x-k8sgen-names")
      .find(({ value, annotation }) => annotation === "nodes" && value !== null && !isThere(value));
    if (gone === undefined) return;
    draft.leaveOut(gone.path, "The node is none of the laptop's.");
  }
}

/** Each pool gets a range of the laptop's network, and each of its members an address in it. */
function renumber(draft: Draft, cidr: string): void {
  const found = draft.annotated("x-k8sgen-address");
  const of = (role: string) =>
    found.flatMap(({ path, value, annotation }) =>
      annotation === role && typeof value === "string" ? [{ path, text: value }] : [],
    );
  const lists = [...groupBy(of("pool"), ({ path }) => formatPath(listOf(path))).values()];
  const taken = new Map<string, string>();
  const counts = lists.map(() => 0);
  const isIn = (index: number, text: string) => {
    const address = parseAddress(text);
    return (lists[index] ?? []).some((pool) => {
      const range = parseRange(pool.text);
      return address !== undefined && range !== undefined && contains(range, address);
    });
  };
  for (const { path, text } of of("member")) {
    const index = Math.max(
      0,
      lists.findIndex((_, at) => isIn(at, text)),
    );
    const known = taken.get(text);
    const next = POOL.first + (index % POOL.count) * POOL.size + (counts[index] ?? 0);
    const address = known ?? nthAddress(cidr, next);
    if (known === undefined && counts[index] !== undefined) counts[index] += 1;
    taken.set(text, address);
    draft.set(path, address);
  }
  lists.forEach((pools, index) => {
    const [first] = pools;
    if (first === undefined) return;
    const from = POOL.first + (index % POOL.count) * POOL.size;
    const range = `${nthAddress(cidr, from)}-${nthAddress(cidr, from + POOL.size - 1)}`;
    const path = listOf(first.path);
    draft.set(path, isArray(draft.at(path)) ? [range] : range);
    draft.tell(path, `${range}, of the laptop's network.`);
  });
}

/** The list that an item stands in; the path itself where it is none. */
const listOf = (path: Path): Path => (typeof path.at(-1) === "number" ? path.slice(0, -1) : path);
