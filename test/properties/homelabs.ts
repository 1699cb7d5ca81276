import fc from "fast-check";
import { getAt, isObject, type Json, type JsonObject } from "../../src/values/json.ts";
import { builtIn } from "../support/compile.ts";
import { options } from "./options.ts";

const NAS = "192.168.0.5";

/** The schema at a key path. */
function at(path: string): JsonObject {
  const steps = path
    .split(".")
    .flatMap((step) => (step === "*" ? ["additionalProperties"] : ["properties", step]));
  const found = getAt(builtIn().schema, steps);
  if (!isObject(found)) throw new Error(`no schema at ${path}`);
  return found;
}

const some = (path: string): fc.Arbitrary<Record<string, Json>> => options(at(path));
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const without = (options: Record<string, Json>, ...keys: readonly string[]): Record<string, Json> =>
  Object.fromEntries(Object.entries(options).filter(([key]) => !keys.includes(key)));
const one = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** What the other sections depend on. */
interface Shape {
  readonly nodes: number;
  readonly servers: number;
  /** Both families of addresses. */
  readonly dual: boolean;
  readonly cilium: boolean;
  readonly balancer: "l2" | "bgp" | undefined;
  readonly gateway: boolean;
  readonly domain: boolean;
  readonly login: boolean;
  readonly longhorn: "nfs" | "s3" | "none" | undefined;
  readonly nfs: boolean;
  readonly etcd: "nfs" | "s3" | undefined;
  readonly issuer: string | undefined;
}

const SOLVERS: Readonly<Record<string, Json>> = {
  cloudflare: { cloudflare: {} },
  route53: { route53: { region: "eu-central-1" } },
  digitalocean: { digitalocean: {} },
};

const RECORDS: Readonly<Record<string, JsonObject>> = {
  cloudflare: { cloudflare: {} },
  route53: { route53: {} },
  rfc2136: { rfc2136: { address: NAS, keyName: "k8sgen" } },
  powerdns: { powerdns: { address: NAS } },
  pihole: { pihole: { address: NAS } },
};

const shape: fc.Arbitrary<Shape> = fc
  .record({
    nodes: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 1, max: 8 }) },
      { weight: 1, arbitrary: fc.integer({ min: 9, max: 200 }) },
    ),
    servers: one(1, 3, 5),
    dual: fc.boolean(),
    cilium: fc.boolean(),
    balancer: maybe(one("l2" as const, "bgp" as const)),
    gateway: fc.boolean(),
    domain: fc.boolean(),
    login: fc.boolean(),
    longhorn: maybe(one("nfs" as const, "s3" as const, "none" as const)),
    nfs: fc.boolean(),
    etcd: maybe(one("nfs" as const, "s3" as const)),
    issuer: maybe(one("privateCa", "selfSigned", "http01", ...Object.keys(SOLVERS))),
  })
  .map((drawn) => ({
    ...drawn,
    servers: drawn.servers > drawn.nodes ? 1 : drawn.servers,
    balancer: drawn.cilium ? drawn.balancer : undefined,
    gateway: drawn.cilium && drawn.gateway,
    // A proof by HTTP wants a way in.
    issuer: drawn.issuer === "http01" && !(drawn.cilium && drawn.gateway) ? "privateCa" : drawn.issuer,
  }));

const nodesOf = ({ nodes, servers, dual }: Shape): fc.Arbitrary<Json> =>
  fc
    .array(
      fc.record({
        arch: one("arm64", "amd64"),
        memory: one("4Gi", "8Gi", "64Gi"),
        disk: one("32Gi", "240Gi"),
        dataDisk: fc.boolean(),
        cpus: one(2, 4, 16),
      }),
      { minLength: nodes, maxLength: nodes },
    )
    .map((drawn) =>
      drawn.map(({ dataDisk, ...node }, index) => ({
        name: `n${index + 1}`,
        role: index < servers ? "server" : "agent",
        address: `192.168.1.${index + 1}`,
        ...(dual ? { ipv6: `fd00:1::1:${(index + 1).toString(16)}` } : {}),
        ...node,
        ...(dataDisk ? { dataDisk: { device: "/dev/sda", size: "240Gi" } } : {}),
      })),
    );

