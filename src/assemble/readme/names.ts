import type { Plan } from "../../plan/model.ts";
import { isObject } from "../../values/json.ts";
import { gatewayAddresses, publicGatewayAddress } from "./gateway-address.ts";
import { code, commands, word } from "./markdown.ts";

/**
 * Host names have to lead to the Gateway from everywhere: people come from the LAN, the API server asks the login
 * provider from its node, and applications ask it from pods. Undefined where nothing has a host name.
 */
export function namesSection(plan: Plan): string | undefined {
  const hosts = plan.contributions.Route.flatMap(({ value }) =>
    isObject(value.value) && typeof value.value.host === "string" ? [value.value.host] : [],
  );
  const gateway = plan.capabilities.get("gateway")?.attributes.value;
  const [first] = hosts;
  const certificates = plan.capabilities.get("certificates")?.attributes.value;
  const isPublic = isObject(certificates) && certificates.publicHttp === true;
  const { nodes, dns } = plan.homelab;
  if (first === undefined || !isObject(gateway) || dns?.domain === undefined) return undefined;
  const known = gatewayAddresses(plan);
  const address = known.length === 0 ? "the address of the Gateway" : known.map(code).join(" and ");
  return [
    isPublic ? overTheInternet(dns.domain, address) : atHome(dns.domain, address, plan),
    commands([
      `for name in ${hosts.map(word).join(" ")}; do nslookup "$name"; done`,
      `for node in ${nodes.map(({ address: node }) => word(node)).join(" ")}; do ssh ${word(plan.facts.sshUser)}@"$node" getent hosts ${word(first)}; done`,
      `kubectl -n kube-system run names --rm --attach --restart=Never --image=docker.io/library/busybox:1.37.0 -- nslookup ${word(first)}`,
    ]),
  ].join("\n\n");
}

const FROM =
  "from the LAN, from the nodes (the API server asks the login provider from there), and from pods";

function atHome(domain: string, address: string, plan: Plan): string {
  const outside = publicGatewayAddress(plan);
  const split =
    outside === undefined
      ? ""
      : ` Those that are public lead to ${code(outside)}, or to the router's public address.`;
  const published = plan.capabilities.has("dns-records")
    ? "They are published as soon as their routes are there."
    : plan.facts.dualStack
      ? `Nothing publishes them: make records ${code(`*.${domain}`)} of type A and AAAA with these addresses where the domain's zone is.`
      : `Nothing publishes them: make a record ${code(`*.${domain}`)} of type A with that address where the domain's zone is.`;
  return `Every host name must lead to ${address}: ${FROM}.${split} ${published} An empty answer is the work of protection against DNS rebinding.`;
}

/** Let's Encrypt asks for the names from outside: their records hold the router's address, not the Gateway's. */
const overTheInternet = (domain: string, address: string): string =>
  `Every host name must lead to the Gateway: ${FROM}; and from the internet, where Let's Encrypt asks. Make a record ${code(`*.${domain}`)} of type A with the router's public address (where that changes, a CNAME to its dynamic name). At home it does as well where the router leads its own public address back in, as a Fritz!Box does; otherwise let a name server at home answer with ${address}.`;
