import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import type { Compilation } from "../../src/compile.ts";
import type { KubernetesObject } from "../support/cluster.ts";
import { compileText } from "../support/compile.ts";

const homelab = (app: string, more = "") => `
apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: lab}
kubernetes: {version: v1.36.3+k3s1}
nodes: [{name: node1, role: server, address: 192.168.1.11, memory: 16Gi, disk: 128Gi}]
network:
  lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1}
  gateway: {traefik: {}}
${more}
apps: {shop: {image: "traefik/whoami:v1.10.0", port: 8080, ${app}}}
`;
const FLUX = "delivery: {flux: {repository: ssh://git@git.example.org/me/lab.git}}";
const DRIVEN = (driver: string) => `  mesh: {linkerd: {}}
tls: {certManager: {issuer: {privateCa: {}}}}
observability: {metrics: {prometheus: {}}}
delivery: {flux: {repository: ssh://git@git.example.org/me/lab.git}, progressive: {${driver}: {}}}`;

const told = ({ diagnostics }: Compilation) =>
  diagnostics.filter(({ code }) => code.endsWith("_COMPONENT")).map(({ message }) => message);

const objectsOf = ({ compiled, diagnostics }: Compilation): readonly KubernetesObject[] => {
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return [...(compiled?.tree.files ?? [])]
    .filter(([path]) => /^manifests\/.*\.yaml$/.test(path) && !path.endsWith("kustomization.yaml"))
    .flatMap(([, bytes]) => parseAllDocuments(new TextDecoder().decode(bytes)).map((each) => each.toJS()));
};
const named = (objects: readonly KubernetesObject[], kind: string) =>
  objects.filter((each) => each.kind === kind && each.metadata.namespace === "shop");

describe("two versions of an application", () => {
  it("stand side by side, each with a Service, and a route shares the requests out", () => {
    const objects = objectsOf(
      compileText(homelab('host: shop, canary: {image: "traefik/whoami:v1.11.0", weight: 10}', FLUX)),
    );
    expect(
      named(objects, "Deployment").map(({ metadata, spec }) => [
        metadata.name,
        spec.template.spec.containers[0].image,
        spec.selector.matchLabels,
      ]),
    ).toEqual([
      ["shop", "traefik/whoami:v1.10.0", { "app.kubernetes.io/name": "shop" }],
      ["shop-canary", "traefik/whoami:v1.11.0", { "app.kubernetes.io/name": "shop-canary" }],
    ]);
    expect(named(objects, "Service").map(({ metadata }) => metadata.name)).toEqual(["shop", "shop-canary"]);
    const routes = named(objects, "HTTPRoute");
    expect(
      routes.map(({ spec }) =>
        spec.rules[0].backendRefs.map(({ name, weight }: KubernetesObject) => [name, weight]),
      ),
    ).toEqual([
      [
        ["shop", 90],
        ["shop-canary", 10],
      ],
    ]);
  });

  it("are led by a controller that makes Services and routes and counts the pods", () => {
    const objects = objectsOf(
      compileText(homelab("host: shop, mesh: true, replicas: 2, rollout: {}", DRIVEN("flagger"))),
    );
    expect(named(objects, "Deployment")[0].spec.replicas).toBeUndefined();
    expect(named(objects, "Service")).toEqual([]);
    expect(named(objects, "HTTPRoute")).toEqual([]);
    expect(named(objects, "Canary")[0].spec.service.hosts).toEqual(["shop"]);
    expect(objects.find(({ kind }) => kind === "MetricTemplate").spec.query).toContain(
      'pod=~"{{ target }}-[0-9a-z]+-[0-9a-z]+"',
    );
  });

  it("have Services without a selector where that is the version, which a controller writes", () => {
    const objects = objectsOf(
      compileText(homelab("host: shop, mesh: true, rollout: {}", DRIVEN("argoRollouts"))),
    );
    expect(named(objects, "Service").map(({ metadata, spec }) => [metadata.name, spec.selector])).toEqual([
      ["shop", undefined],
      ["shop-canary", undefined],
    ]);
    expect(
      named(objects, "Rollout")[0]
        .spec.strategy.canary.steps.filter((step: KubernetesObject) => "setWeight" in step)
        .map(({ setWeight }: KubernetesObject) => setWeight),
    ).toEqual([10, 20, 30, 40, 50]);
  });

  it.each([
    ["mesh: true", FLUX, /has none/],
    ["host: shop, rollout: {}", FLUX, /nothing in this homelab does that/],
    ['canary: {image: "traefik/whoami:v1.11.0", weight: 10}', FLUX, /the application has none/],
    ["host: shop, rollout: {}", DRIVEN("flagger"), /Nothing tells how this application answers/],
    ["mesh: true, metrics: {path: /metrics}", DRIVEN("flagger"), /who scrapes metrics is none/],
    [
      'host: shop, rollout: {}, canary: {image: "traefik/whoami:v1.11.0", weight: 10}',
      DRIVEN("flagger"),
      /by a controller as well/,
    ],
    [
      "host: shop, mesh: true, rollout: {}, volumes: {data: {path: /data, size: 1Gi}}",
      DRIVEN("flagger"),
      /would write to one volume/,
    ],
    ["host: shop, protocol: grpc, login: {}", FLUX, /knows one version and plain HTTP/],
  ])("%s is told where it cannot be", (app, more, message) => {
    expect(told(compileText(homelab(app, more)))).toContainEqual(expect.stringMatching(message));
  });
});

