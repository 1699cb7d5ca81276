import type { Plan } from "../../plan/model.ts";
import { isObject } from "../../values/json.ts";
import { gatewayAddress } from "../readme/gateway-address.ts";

/** The host names of pages, and the address of the Gateway that they lead to; undefined where there are none. */
export function hostNames(
  plan: Plan,
): { readonly address: string; readonly names: readonly [string, ...string[]] } | undefined {
  const [first, ...others] = [
    ...new Set(
      plan.contributions.Route.flatMap(({ value }) =>
        isObject(value.value) && typeof value.value.host === "string" ? [value.value.host] : [],
      ),
    ),
  ].sort();
  const address = gatewayAddress(plan);
  return first === undefined || address === undefined ? undefined : { address, names: [first, ...others] };
}

/** A line of a file of hosts: nothing publishes the names of a laptop. https://manpages.debian.org/hosts.5 */
export function hostsFile(plan: Plan): string | undefined {
  const hosts = hostNames(plan);
  return hosts === undefined ? undefined : `${hosts.address} ${hosts.names.join(" ")}\n`;
}

/**
 * The same for pods: a file that K3s' CoreDNS imports beside its own block, so that it is in nobody's way.
 * https://docs.k3s.io/networking/networking-services#coredns, https://coredns.io/plugins/hosts/
 */
export function namesForPods(plan: Plan): string | undefined {
  const hosts = hostNames(plan);
  if (hosts === undefined) return undefined;
  const { address, names } = hosts;
  return [
    "apiVersion: v1",
    "kind: ConfigMap",
    "metadata:",
    "  name: coredns-custom",
    "  namespace: kube-system",
    "data:",
    "  laptop.server: |",
    `    ${names.map((name) => `${name}:53`).join(" ")} {`,
    "        errors",
    "        hosts {",
    ...names.map((name) => `            ${address} ${name}`),
    "            ttl 60",
    "            no_reverse",
    "        }",
    "    }",
    "",
  ].join("\n");
}
