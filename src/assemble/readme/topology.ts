import type { Plan } from "../../plan/model.ts";
import { isObject, type Json } from "../../values/json.ts";
import { gatewayAddresses, publicGatewayAddress } from "./gateway-address.ts";

/** The homelab as a Mermaid graph. https://mermaid.js.org/syntax/flowchart.html */
export function topology(plan: Plan): string {
  const { nodes, network } = plan.homelab;
  const routes = plan.contributions.Route.map(({ component, value }) => ({
    host: field(value.value, "host"),
    isPublic: field(value.value, "exposure") === "public",
    component,
  }));
  const gateway = plan.capabilities.get("gateway")?.attributes.value;
  const lines = [
    "flowchart LR",
    `  internet((${label("Internet")})) --- router[${label("router", network.lan.gateway)}]`,
    `  router --- lan{{${label("LAN", plan.facts.lanCidrs.join(", "))}}}`,
    "  subgraph cluster[Kubernetes]",
    ...nodes.map(
      (node, index) =>
        `    node${index}[${label(`${node.name} (${node.role})`, [node.address, node.ipv6, node.arch, node.memory].filter(Boolean).join(", "))}]`,
    ),
    "  end",
    ...nodes.map((_, index) => `  lan --- node${index}`),
  ];
  if (gateway !== undefined) lines.push(`  lan --- gateway[${label("gateway", ...gatewayAddresses(plan))}]`);
  const outside = publicGatewayAddress(plan);
  if (outside !== undefined) lines.push(`  lan --- public[${label("public gateway", outside)}]`);
  for (const [index, { host, component, isPublic }] of routes.entries()) {
    const from = gateway === undefined ? "lan" : isPublic && outside !== undefined ? "public" : "gateway";
    lines.push(`  ${from} --> route${index}[${label(host, component)}]`);
  }
  return ["```mermaid", ...lines, "```"].join("\n");
}

/** A label in quotes: only what Mermaid takes as text in every version is left in it. */
function label(...lines: readonly string[]): string {
  const text = lines
    .filter((line) => line !== "")
    .map((line) => line.replace(/[^\p{L}\p{N} ().,:/_@-]+/gu, " ").trim());
  return `"${text.join("<br/>")}"`;
}

const field = (value: Json, key: string): string =>
  isObject(value) && typeof value[key] === "string" ? value[key] : "";
