import type { Json, JsonObject } from "../../src/values/json.ts";

/** A provider in one of its ways to work, with what it cannot do without: it builds on the base alone. */
export interface Choice {
  readonly name: string;
  /** The slot that it takes, as blueprints name it. */
  readonly slot: string;
  /** What is merged over the base. */
  readonly keys: JsonObject;
}

/** Four nodes with room for everything; what stands on the LAN has its place: .2 to .9 the rest, .11 to .14 the nodes. */
export const BASE: JsonObject = {
  apiVersion: "k8sgen.dev/v1",
  kind: "Homelab",
  metadata: { name: "matrix" },
  kubernetes: { version: "v1.36.3+k3s1", endpoint: "192.168.1.10" },
  nodes: nodes(),
  network: { lan: { cidr: "192.168.1.0/24", gateway: "192.168.1.1", dhcp: "192.168.1.100-192.168.1.199" } },
  dns: { domain: "home.example.org" },
  delivery: { flux: { repository: "ssh://git@git.example.org/me/lab.git" } },
};

/** @param more keys of each by its number */
function nodes(more: (number: number) => JsonObject = () => ({})): Json {
  return [1, 2, 3, 4].map((number) => ({
    name: `n${number}`,
    role: number === 4 ? "agent" : "server",
    address: `192.168.1.1${number}`,
    mac: `02:00:00:00:00:1${number}`,
    memory: "16Gi",
    disk: "64Gi",
    dataDisk: { device: "/dev/sda", size: "480Gi" },
    ...more(number),
  }));
}

const L2 = ["192.168.1.200-192.168.1.219"];
const ROUTED = ["10.44.0.0/24"];
const PEERS = { asn: 64512, peers: [{ address: "192.168.1.1", asn: 64513 }] };
const CILIUM: JsonObject = { cni: { cilium: {} } };
const ISSUER = { letsencrypt: { email: "admin@example.org", solver: { dns01: { cloudflare: {} } } } };
const PROMETHEUS: JsonObject = { metrics: { prometheus: {} } };
const MESHED: JsonObject = {
  tls: { certManager: { issuer: ISSUER } },
  apps: { member: { image: "traefik/whoami:v1.11.0", port: 8080, mesh: true } },
};
const NFS = { server: "192.168.1.5", path: "/volume1/k8s" };

const network = (keys: JsonObject): JsonObject => ({ network: keys });
const router = (name: string, keys: Json = {}): JsonObject => network({ router: { [name]: keys } });

/** In front of the one Gateway. */
const cdn = (name: string, keys: JsonObject): JsonObject =>
  network({
    internet: { ports: [443], cdn: { [name]: keys } },
    loadBalancer: { metallb: { pool: L2 } },
    gateway: { traefik: { address: "192.168.1.200" } },
  });

