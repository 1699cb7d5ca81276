import type { Plan } from "../../plan/model.ts";
import { isArray, isObject } from "../../values/json.ts";

/**
 * Where the Gateway answers: at its address, or at a node's where no Service has an address of its own, as with K3s'
 * ServiceLB, which is there unless another load balancer is. Undefined where there is no Gateway, or any address of a
 * pool may be its.
 */
export function gatewayAddress({ capabilities, homelab }: Plan): string | undefined {
  const gateway = capabilities.get("gateway")?.attributes.value;
  if (!isObject(gateway)) return undefined;
  if (typeof gateway.address === "string") return gateway.address;
  const balancer = capabilities.get("load-balancer")?.attributes.value;
  if (balancer === undefined) return homelab.nodes[0]?.address;
  const [first] = isObject(balancer) && isArray(balancer.nodeAddresses) ? balancer.nodeAddresses : [];
  return typeof first === "string" ? first : undefined;
}

/** The same with its IPv6 address, where it has one. */
export function gatewayAddresses(plan: Plan): readonly string[] {
  const gateway = plan.capabilities.get("gateway")?.attributes.value;
  const addresses = [gatewayAddress(plan), isObject(gateway) ? gateway.ipv6 : undefined];
  return addresses.filter((address) => typeof address === "string");
}

/** Where the Gateway for the internet answers in the LAN; undefined where one Gateway has all names. */
export function publicGatewayAddress({ capabilities }: Plan): string | undefined {
  const gateway = capabilities.get("gateway")?.attributes.value;
  const own = isObject(gateway) && isObject(gateway.public) ? gateway.public.address : undefined;
  return typeof own === "string" ? own : undefined;
}
