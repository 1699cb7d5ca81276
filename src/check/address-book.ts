import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { WrittenHomelab } from "../load/homelab.ts";
import { createValidator } from "../schema/validator.ts";
import { type Family, formatAddress } from "../values/address.ts";
import type { JsonObject } from "../values/json.ts";
import { formatPath } from "../values/path.ts";
import { lanFull, noIpv6 } from "./address-messages.ts";
import { withDerivedDefaults } from "./defaults.ts";
import { type Entry, freeAddresses, type Ledger, lanOf, readLedger } from "./ledger.ts";
import { View } from "./view.ts";

export type AddressKind =
  | "network"
  | "host"
  | "external"
  | "dhcp"
  | "pool"
  | "member"
  | "resolver"
  | "neighbor";

/** An address or a range of them, and who uses it. */
export interface AddressRow {
  readonly kind: AddressKind;
  /** As in a sentence, without marks: `the node pi1`. */
  readonly usedBy: string;
  /** Where it stands in homelab.yaml; a default stands there unwritten. */
  readonly path: string;
  /** First and last address; the same for a single one. */
  readonly first: string;
  readonly last: string;
  /** The text of the file, as `10.42.0.0/16`. */
  readonly text: string;
}

/** The ledger of a homelab for people. */
export interface AddressBook {
  /** The LAN's networks by family, the one whose family comes first before the other. */
  readonly lans: readonly { readonly family: Family; readonly text: string }[];
  /** By family, then address; a wider range stands before what is in it. */
  readonly rows: readonly AddressRow[];
  /** The next free addresses of a network of the LAN, and a fault where they are fewer than wanted. */
  next(
    family: Family,
    count: number,
  ): { readonly addresses: readonly string[]; readonly diagnostics: readonly Diagnostic[] };
}

/** Reads the addresses of a homelab that may have faults: what is no address is left out. */
export function addressBook(file: WrittenHomelab, schema: JsonObject): AddressBook {
  const { resolved } = createValidator(schema).validate(file.value);
  const view = new View(withDerivedDefaults(resolved), schema, file.positions);
  const ledger = readLedger(view);
  return {
    lans: ledger.lans.map(({ cidr, text }) => ({ family: cidr.family, text })),
    rows: entriesOf(ledger)
      .sort(([, a], [, b]) => compare(a, b))
      .map(([kind, entry]) => rowOf(kind, entry)),
    next(family, count) {
      const lan = lanOf(ledger, family);
      const addresses = freeAddresses(ledger, family, count);
      // A LAN that cannot be read is a fault of the file.
      if (lan === undefined) return { addresses, diagnostics: ledger.lans.length > 0 ? [noIpv6()] : [] };
      const isShort = addresses.length < count;
      return { addresses, diagnostics: isShort ? [lanFull(lan.text, count, addresses.length)] : [] };
    },
  };
}

function entriesOf(ledger: Ledger): [AddressKind, Entry][] {
  const { networks, hosts, externals, dhcp, pools, members, resolvers, neighbors } = ledger;
  const groups: readonly (readonly [AddressKind, readonly Entry[]])[] = [
    ["network", networks],
    ["host", hosts],
    ["external", externals],
    ["dhcp", dhcp],
    ["pool", pools],
    ["member", members],
    ["resolver", resolvers],
    ["neighbor", neighbors],
  ];
  return groups.flatMap(([kind, entries]) => entries.map((entry): [AddressKind, Entry] => [kind, entry]));
}

function compare(a: Entry, b: Entry): number {
  if (a.range.family !== b.range.family) return a.range.family - b.range.family;
  if (a.range.first !== b.range.first) return a.range.first < b.range.first ? -1 : 1;
  if (a.range.last !== b.range.last) return a.range.last > b.range.last ? -1 : 1;
  return formatPath(a.path) < formatPath(b.path) ? -1 : 1;
}

const rowOf = (kind: AddressKind, { what, path, text, range }: Entry): AddressRow => ({
  kind,
  usedBy: what.replaceAll("`", ""),
  path: formatPath(path),
  first: formatAddress(range.family, range.first),
  last: formatAddress(range.family, range.last),
  text,
});
