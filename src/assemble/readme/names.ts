import type { Plan } from "../../plan/model.ts";
import { isObject } from "../../values/json.ts";
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
  const { nodes, dns, access } = plan.homelab;
  if (first === undefined || !isObject(gateway) || dns?.domain === undefined) return undefined;
  const address = typeof gateway.address === "string" ? code(gateway.address) : "the address of the Gateway";
  const published = plan.capabilities.has("external-dns")
    ? "They are published as soon as their routes are there."
    : `Nothing publishes them: make a record ${code(`*.${dns.domain}`)} of type A with that address where the domain's zone is.`;
  return [
    `Every host name must lead to ${address}: from the LAN, from the nodes (the API server asks the login provider from there), and from pods. ${published} An empty answer is the work of protection against DNS rebinding.`,
    commands([
      `for name in ${hosts.map(word).join(" ")}; do getent hosts "$name"; done`,
      `for node in ${nodes.map(({ address: node }) => word(node)).join(" ")}; do ssh ${word(access?.ssh?.user ?? "ubuntu")}@"$node" getent hosts ${word(first)}; done`,
      `kubectl -n kube-system run names --rm --attach --restart=Never --image=docker.io/library/busybox:1.37.0 -- nslookup ${word(first)}`,
    ]),
  ].join("\n\n");
}
