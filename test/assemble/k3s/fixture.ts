import { distributionOf } from "../../../src/assemble/distributions/distribution.ts";
import { FileTree } from "../../../src/assemble/tree.ts";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import type { ExpandedComponent } from "../../../src/expand/model.ts";
import type { Homelab, Node } from "../../../src/generated/homelab.ts";
import { deriveFacts } from "../../../src/plan/facts.ts";
import type { Contribution, ContributionKind, Plan } from "../../../src/plan/model.ts";
import type { Blueprint } from "../../../src/schema/blueprints.ts";
import type { Json } from "../../../src/values/json.ts";
import { type Tracked, trackedConstant } from "../../../src/values/tracked.ts";

/** A homelab with resolved defaults. */
export const homelabOf = (nodes: readonly Partial<Node>[], more: Partial<Homelab> = {}): Homelab => ({
  apiVersion: "k8sgen.dev/v1",
  kind: "Homelab",
  metadata: { name: "lab", version: "0.1.0" },
  kubernetes: {
    version: "v1.36.3+k3s1",
    distribution: "k3s",
    podCidr: "10.42.0.0/16",
    serviceCidr: "10.43.0.0/16",
    clusterDomain: "cluster.local",
    secretsEncryption: true,
  },
  access: { ssh: { user: "ubuntu", keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample owner"] } },
  nodes: nodes.map((node, index) => ({
    name: `n${index + 1}`,
    role: "agent",
    address: `192.168.1.${11 + index}`,
    arch: "amd64",
    cpus: 4,
    memory: "8Gi",
    disk: "32Gi",
    labels: {},
    taints: [],
    ...node,
  })),
  network: { lan: { cidr: "192.168.1.0/24", gateway: "192.168.1.1" }, policies: { default: "allow" } },
  delivery: { rendered: false },
  ...more,
});

const KINDS: readonly ContributionKind[] = [
  "Route",
  "OidcClient",
  "MetricsTarget",
  "AlertRules",
  "Dashboard",
  "NetworkFlow",
  "NodeSettings",
  "K3sConfig",
  "ReleaseValues",
  "Secret",
];

/** A tracked value whose nodes all stand at one line of a component's contributions. */
const tracked = (component: string, value: Json, line: number): Tracked =>
  trackedConstant(value, {
    template: { file: `blueprints/${component}/contributions.yaml.hbs`, line, column: 1 },
  });

export type Contributed = Partial<Record<ContributionKind, readonly (readonly [string, Json])[]>>;

export function planOf(
  homelab: Homelab,
  contributed: Contributed = {},
  capabilities: readonly string[] = [],
): Plan {
  const contributions = Object.fromEntries(
    KINDS.map((kind) => [
      kind,
      (contributed[kind] ?? []).map(
        ([component, value], index): Contribution => ({
          component,
          value: tracked(component, value, index + 1),
        }),
      ),
    ]),
  ) as unknown as Plan["contributions"];
  return {
    homelab,
    tracked: trackedConstant(homelab as unknown as Json),
    core: trackedConstant(homelab as unknown as Json),
    facts: deriveFacts(homelab),
    components: [],
    dependsOn: new Map(),
    capabilities: new Map(
      capabilities.map((name) => [name, { component: "some", attributes: trackedConstant({}) }]),
    ),
    contributions,
    namespaces: [{ name: "tunnels", podSecurity: "privileged", components: ["tunnels"] }],
  };
}

type Manifest = Blueprint["manifest"];

/** A component that K3s installs. */
export function bootstrapped(
  name: string,
  manifest: Pick<Manifest, "bootstrap" | "chart">,
  more: Partial<ExpandedComponent> = {},
  namespace = "kube-system",
): ExpandedComponent {
  const metadata = { name, title: name, description: name };
  const blueprint = {
    manifest: { apiVersion: "k8sgen.dev/v1", kind: "Blueprint", metadata, ...manifest },
  } as unknown as Blueprint;
  return {
    component: {
      name,
      blueprint,
      spec: trackedConstant({}),
      slots: {},
      slotPaths: [],
      requires: [],
      namespace,
      releaseName: manifest.chart?.releaseName ?? name,
    },
    manifests: [],
    router: [],
    ...more,
  };
}

/** The files of a plan as text, by path. */
export function filesOf(
  plan: Plan,
  components: readonly ExpandedComponent[] = [],
): { files: Readonly<Record<string, string>>; diagnostics: readonly Diagnostic[] } {
  const tree = new FileTree();
  const diagnostics = distributionOf(plan).addNodes(tree, plan, components);
  const files = [...tree.finish().files].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]);
  return { files: Object.fromEntries(files), diagnostics };
}

