/** What all generated labs share: everything but name, addresses and domain. */
const BASE = `apiVersion: k8sgen.dev/v1
kind: Homelab
kubernetes: {version: v1.36.3+k3s1}
access: {ssh: {user: ubuntu, keys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample owner]}}
network:
  cni: {flannel: {}}
  loadBalancer: {servicelb: {}}
  gateway: {traefik: {}}
  policies: {default: deny}
tls: {certManager: {issuer: {letsencrypt: {email: admin@example.org, solver: {dns01: {cloudflare: {}}}}}}}
observability:
  metrics: {prometheus: {retention: 7d}}
  dashboards: {grafana: {}}
apps: {hello-world: {image: traefik/whoami:v1.11.0, port: 80, host: hello}}
delivery: {flux: {repository: "ssh://git@git.example.org/me/labs.git", branch: main}}
`;

/** One lab of many: a node in a LAN of its own. */
export const labText = (index: number): string => `include: [../shared/base.yaml]
metadata: {name: ${labName(index)}}
nodes: [{name: box, role: server, address: 10.${Math.floor(index / 200) + 20}.${index % 200}.10, arch: amd64, cpus: 4, memory: 16Gi, disk: 480Gi}]
network: {lan: {cidr: 10.${Math.floor(index / 200) + 20}.${index % 200}.0/24, gateway: 10.${Math.floor(index / 200) + 20}.${index % 200}.1}}
dns: {domain: ${labName(index)}.example.org}
`;

export const labName = (index: number): string => `lab-${String(index).padStart(3, "0")}`;

/** A repository of labs with one shared layer: path -> text. */
export const repositoryOf = (count: number): Readonly<Record<string, string>> => ({
  "shared/base.yaml": BASE,
  ...Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`labs/${labName(index)}.yaml`, labText(index)]),
  ),
});
