import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { clusterOf, type KubernetesObject } from "../support/cluster.ts";
import { CHARTS, ROOT } from "../support/root.ts";
import { allowed, type Peer, type Port } from "./cilium.ts";
import { behind, containerPort, fits, type Pods, podsOf } from "./services.ts";

const HOMELAB = readFileSync(join(ROOT, "examples/turing-pi/homelab.yaml"), "utf8");

const INGRESS: Peer = { entities: ["ingress"] };
/** As a pod on another node than the API server's sees it. */
const API_SERVER: Peer = { entities: ["kube-apiserver", "remote-node"] };
const NODE: Peer = { entities: ["remote-node"] };
const NAME_SERVER: Peer = { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } };

/** Pods in the network of their node are the node, for a policy. */
const peer = ({ spec, namespace, labels }: Pods): Peer => (spec.hostNetwork ? NODE : { namespace, labels });

describe.skipIf(CHARTS === undefined)("default deny, with the charts as they are rendered", () => {
  let objects: readonly KubernetesObject[] = [];
  let policies: readonly KubernetesObject[] = [];
  let pods: readonly Pods[] = [];

  beforeAll(async () => {
    objects = await clusterOf(HOMELAB, CHARTS ?? "");
    policies = objects.filter(({ kind }) => kind === "CiliumNetworkPolicy");
    pods = podsOf(objects);
  }, 180_000);

  const of = (...kinds: readonly string[]) => objects.filter(({ kind }) => kinds.includes(kind));

  /** What a check finds once some policies are gone: nothing passes by itself. */
  const without = <T>(name: string, check: () => T): T => {
    const all = policies;
    policies = all.filter(({ metadata }) => metadata.name !== name);
    expect(policies.length).toBeLessThan(all.length);
    try {
      return check();
    } finally {
      policies = all;
    }
  };

  /** Nothing where a connection passes, else in words where it ends. */
  const verdict = (from: Peer, to: Peer, port: number, protocol: Port["protocol"] = "TCP"): string => {
    const result = allowed(policies, from, to, { port, protocol });
    return [result.out ? "" : "not let out", result.in ? "" : "not let in"].filter(Boolean).join(", ");
  };

  it("leads from the Gateway to each application, and out of the login provider to those behind it", () => {
    const faults = of("HTTPRoute").flatMap(({ metadata, spec }) =>
      spec.rules.flatMap(({ backendRefs = [] }: KubernetesObject) =>
        backendRefs.flatMap(({ namespace = metadata.namespace, name, port }: KubernetesObject) => {
          const targets = behind(objects, pods, namespace, name, port);
          if (targets.length === 0)
            return [`${metadata.namespace}/${metadata.name}: nothing behind ${name}:${port}`];
          return targets
            .map((target) => `${metadata.name} ${verdict(INGRESS, peer(target.pods), target.port)}`.trim())
            .filter((line) => line !== metadata.name);
        }),
      ),
    );
    expect(of("HTTPRoute").length).toBeGreaterThan(3);
    expect(faults).toEqual([]);
  });

  it("leads through the Gateway to the login provider, where what a pod may call is asked again behind it", () => {
    const grafana: Peer = { namespace: "monitoring", labels: { "app.kubernetes.io/name": "grafana" } };
    const server = pods.find(({ labels }) => labels["app.kubernetes.io/component"] === "server");
    expect(server?.namespace).toBe("authentik");
    expect(allowed(policies, grafana, INGRESS, { port: 443, protocol: "TCP" }).out).toBe(true);
    if (server !== undefined)
      expect(allowed(policies, grafana, peer(server), { port: 9000, protocol: "TCP" }).out).toBe(true);
  });

  it("leads from the API server to each webhook", () => {
    const services = [
      ...of("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration").flatMap(({ webhooks }) =>
        (webhooks ?? []).map(({ clientConfig }: KubernetesObject) => clientConfig.service),
      ),
      ...of("CustomResourceDefinition").flatMap(
        ({ spec }) => spec.conversion?.webhook?.clientConfig?.service ?? [],
      ),
      ...of("APIService").flatMap(({ spec }) => (spec.service ? [spec.service] : [])),
    ];
    const faults = services.flatMap(({ namespace, name, port = 443 }) => {
      const targets = behind(objects, pods, namespace, name, port);
      if (targets.length === 0) return [`nothing behind ${namespace}/${name}:${port}`];
      return targets.flatMap((target) => {
        const found = verdict(API_SERVER, peer(target.pods), target.port);
        return found === "" ? [] : [`${namespace}/${name}: ${found}`];
      });
    });
    expect(services.length).toBeGreaterThan(1);
    expect([...new Set(faults)]).toEqual([]);
  });

  it("leads to the API server from each pod whose account has rights there", () => {
    const accounts = new Set(
      of("RoleBinding", "ClusterRoleBinding").flatMap(({ metadata, subjects }) =>
        (subjects ?? [])
          .filter(({ kind }: KubernetesObject) => kind === "ServiceAccount")
          .map(({ namespace = metadata.namespace, name }: KubernetesObject) => `${namespace}/${name}`),
      ),
    );
    const asking = pods.filter(
      ({ namespace, spec }) =>
        accounts.has(`${namespace}/${spec.serviceAccountName}`) &&
        spec.automountServiceAccountToken !== false,
    );
    const faults = asking
      .filter((each) => !allowed(policies, peer(each), API_SERVER, { port: 6443, protocol: "TCP" }).out)
      .map(({ owner }) => owner);
    expect(asking.length).toBeGreaterThan(5);
    expect(faults).toEqual([]);
  });

  it("would not lead there by itself", () => {
    const webhook = pods.find(({ labels }) => labels["app.kubernetes.io/component"] === "webhook");
    expect(webhook).toBeDefined();
    if (webhook === undefined) return;
    expect(verdict(API_SERVER, peer(webhook), 10250)).toBe("");
    expect(without("cert-manager-webhook", () => verdict(API_SERVER, peer(webhook), 10250))).toBe(
      "not let in",
    );
    expect(verdict(peer(webhook), API_SERVER, 6443)).toBe("");
    expect(without("cert-manager-api", () => verdict(peer(webhook), API_SERVER, 6443))).toBe("not let out");
  });

  it("leads from every pod to the name server", () => {
    const faults = pods
      .filter((each) => verdict(peer(each), NAME_SERVER, 53, "UDP") !== "")
      .map(({ owner }) => owner);
    expect(faults).toEqual([]);
  });

  it("leads from Prometheus to what it scrapes", () => {
    const prometheus = pods.filter(({ labels }) => labels["app.kubernetes.io/name"] === "prometheus");
    expect(prometheus).toHaveLength(1);
    const [scraper] = prometheus;
    const targets = [
      ...of("ServiceMonitor").flatMap(({ metadata, spec }) => {
        const namespaces = spec.namespaceSelector?.matchNames ?? [metadata.namespace];
        const services = of("Service").filter(
          (service) =>
            (spec.namespaceSelector?.any || namespaces.includes(service.metadata.namespace)) &&
            fits(spec.selector.matchLabels ?? {}, service.metadata.labels ?? {}),
        );
        return services.flatMap((service) =>
          spec.endpoints.flatMap(({ port, targetPort }: KubernetesObject) =>
            behind(objects, pods, service.metadata.namespace, service.metadata.name, port ?? targetPort),
          ),
        );
      }),
      ...of("PodMonitor").flatMap(({ metadata, spec }) =>
        pods
          .filter(({ namespace }) =>
            (spec.namespaceSelector?.matchNames ?? [metadata.namespace]).includes(namespace),
          )
          .filter(({ labels }) => fits(spec.selector.matchLabels ?? {}, labels))
          .flatMap((each) =>
            spec.podMetricsEndpoints.flatMap(({ port, portNumber }: KubernetesObject) => {
              const number = containerPort(each, portNumber ?? port);
              return number === undefined ? [] : [{ pods: each, port: number }];
            }),
          ),
      ),
    ];
    expect(new Set(targets.map(({ pods: { namespace } }) => namespace)).size).toBeGreaterThan(3);
    const faults = targets
      .map((target) => [
        target.pods.owner,
        target.port,
        scraper === undefined ? "" : verdict(peer(scraper), peer(target.pods), target.port),
      ])
      .filter(([, , found]) => found !== "");
    expect(faults).toEqual([]);
  });

  it("does not lead from elsewhere to the databases, nor from an application to another", () => {
    const database = pods.find(({ labels }) => labels["app.kubernetes.io/name"] === "authentik-postgresql");
    expect(database).toBeDefined();
    const grafana: Peer = { namespace: "monitoring", labels: { "app.kubernetes.io/name": "grafana" } };
    for (const from of [INGRESS, grafana, { cidr: "192.168.178.77/32" }])
      if (database !== undefined) expect(verdict(from, peer(database), 5432)).toContain("not let in");
  });
});
