import type { CheckedHomelab } from "../check/check.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Blueprint } from "../schema/blueprints.ts";
import { getAt } from "../values/json.ts";
import { noAddresses, noKubeProxy, noPodNetwork, otherDistribution } from "./messages.ts";
import type { Component, Offer } from "./model.ts";
import { slotsOffering } from "./select.ts";

/** What the distribution does not bring, and no component in its place; and parts of another one. */
export function distributionFaults(
  { homelab, tracked }: CheckedHomelab,
  components: readonly Component[],
  capabilities: ReadonlyMap<string, Offer>,
  blueprints: readonly Blueprint[],
): readonly Diagnostic[] {
  const { distribution } = homelab.kubernetes;
  const able = blueprints.filter(({ manifest }) => manifest.distributions?.includes(distribution) ?? true);
  const cni = capabilities.get("cni");
  const gateway = capabilities.get("gateway");
  const place = tracked.originOf(["kubernetes", "distribution"]);
  const foreign = components.filter(
    ({ blueprint }) => blueprint.manifest.distributions?.includes(distribution) === false,
  );
  const found = foreign.map((component) =>
    otherDistribution(component, distribution, besides(component, able)),
  );
  if (distribution === "kubeadm") {
    if (cni === undefined) found.push(noPodNetwork(slotsOffering(able, "cni"), place));
    if (gateway !== undefined && !capabilities.has("load-balancer"))
      found.push(noAddresses(gateway.component, slotsOffering(able, "load-balancer"), place));
  }
  const mode = homelab.kubernetes.kubeProxy?.mode ?? "iptables";
  if (mode !== "iptables" && getAt(cni?.attributes.value ?? null, ["kubeProxyReplacement"]) === true)
    found.push(noKubeProxy(cni?.component ?? "", tracked.originOf(["kubernetes", "kubeProxy", "mode"])));
  return found;
}

/** Slots of the same section whose providers run with the distribution. */
function besides({ slotPaths }: Component, able: readonly Blueprint[]): readonly string[] {
  const sections = slotPaths.map((path) => path.slice(0, path.lastIndexOf(".") + 1));
  // `dns.cluster` is no provider of a section: what stands beside it does something else.
  return sections.every((section) => section.split(".").length < 3 && section !== "delivery.")
    ? []
    : able.flatMap(({ manifest }) =>
        (manifest.slots ?? [])
          .map(({ path }) => path)
          .filter((path) => sections.includes(path.slice(0, path.lastIndexOf(".") + 1))),
      );
}