function networkOf({ cilium, balancer, gateway, issuer, dual }: Shape): fc.Arbitrary<Json> {
  const pool = balancer === "bgp" ? "10.44.0" : "192.168.3";
  const second = balancer === "bgp" ? "fd00:44::" : "fd00:1::3:";
  return fc
    .record({
      cni: some("network.cni.cilium"),
      balancer: some("network.loadBalancer.cilium"),
      gateway: some("network.gateway.cilium"),
      routing: one("tunnel", "native"),
      deny: fc.boolean(),
      dhcp: fc.boolean(),
      storageLan: fc.boolean(),
      address: fc.boolean(),
      peer: fc.boolean(),
      router: fc.boolean(),
      secondPool: fc.boolean(),
    })
    .map((drawn) => ({
      lan: {
        cidr: "192.168.0.0/22",
        gateway: "192.168.0.1",
        ...(drawn.dhcp ? { dhcp: "192.168.2.0-192.168.2.255" } : {}),
        ...(dual
          ? {
              ipv6: {
                cidr: "fd00:1::/64",
                // Over BGP somebody must learn the way to the pool.
                ...(drawn.router || balancer === "bgp" ? { gateway: "fd00:1::1" } : {}),
                ...(drawn.dhcp ? { dhcp: "fd00:1::2:0-fd00:1::2:ffff" } : {}),
              },
            }
          : {}),
      },
      ...(drawn.storageLan ? { storageLan: { cidr: "10.0.20.0/24" } } : {}),
      ...(cilium
        ? {
            cni: {
              cilium: {
                ...without(drawn.cni, "egressGateway"),
                ...watched(drawn.cni),
                routing: drawn.routing,
              },
            },
          }
        : {}),
      ...(balancer === undefined
        ? {}
        : {
            loadBalancer: {
              cilium: {
                ...drawn.balancer,
                pool: [
                  `${pool}.10-${pool}.99`,
                  ...(dual && drawn.secondPool && !(balancer === "bgp" && drawn.peer)
                    ? [`${second}10-${second}99`]
                    : []),
                ],
                mode: balancer,
                ...(balancer === "bgp" && drawn.peer
                  ? { bgp: { peers: [{ address: "192.168.0.1", asn: 64513 }] } }
                  : {}),
              },
            },
          }),
      ...(gateway
        ? {
            gateway: {
              cilium: {
                ...without(drawn.gateway, "public"),
                ...(drawn.address && balancer ? { address: `${pool}.10` } : {}),
              },
            },
          }
        : {}),
      ...(gateway && issuer === "http01" ? { internet: { ports: [80, 443] } } : {}),
      ...(cilium && drawn.deny ? { policies: { default: "deny" } } : {}),
    }));
}

const backupTo = (target: "nfs" | "s3", folder: string): JsonObject =>
  target === "nfs"
    ? { nfs: { server: NAS, path: `/${folder}` } }
    : { s3: { bucket: folder, region: "eu-central-1", endpoint: "https://s3.example.org" } };

const storageOf = ({ longhorn, nfs, nodes }: Shape): fc.Arbitrary<Json> =>
  fc
    .record({
      longhorn: some("storage.longhorn"),
      nfs: some("storage.nfs"),
      replicas: fc.integer({ min: 1, max: Math.min(5, nodes) }),
      isDefault: fc.boolean(),
    })
    .map((drawn) => ({
      ...(longhorn && nfs ? { default: drawn.isDefault ? "longhorn" : "nfs" } : {}),
      ...(longhorn === undefined
        ? {}
        : {
            longhorn: {
              ...drawn.longhorn,
              replicas: drawn.replicas,
              ...(longhorn === "none" ? {} : { backup: backupTo(longhorn, "longhorn") }),
            },
          }),
      ...(nfs ? { nfs: { ...drawn.nfs, server: NAS, path: "/volumes" } } : {}),
    }));

function tlsOf({ issuer }: Shape): fc.Arbitrary<Json> {
  const letsencrypt = (solver: Json) => ({ letsencrypt: { email: "admin@example.org", solver } });
  const value =
    issuer === "privateCa" || issuer === "selfSigned"
      ? { [issuer]: {} }
      : letsencrypt(issuer === "http01" ? { http01: {} } : { dns01: SOLVERS[issuer ?? ""] ?? null });
  return some("tls.certManager").map((drawn) => ({ certManager: { ...drawn, issuer: value } }));
}

const dnsOf = ({ domain, issuer }: Shape): fc.Arbitrary<Json> =>
  fc
    .record({
      records: maybe(
        one(
          ...Object.keys(RECORDS).filter((name) => issuer !== "http01" || !/cloudflare|route53/.test(name)),
        ),
      ),
      rest: some("dns.externalDns"),
    })
    .map(({ records, rest }) => ({
      ...(domain ? { domain: "home.example.org" } : {}),
      ...(records !== undefined && domain ? { externalDns: { ...rest, ...RECORDS[records] } } : {}),
    }));

const RECEIVERS: readonly Json[] = [
  { name: "mail", email: { to: "admin@example.org" } },
  { name: "hook", webhook: {} },
  { name: "push", ntfy: { token: true } },
  { name: "chat", telegram: { chat: -1 } },
  { name: "discord", discord: { severity: "critical" } },
  { name: "slack", slack: {} },
  { name: "over", pushover: { resolved: false } },
];