/** Slots whose providers were given, so that a test can tell whether one is missing. */
export const CHOICES: readonly Choice[] = [
  ["flannel", "network.cni.flannel", network({ cni: { flannel: {} } })],
  ["flannel host-gw", "network.cni.flannel", network({ cni: { flannel: { backend: "host-gw" } } })],
  ["cilium", "network.cni.cilium", network(CILIUM)],
  ["calico", "network.cni.calico", network({ cni: { calico: {} } })],
  ["calico ebpf", "network.cni.calico", network({ cni: { calico: { dataplane: "ebpf" } } })],
  ["calico bgp", "network.cni.calico", network({ cni: { calico: { mode: "bgp", bgp: PEERS } } })],
  ["servicelb", "network.loadBalancer.servicelb", network({ loadBalancer: { servicelb: {} } })],
  ["metallb", "network.loadBalancer.metallb", network({ loadBalancer: { metallb: { pool: L2 } } })],
  [
    "metallb bgp",
    "network.loadBalancer.metallb",
    network({ loadBalancer: { metallb: { pool: ROUTED, mode: "bgp", bgp: PEERS } } }),
  ],
  ["kube-vip balancer", "network.loadBalancer.kubeVip", network({ loadBalancer: { kubeVip: { pool: L2 } } })],
  [
    "cilium balancer",
    "network.loadBalancer.cilium",
    network({ ...CILIUM, loadBalancer: { cilium: { pool: L2 } } }),
  ],
  [
    "cilium balancer bgp",
    "network.loadBalancer.cilium",
    network({ ...CILIUM, loadBalancer: { cilium: { pool: ROUTED, mode: "bgp", bgp: PEERS } } }),
  ],
  ["kube-vip endpoint", "network.apiEndpoint.kubeVip", network({ apiEndpoint: { kubeVip: {} } })],
  [
    "host firewall",
    "network.controlPlane.hostFirewall",
    network({ controlPlane: { hostFirewall: { allowedFrom: ["192.168.1.0/24"] } } }),
  ],
  [
    "cilium gateway",
    "network.gateway.cilium",
    network({ ...CILIUM, loadBalancer: { cilium: { pool: L2 } }, gateway: { cilium: {} } }),
  ],
  ["traefik gateway", "network.gateway.traefik", network({ gateway: { traefik: {} } })],
  [
    "traefik public",
    "network.gateway.traefik",
    network({
      internet: { ports: [443] },
      loadBalancer: { metallb: { pool: L2 } },
      gateway: { traefik: { address: "192.168.1.200", public: { address: "192.168.1.201" } } },
    }),
  ],
  ["envoy gateway", "network.gateway.envoyGateway", network({ gateway: { envoyGateway: {} } })],
  [
    "traefik ingress",
    "network.ingress.traefik",
    network({ gateway: { traefik: {} }, ingress: { traefik: {} } }),
  ],
  ["linkerd", "network.mesh.linkerd", { ...MESHED, network: { mesh: { linkerd: {} } } }],
  ["istio ambient", "network.mesh.istioAmbient", { ...MESHED, network: { mesh: { istioAmbient: {} } } }],
  ["istio sidecar", "network.mesh.istioSidecar", { ...MESHED, network: { mesh: { istioSidecar: {} } } }],
  ["consul", "network.mesh.consul", { ...MESHED, network: { mesh: { consul: {} } } }],
  [
    "flagger",
    "delivery.progressive.flagger",
    { observability: PROMETHEUS, delivery: { progressive: { flagger: {} } } },
  ],
  [
    "argo rollouts",
    "delivery.progressive.argoRollouts",
    { observability: PROMETHEUS, delivery: { progressive: { argoRollouts: {} } } },
  ],
  [
    "canary",
    "apps.*",
    {
      network: { gateway: { traefik: {} } },
      apps: {
        versions: {
          image: "traefik/whoami:v1.10.0",
          port: 8080,
          host: "versions",
          canary: { image: "traefik/whoami:v1.11.0", weight: 10 },
        },
      },
    },
  ],
  ["cdn cloudflare", "network.internet.cdn.cloudflare", cdn("cloudflare", {})],
  ["cdn fastly", "network.internet.cdn.fastly", cdn("fastly", { hostname: "lab.map.fastly.net" })],
  [
    "cdn akamai",
    "network.internet.cdn.akamai",
    cdn("akamai", { hostname: "lab.edgekey.net", ranges: ["198.51.100.0/24"] }),
  ],
  ["cdn other", "network.internet.cdn.other", cdn("other", { ranges: ["198.51.100.0/24"] })],
  ["kong gateway", "network.gateway.kong", network({ gateway: { kong: {} } })],
  ["kong ingress", "network.ingress.kong", network({ gateway: { kong: {} }, ingress: { kong: {} } })],
  ["kgateway", "network.gateway.kgateway", network({ gateway: { kgateway: {} } })],
  ["emissary", "network.ingress.emissary", network({ ingress: { emissary: {} } })],
  ["ingress-nginx", "network.ingress.ingressNginx", network({ ingress: { ingressNginx: {} } })],
  [
    "tunnel",
    "network.reach.cloudflareTunnel",
    network({
      gateway: { traefik: {} },
      reach: { cloudflareTunnel: { tunnelId: "6f0e2f1a-3f5c-4b7e-9d53-0a1b2c3d4e5f" } },
    }),
  ],
  ["tailscale", "network.reach.tailscale", network({ reach: { tailscale: {} } })],
  ["policies", "network.cni.flannel", network({ cni: { flannel: {} }, policies: { default: "deny" } })],
  ["kured", "kubernetes.reboots.kured", { kubernetes: { reboots: { kured: {} } } }],
  [
    "system upgrades",
    "kubernetes.upgrades.systemUpgradeController",
    { kubernetes: { upgrades: { systemUpgradeController: {} } } },
  ],
  ["haproxy", "network.router.haproxy", router("haproxy")],
  ["dnsmasq", "network.router.dnsmasq", router("dnsmasq", { interface: "eth1" })],
  ["netboot", "network.router.netboot", router("netboot", { interface: "eth0", address: "192.168.1.4" })],
  ["kea", "network.router.kea", router("kea", { interface: "eth1" })],
  ["unbound", "network.router.unbound", router("unbound")],
  [
    "frr",
    "network.router.frr",
    network({
      ...CILIUM,
      router: { frr: {} },
      loadBalancer: { cilium: { pool: ROUTED, mode: "bgp", bgp: PEERS } },
    }),
  ],
  ["nftables", "network.router.nftables", router("nftables", { wan: "eth0", nodes: "eth1" })],
  [
    "wireguard",
    "network.router.wireguard",
    router("wireguard", {
      cidr: "10.99.0.0/24",
      address: "10.99.0.1",
      endpoint: "router.example.org",
      devices: [
        { name: "laptop", address: "10.99.0.2", publicKey: "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=" },
      ],
    }),
  ],
  ["opnsense", "network.router.opnsense", router("opnsense")],
  ["fritzbox", "network.router.fritzbox", router("fritzbox")],
  ["longhorn", "storage.longhorn", { storage: { longhorn: {} } }],
  ["nfs", "storage.nfs", { storage: { nfs: NFS } }],
  ["cert-manager", "tls.certManager", { tls: { certManager: { issuer: ISSUER } } }],
  ["private authority", "tls.certManager", { tls: { certManager: { issuer: { privateCa: {} } } } }],
  ["external-dns", "dns.externalDns", { dns: { externalDns: { cloudflare: {} } } }],
  ["external-dns hetzner", "dns.externalDns", { dns: { externalDns: { hetzner: {} } } }],
  [
    "external-dns lan",
    "dns.externalDnsLan",
    { dns: { externalDnsLan: { rfc2136: { address: "192.168.1.6", keyName: "lab" } } } },
  ],
  ["cluster dns", "dns.cluster", { dns: { cluster: { forward: ["192.168.1.1"] } } }],
  [
    "ddns-updater",
    "dns.ddnsUpdater",
    { dns: { ddnsUpdater: { names: ["router.example.org"], hetzner: {} } } },
  ],
  [
    "k8s-gateway",
    "dns.k8sGateway",
    {
      network: { loadBalancer: { metallb: { pool: L2 } } },
      dns: { k8sGateway: { address: "192.168.1.203" } },
    },
  ],
  [
    "authentik",
    "identity.authentik",
    {
      network: { gateway: { traefik: {} } },
      tls: { certManager: { issuer: ISSUER } },
      identity: { authentik: {} },
    },
  ],
  ["prometheus", "observability.metrics.prometheus", { observability: PROMETHEUS }],
  ["loki", "observability.logs.loki", { observability: { logs: { loki: {} }, collector: { alloy: {} } } }],
  [
    "alloy",
    "observability.collector.alloy",
    { observability: { logs: { loki: {} }, collector: { alloy: {} } } },
  ],
  [
    "grafana",
    "observability.dashboards.grafana",
    { observability: { ...PROMETHEUS, dashboards: { grafana: {} } } },
  ],
  [
    "etcd backup",
    "backup.etcd",
    { backup: { etcd: { nfs: { server: "192.168.1.5", path: "/volume1/etcd" } } } },
  ],
  [
    "borgmatic",
    "backup.offsite.borgmatic",
    {
      storage: { longhorn: { backup: { nfs: { server: "192.168.1.5", path: "/volume1/longhorn" } } } },
      backup: { offsite: { borgmatic: { repository: "ssh://u123@u123.example.org:23/./lab" } } },
    },
  ],
  ["application", "apps.*", { apps: { hello: { image: "traefik/whoami:v1.11.0", port: 8080 } } }],
  [
    "own chart",
    "apps.*",
    {
      apps: {
        probe: {
          chart: {
            name: "prometheus-blackbox-exporter",
            repository: "https://prometheus-community.github.io/helm-charts",
            version: "11.17.2",
          },
        },
      },
    },
  ],
  [
    "page",
    "apps.*",
    {
      network: { gateway: { traefik: {} } },
      apps: { page: { image: "traefik/whoami:v1.11.0", port: 8080, host: "page" } },
    },
  ],
  [
    "shared volume",
    "apps.*",
    {
      storage: { nfs: NFS },
      apps: {
        files: {
          image: "traefik/whoami:v1.11.0",
          port: 8080,
          replicas: 2,
          volumes: { data: { path: "/data", size: "1Gi", shared: true } },
        },
      },
    },
  ],
  [
    "dual stack",
    "",
    {
      network: { lan: { ipv6: { cidr: "fd00:1::/64" } } },
      nodes: nodes((number) => ({ ipv6: `fd00:1::1${number}` })),
    },
  ],
  ["argo-cd", "delivery.argoCd", delivery("argoCd", { repository: "ssh://git@git.example.org/me/lab.git" })],
  ["k3s alone", "delivery.k3s", delivery("k3s", {})],
  ["fleet", "delivery.fleet", delivery("fleet", { repository: "ssh://git@git.example.org/me/lab.git" })],
  ["helm alone", "delivery.helm", delivery("helm", {})],
  ["flux", "delivery.flux", delivery("flux", { repository: "ssh://git@git.example.org/me/lab.git" })],
].map(([name, slot, keys]) => ({ name, slot, keys }) as Choice);

function delivery(name: string, keys: JsonObject): JsonObject {
  return { delivery: { flux: null, [name]: keys } };
}