describe("a member of the mesh", () => {
  const joined = (app: string, mesh: string) =>
    objectsOf(
      compileText(
        homelab(app, `  mesh: {${mesh}: {}}\ntls: {certManager: {issuer: {privateCa: {}}}}\n${FLUX}`),
      ),
    );

  it("answers members alone, the Gateway among them, and cannot start without its proxy", () => {
    const objects = joined("host: shop, mesh: true", "linkerd");
    const { metadata } = named(objects, "Deployment")[0].spec.template;
    expect(metadata.annotations["config.linkerd.io/default-inbound-policy"]).toBe("all-authenticated");
    const guard = objects.find(
      ({ kind, metadata: { name } }) => kind === "ValidatingAdmissionPolicy" && name === "mesh-members",
    );
    expect(guard.spec.matchConstraints.objectSelector.matchLabels).toEqual({ "k8sgen.dev/mesh": "linkerd" });
    expect(metadata.labels).toMatchObject({ "k8sgen.dev/mesh": "linkerd" });
  });

  it("reaches the mesh and is reached at its port where the default is to deny", () => {
    const objects = objectsOf(
      compileText(
        homelab(
          "mesh: true, egress: [{namespace: prices, port: 8080}]",
          `  cni: {cilium: {}}\n  mesh: {linkerd: {}}\n  policies: {default: deny}\ntls: {certManager: {issuer: {privateCa: {}}}}\n${FLUX}`,
        ),
      ),
    );
    const ports = (direction: "ingress" | "egress", policy: string) =>
      named(objects, "CiliumNetworkPolicy")
        .filter(({ metadata }) => metadata.name === policy)
        .flatMap(({ spec }) => spec[direction])
        .flatMap(({ toPorts }) => toPorts.flatMap(({ ports }: KubernetesObject) => ports))
        .map(({ port }) => port);
    expect(ports("egress", "shop-mesh")).toEqual(["4143", "8080", "8086", "8090"]);
    expect(ports("ingress", "shop-members")).toEqual(["4143"]);
    expect(ports("egress", "shop-egress-0")).toEqual(["8080", "4143"]);
  });

  it("is open where what leads to it cannot join", () => {
    expect(
      joined("host: shop, mesh: true", "istioSidecar")
        .filter(({ kind }) => kind === "PeerAuthentication")
        .map(({ metadata, spec }) => [metadata.namespace, spec.mtls.mode]),
    ).toEqual([
      ["istio-system", "STRICT"],
      ["shop", "PERMISSIVE"],
    ]);
  });

  it("has a ServiceAccount of its Service's name and an intention where the mesh knows it by these", () => {
    const objects = joined("host: shop, mesh: true", "consul");
    expect(named(objects, "ServiceAccount").map(({ metadata }) => metadata.name)).toEqual(["shop"]);
    const { spec } = named(objects, "Deployment")[0].spec.template;
    expect([spec.serviceAccountName, spec.automountServiceAccountToken]).toEqual(["shop", undefined]);
    expect(named(objects, "ServiceIntentions").map((each) => each.spec.sources)).toEqual([
      [{ name: "*", action: "allow" }],
    ]);
    expect(named(objects, "ServiceDefaults").map((each) => each.spec.mutualTLSMode)).toEqual(["permissive"]);
    expect(named(joined("mesh: true", "consul"), "ServiceDefaults")).toEqual([]);
  });

  it.each([
    'host: shop, mesh: true, canary: {image: "traefik/whoami:v1.11.0", weight: 10}',
    "mesh: true, ports: {more: {port: 9000}}",
    "mesh: true, rollout: {}",
  ])("has no second Service there: %s", (app) =>
    expect(told(compileText(homelab(app, DRIVEN("flagger").replace("linkerd", "consul"))))).toContainEqual(
      expect.stringMatching(/knows a member by one Service/),
    ),
  );

  it("has no more servers of the mesh than nodes", () =>
    expect(
      compileText(
        homelab("mesh: true", DRIVEN("flagger").replace("linkerd: {}", "consul: {servers: 3}")),
      ).diagnostics.map(({ path }) => path),
    ).toContain("network.mesh.consul.servers"));
});