/** A pod network as a component would bring it, without the name of any real one. */
export const TUNNELS = bootstrapped(
  "tunnels",
  {
    bootstrap: { order: 20, objects: false },
    chart: {
      name: "tunnels",
      repository: "https://charts.example.org",
      version: "1.2.3",
      crds: "folder",
      hooks: true,
      deleteHooks: false,
      timeout: "10m",
    },
  },
  { bootstrapValues: trackedConstant({ mtu: 1450, name: "yes", cidr: "10.42.0.0/16" }) },
  "tunnels",
);

export const KINDS_FILE = bootstrapped(
  "kinds",
  { bootstrap: { order: 5, objects: true } },
  {
    manifests: [
      {
        name: "crds.yaml",
        source: "crds.yaml",
        text: "# copied\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a",
      },
      {
        name: "objects.yaml",
        source: "objects.yaml.hbs",
        objects: [trackedConstant({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "b" } })],
      },
    ],
  },
);

export const CONTRIBUTED: Contributed = {
  K3sConfig: [
    [
      "tunnels",
      {
        reason: "It is the pod network.",
        roles: ["server"],
        config: {
          "flannel-backend": "none",
          "disable-network-policy": true,
          disable: ["traefik", "servicelb"],
        },
      },
    ],
    [
      "volumes",
      { reason: "One default class.", roles: ["server"], config: { disable: ["local-storage", "traefik"] } },
    ],
  ],
  NodeSettings: [
    [
      "volumes",
      {
        reason: "Volumes are iSCSI targets.",
        packages: ["open-iscsi", "nfs-common"],
        services: ["iscsid.service"],
        modules: ["iscsi_tcp"],
        sysctl: { "vm.max_map_count": 262144 },
        files: [
          { path: "/etc/multipath/conf.d/volumes.conf", content: "blacklist {\n}\n", permissions: "0644" },
        ],
      },
    ],
    [
      "login",
      {
        reason: "x",
        roles: ["server"],
        files: [{ path: "/etc/rancher/k3s/login.yaml", content: "a: 1\n", permissions: "0600" }],
      },
    ],
  ],
};

const board = { arch: "arm64" } as const;

/** A plan with components that keep data on the nodes. */
export const withDataPaths = (paths: Readonly<Record<string, string>>, plan: Plan): Plan => ({
  ...plan,
  contributions: {
    ...plan.contributions,
    NodeSettings: Object.entries(paths).map(([component, path]) => ({
      component,
      value: trackedConstant({ reason: "data", dataPaths: [path] }),
    })),
  },
});

/** The homelabs of the golden files. */
export const LABS = {
  "one-server": planOf(homelabOf([{ ...board, role: "server" }, board]), CONTRIBUTED),
  "three-servers": planOf(
    homelabOf(
      [
        { role: "server", labels: { "example.org/rack": "yes", zone: "1" } },
        { role: "server" },
        { role: "server" },
        { taints: ["dedicated=nas:NoSchedule"] },
      ],
      { kubernetes: { ...homelabOf([]).kubernetes, endpoint: "192.168.1.10" } },
    ),
    CONTRIBUTED,
    ["metrics"],
  ),
  "data-disk": withDataPaths(
    { volumes: "/srv/volumes" },
    planOf(
      homelabOf([
        { ...board, role: "server", dataDisk: { device: "/dev/disk/by-id/usb-Disk_1-0:0", size: "240Gi" } },
      ]),
      {
        K3sConfig: [
          [
            "snapshots",
            { reason: "x", roles: ["server"], config: { "etcd-snapshot-schedule-cron": "0 */6 * * *" } },
          ],
        ],
      },
    ),
  ),
  vlan: planOf(
    homelabOf([{ role: "server", mac: "02:00:00:00:00:AA" }], {
      network: {
        lan: { cidr: "192.168.1.0/24", gateway: "192.168.1.1", dns: ["192.168.1.2", "9.9.9.9"], vlan: 30 },
        policies: { default: "allow" },
      },
    }),
  ),
  ipv6: planOf(
    homelabOf(
      [
        { role: "server", address: "fd00::11" },
        { role: "agent", address: "fd00::12" },
      ],
      {
        kubernetes: { ...homelabOf([]).kubernetes, podCidr: "fd42::/56", serviceCidr: "fd43::/112" },
        network: { lan: { cidr: "fd00::/64", gateway: "fd00::1" }, policies: { default: "allow" } },
      },
    ),
  ),
} satisfies Record<string, Plan>;
