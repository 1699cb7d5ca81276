import { compileText } from "../support/compile.ts";
import { corpus, type FaultyFile, SOUND } from "./corpus.ts";

/** A faulty file as a change of the sound one: its lines from `start` to `end` are `lines`. */
export interface Change {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
  /** `CODE path` of what is told of it. */
  readonly told: readonly string[];
}

/** Larger changes take the place of too much of the file. */
const MOST_LINES = 12;

/** The text of these cannot be read past the fault. */
const UNREADABLE = /^(bracket-|quote-|indentation-|colon-|tab-|text-in-|empty-|file-of-|many-)/;

/** The change takes components away, and with them what another file says of those. */
const OTHER_COMPONENTS = /^policies-that-nothing-makes$/;

/** Faults after which it is not known which components were meant, and faults that may only follow from that. */
const UNKNOWN_CHOICE = /^E_(UNKNOWN_PROVIDER|SLOT_CONFLICT|SLOT_EMPTY|REFERENCE)/;
const OF_ABSENCE = /^E_(CAPABILITY_MISSING|CONTRIBUTION_UNMET|SLOT_NEEDS|REFERENCE)/;

/** What the one fault says is not a question any more while the other one stands. */
const DEPENDENT: readonly (readonly [RegExp, RegExp])[] = [
  [UNKNOWN_CHOICE, OF_ABSENCE],
  // Roles and their number are counted where every role is known.
  [/ nodes(\[\d\]\.role|\b(?!\[))/, /^E_(SERVER_COUNT|NO_SERVER|ENDPOINT_MISSING|REPLICAS)|endpoint|nodes/],
  // An application whose name cannot be is not planned, and none of the others is called as it was.
  [/ apps\.[A-Z]/, / apps\.hello\b/],
  // A file with one server fewer has room for its nodes.
  [/^E_SERVER_COUNT/, /^E_CIDR_TOO_SMALL/],
  // Whatever is on the LAN is compared with a LAN that can be read, and with the first of the others.
  [
    / (network\.lan|kubernetes\.(pod|service)Cidr|network\.storageLan)/,
    /^E_(ADDRESS|RANGE|FAMILY|CIDR|VLAN)/,
  ],
  [/^E_(ADDRESS|RANGE_OVERLAP)/, /^E_(ADDRESS|RANGE_OVERLAP)/],
  // Who has an address twice is not known where the other one cannot be read.
  [/ nodes\[\d\]\.address/, /^E_(ADDRESS|RANGE_OVERLAP)/],
];

/** The same of files whose fault is not what they have in common. */
const DEPENDENT_FILES: readonly (readonly [RegExp, RegExp])[] = [
  // The application has another name, and with it all that is said of it.
  [/^application-with-(a|the)-name-/, / apps\.hello/],
  // Manifests of its own take the place of the page.
  [/^application-with-a-secret-of-its-own$/, /^page-without-a-gateway$/],
  // The address is free again.
  [/^two-servers$/, /^address-of-a-node-for-the-nas$/],
  // Nobody knows what the alias stands for.
  [/^map-merged-into-itself$/, /^collector-without-logs$/],
  // Without a gateway none is without its CNI.
  [/-without-a-gateway$/, /^gateway-without-its-cni$/],
  // Without a gateway no ports are passed on to it.
  [/-without-a-gateway$/, /^port-that-is-passed-on-twice$/],
  // Another load balancer has other pools, and asks for another CNI, or none.
  [
    /^gateway-with-an-address-where-nodes-answer$/,
    /^(endpoint-in-the-pool|forward-outside-of-the-pools|gateway-without-its-cni|pool-of-ranges-and-networks)$/,
  ],
  [/^pool-of-ranges-and-networks$/, /^(endpoint-in-the-pool|gateway-without-its-cni)$/],
  // By BGP pools are elsewhere, and somebody tells the router.
  [
    /^(bgp-without-a-peer|bgp-router-that-is-no-peer|pool-inside-of-the-lan-with-bgp)$/,
    /^(endpoint-in-the-pool|bgp-router-that-nobody-tells|bgp-router-that-is-no-peer)$/,
  ],
  // Who holds the address of the API is a question where there is one.
  [/^endpoint-/, /^(haproxy-at-another-address|two-that-hold-the-address-of-the-api)$/],
  // K3s' own class is there where no other one is the default.
  [/^default-storage-that-is-not-named$/, /^volume-of-a-class-that-is-switched-off$/],
];

export const changes = (): readonly Change[] =>
  corpus()
    .filter(({ name }) => !UNREADABLE.test(name) && !OTHER_COMPONENTS.test(name))
    .map(changeOf)
    .filter(({ start, end }) => end - start <= MOST_LINES);

function changeOf({ name, content, codes }: FaultyFile): Change {
  const base = SOUND.split("\n");
  const lines = new TextDecoder().decode(content).split("\n");
  // The first line is a title.
  let start = 1;
  while (start < base.length && base[start] === lines[start]) start++;
  let end = 0;
  while (end < base.length - start && end < lines.length - start && base.at(-1 - end) === lines.at(-1 - end))
    end++;
  return {
    name,
    start,
    end: base.length - end,
    lines: lines.slice(start, lines.length - end),
    told: codes.map((line) => line.replace(/ (\d+|undefined):(\d+|undefined)/, "")),
  };
}

/** Whether two changes can be made together, and neither answers the other one's question. */
export function independent(a: Change, b: Change): boolean {
  const isApart = a.end < b.start || b.end < a.start;
  const keys = (change: Change) => change.told.map((line) => line.split(" ")[1] ?? line);
  const sameKey = keys(a).some((one) =>
    keys(b).some((other) => one.startsWith(other) || other.startsWith(one)),
  );
  const named = (one: Change, other: Change) =>
    DEPENDENT_FILES.some(
      ([left, right]) => left.test(one.name) && [other.name, ...other.told].some((text) => right.test(text)),
    );
  const answers = (one: Change, other: Change) =>
    named(one, other) ||
    DEPENDENT.some(
      ([left, right]) =>
        one.told.some((line) => left.test(line)) && other.told.some((line) => right.test(line)),
    );
  return isApart && !sameKey && !answers(a, b) && !answers(b, a);
}

/** What is told of one of two faults alone and not of both together; nothing where neither hides the other. */
export function hidden(a: Change, b: Change): readonly string[] {
  const [first, second] = a.start < b.start ? [a, b] : [b, a];
  const base = SOUND.split("\n");
  const text = [
    ...base.slice(0, first.start),
    ...first.lines,
    ...base.slice(first.end, second.start),
    ...second.lines,
    ...base.slice(second.end),
  ].join("\n");
  const found = compileText(text).diagnostics.map(({ code, path }) =>
    path === undefined || path === "" ? code : `${code} ${path}`,
  );
  return [...a.told, ...b.told].filter((line) => !found.includes(line));
}
