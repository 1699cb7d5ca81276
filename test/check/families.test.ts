import { describe, expect, it } from "vitest";
import { compileFiles, compileText, located } from "../support/compile.ts";

const lab = (lan: string, nodes: string, rest = ""): string => `
apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: lab}
kubernetes: {version: v1.36.3+k3s1}
nodes:
${nodes}
network:
  lan: ${lan}
${rest}
delivery: {flux: {repository: https://git.example.org/me/lab.git}}
`;
const V4 = "cidr: 192.168.1.0/24, gateway: 192.168.1.1";
const NODE = "{name: n1, role: server, memory: 8Gi, disk: 240Gi";
const BOTH = `  - ${NODE}, address: 192.168.1.11, ipv6: "fd00:1::11"}`;
const files = (text: string): ReadonlyMap<string, Uint8Array> | undefined =>
  compileText(text).compiled?.tree.files;
const textOf = (text: string, file: string): string => new TextDecoder().decode(files(text)?.get(file));

describe("a LAN with both families", () => {
  it("makes nodes, pods and Services of both, IPv4 first, with ranges of their own", () => {
    const text = lab(`{${V4}, ipv6: {cidr: "fd00:1::/64"}}`, BOTH);
    const config = textOf(text, "k3s/n1/config.yaml");
    expect(config).toContain("node-ip: '192.168.1.11,fd00:1::11'\n");
    expect(config).toContain("cluster-cidr: 10.42.0.0/16,fd42:42::/56\n");
    expect(config).toContain("service-cidr: 10.43.0.0/16,fd42:43::/112\n");
    // K3s' own pod network hides the addresses of pods of IPv4 by itself.
    expect(config).toContain("flannel-ipv6-masq: true\n");
    expect(config).toContain("tls-san:\n  - '192.168.1.11'\n  - fd00:1::11\n");
    expect(textOf(text, "README.md")).toContain("| `fd42:43::a` | name server inside of the cluster |");
  });

  it("takes the way out from the router's advertisements, or from the address of the router", () => {
    const network = (ipv6: string) => textOf(lab(`{${V4}, ipv6: {${ipv6}}}`, BOTH), "k3s/n1/network-config");
    const learned = network('cidr: "fd00:1::/64"');
    expect(learned).toContain("accept-ra: true\n");
    expect(learned).toContain("    addresses:\n      - 192.168.1.11/24\n      - fd00:1::11/64\n");
    expect(learned).not.toContain("::/0");
    for (const router of ["fd00:1::1", "fe80::1"]) {
      const fixed = network(`cidr: "fd00:1::/64", gateway: "${router}"`);
      expect(fixed).toContain("accept-ra: false\n");
      expect(fixed).toContain(`      - to: ::/0\n        via: ${router}\n`);
    }
  });

  it("may have ranges that the user chose, one of them alone too", () => {
    const text = lab(`{${V4}, ipv6: {cidr: "fd00:1::/64"}}`, BOTH).replace(
      "v1.36.3+k3s1}",
      'v1.36.3+k3s1, ipv6: {podCidr: "fd00:2::/56"}}',
    );
    expect(textOf(text, "k3s/n1/config.yaml")).toContain("cluster-cidr: 10.42.0.0/16,fd00:2::/56\n");
    expect(textOf(text, "k3s/n1/config.yaml")).toContain("service-cidr: 10.43.0.0/16,fd42:43::/112\n");
  });

  it("warns where Services or the Gateway would stay on IPv4", () => {
    const found = (pool: string, gateway: string) =>
      located(
        compileText(
          lab(
            `{${V4}, ipv6: {cidr: "fd00:1::/64"}}`,
            BOTH,
            `  cni: {cilium: {}}\n  loadBalancer: {cilium: {pool: [${pool}]}}\n  gateway: {cilium: ${gateway}}`,
          ),
        ),
      );
    const [four, six] = ["192.168.1.200-192.168.1.209", '"fd00:1::200-fd00:1::209"'];
    expect(found(four, "{}")).toEqual(["W_COMPONENT 11:33 network.loadBalancer.cilium.pool"]);
    expect(found(`${four}, ${six}`, "{address: 192.168.1.200}")).toEqual([
      "W_COMPONENT 12:31 network.gateway.cilium.address",
    ]);
    expect(found(`${four}, ${six}`, '{address: 192.168.1.200, ipv6: "fd00:1::200"}')).toEqual([]);
    expect(found(`${four}, ${six}`, "{}")).toEqual([]);
  });

  it("is refused where the pod network knows one family", () => {
    const folder = "blueprints/network/single";
    const single = (offer: string) =>
      located(
        compileFiles({
          "homelab.yaml": lab(`{${V4}, ipv6: {cidr: "fd00:1::/64"}}`, BOTH, "  cni: {single: {}}"),
          [`${folder}/blueprint.yaml`]:
            "apiVersion: k8sgen.dev/v1\nkind: Blueprint\nmetadata: {name: single, title: Single, description: One family.}\nslots: [{path: network.cni.single}]\noffers: [cni]\n",
          [`${folder}/schema.json`]:
            '{"title": "Single", "description": "One.", "type": "object", "additionalProperties": false, "properties": {}}',
          [`${folder}/offers.yaml.hbs`]: `cni: {name: single, kubeProxyReplacement: false${offer}}\n`,
        }),
      );
    expect(single("")).toEqual(["E_COMPONENT 9:59 network.lan.ipv6"]);
    expect(single(", dualStack: true")).toEqual([]);
  });
});

describe("a LAN of IPv6 alone", () => {
  const NODES = `  - ${NODE}, address: "fd00:1::11"}`;
  const LAN = '{cidr: "fd00:1::/64", gateway: "fd00:1::1"}';

  it("has its own ranges named, and runs on K3s' own pod network", () => {
    expect(located(compileText(lab(LAN, NODES)))).toEqual([
      "E_FAMILY 5:1 kubernetes.podCidr",
      "E_FAMILY 5:1 kubernetes.serviceCidr",
    ]);
    const text = lab(LAN, NODES).replace(
      "v1.36.3+k3s1}",
      'v1.36.3+k3s1, podCidr: "fd42:42::/56", serviceCidr: "fd42:43::/112"}',
    );
    expect(textOf(text, "k3s/n1/config.yaml")).toContain("flannel-ipv6-masq: true\n");
    // The address that K3s writes into its kubeconfig is that of the family.
    expect(textOf(text, "README.md")).toContain("sed 's/\\[::1\\]/[fd00:1::11]/'");
  });
});