const observability: fc.Arbitrary<Json> = fc
  .record({
    metrics: maybe(some("observability.metrics.prometheus")),
    logs: maybe(some("observability.logs.loki")),
    collector: maybe(some("observability.collector.alloy")),
    dashboards: maybe(some("observability.dashboards.grafana")),
    receivers: fc.subarray([...RECEIVERS]),
  })
  .map(({ metrics, logs, collector, dashboards, receivers }) => ({
    ...(metrics === undefined ? {} : { metrics: { prometheus: metrics } }),
    ...(logs === undefined ? {} : { logs: { loki: logs } }),
    ...(collector === undefined || logs === undefined ? {} : { collector: { alloy: collector } }),
    ...(dashboards === undefined ? {} : { dashboards: { grafana: dashboards } }),
    ...(receivers.length === 0
      ? {}
      : { alerts: { email: { host: "mail.example.org", from: "homelab@example.org" }, receivers } }),
  }));

/** Options of an application that ask for something else, or forbid it. */
const DEPENDENT = [
  ...["login", "oidc", "volumes", "scratch", "ports", "address", "schedule", "update"],
  ...["chart", "values", "manifests", "service", "podSecurity", "reason", "cache"],
  ...["mesh", "protocol", "canary", "rollout"],
];

/** Flows are seen by Hubble alone. */
const watched = ({ flowLog = "none", hubble = true }: Record<string, Json>): Record<string, Json> => ({
  flowLog: hubble === true ? flowLog : "none",
});

const appsOf = ({ gateway, login, domain }: Shape): fc.Arbitrary<Json> =>
  fc
    .array(
      fc.record({
        rest: some("apps.*"),
        host: fc.boolean(),
        login: fc.boolean(),
        volume: fc.boolean(),
        canary: fc.boolean(),
        grpc: fc.boolean(),
      }),
      { maxLength: 4 },
    )
    .map((drawn) =>
      Object.fromEntries(
        drawn.map(({ rest, host, login: wantsLogin, volume, canary, grpc }, index) => {
          const others = without(rest, ...DEPENDENT);
          const isRouted = host && gateway;
          const behindLogin = isRouted && wantsLogin && login && domain;
          return [
            `app${index}`,
            {
              ...others,
              image: "traefik/whoami:v1.11.0",
              port: 8080,
              ...(isRouted ? { host: `app${index}` } : {}),
              ...(behindLogin ? { login: {} } : {}),
              ...(isRouted && !behindLogin && !volume && canary
                ? { canary: { image: "traefik/whoami:v1.12.0", weight: 10 } }
                : {}),
              ...(isRouted && !behindLogin && grpc ? { protocol: "grpc" } : {}),
              ...(volume ? { volumes: { data: { path: "/data", size: "1Gi" } } } : {}),
            },
          ];
        }),
      ),
    );

function backupOf({ etcd, longhorn }: Shape): fc.Arbitrary<Json> {
  const hasFolder = etcd === "nfs" || longhorn === "nfs";
  return fc
    .record({ etcd: some("backup.etcd"), borg: maybe(some("backup.offsite.borgmatic")) })
    .map((drawn) => ({
      ...(etcd === undefined ? {} : { etcd: { ...drawn.etcd, ...backupTo(etcd, "etcd") } }),
      ...(hasFolder && drawn.borg
        ? { offsite: { borgmatic: { ...drawn.borg, repository: "ssh://backup@borg.example.net/./lab" } } }
        : {}),
    }));
}

/** Homelabs without a fault: 1 to 200 nodes, and whatever providers and options go together. */
export const homelabs: fc.Arbitrary<JsonObject> = shape.chain((drawn) =>
  fc
    .record({
      nodes: nodesOf(drawn),
      network: networkOf(drawn),
      storage: storageOf(drawn),
      tls: drawn.issuer === undefined ? fc.constant({}) : tlsOf(drawn),
      dns: dnsOf(drawn),
      identity: some("identity.authentik"),
      observability,
      backup: backupOf(drawn),
      apps: appsOf(drawn),
      endpoint: fc.boolean(),
      version: one("v1.36.3+k3s1", "v1.35.1+k3s1", "v1.34.2+k3s1"),
    })
    .map(({ identity, endpoint, version, nodes, network, ...sections }) => ({
      apiVersion: "k8sgen.dev/v1",
      kind: "Homelab",
      metadata: { name: "lab" },
      kubernetes: { version, ...(drawn.servers > 1 || endpoint ? { endpoint: "192.168.0.10" } : {}) },
      nodes,
      network,
      ...sections,
      ...(drawn.login ? { identity: { authentik: identity } } : {}),
      delivery: { flux: { repository: "ssh://git@git.example.org/me/homelab.git" } },
    })),
);
