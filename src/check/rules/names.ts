import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { FORMATS } from "../../schema/formats.ts";
import { getAt, isObject } from "../../values/json.ts";
import { domainOfCluster, domainOfNeighbours, domainRefused, nothingToReach, oneVlan } from "../messages.ts";
import type { View } from "../view.ts";

/** The longest label that people write below the domain (RFC 1035, 2.3.4: 63), a dot, and 253 in all. */
const DOMAIN_MOST = 253 - 64;

/** The domain of the homelab is one that names can be below; two networks on one cable are told apart. */
export const nameRules = (view: View): readonly Diagnostic[] => [
  ...domain(view),
  ...vlans(view),
  ...internet(view),
];

function domain(view: View): readonly Diagnostic[] {
  const name = view.text(["dns", "domain"]);
  const own = view.text(["kubernetes", "clusterDomain"]);
  if (name === undefined) return [];
  // Another form is told by the schema.
  if (FORMATS["dns-subdomain"]?.(name) !== true) return [];
  if (name.length > DOMAIN_MOST)
    return [
      domainRefused(
        view,
        name,
        "is so long that host names below it are too long",
        `${DOMAIN_MOST} letters at most`,
      ),
    ];
  const below = (inner: string, outer: string) => inner === outer || inner.endsWith(`.${outer}`);
  if (own !== undefined && (below(name, own) || below(own, name))) return [domainOfCluster(view, name, own)];
  if (name === "local" || name.endsWith(".local"))
    return [
      domainOfNeighbours(
        view,
        name,
        "belongs to multicast DNS (RFC 6762): computers ask their neighbours for its names, no name server",
        "take a part of a domain of your own, or `home.arpa` (RFC 8375)",
      ),
    ];
  return [];
}

function vlans(view: View): readonly Diagnostic[] {
  const [lan, storage] = ["lan", "storageLan"].map((key) => getAt(view.value, ["network", key, "vlan"]));
  return typeof storage === "number" && lan === storage ? [oneVlan(view, storage)] : [];
}

function internet(view: View): readonly Diagnostic[] {
  const network = view.map(["network"]);
  const isOpen = isObject(network.internet);
  return isOpen && network.gateway === undefined && network.ingress === undefined
    ? [nothingToReach(view)]
    : [];
}
