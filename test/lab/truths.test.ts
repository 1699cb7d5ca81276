import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import type { KubernetesObject } from "../support/cluster.ts";
import { compileText, readText } from "../support/compile.ts";

/** What an operator knows of K3s, Cilium, Flux and the rest, and what the output of the example must hold to. */
const { compiled } = compileText(readText("examples/turing-pi/homelab.yaml"));
const files = new Map(
  [...(compiled?.tree.files ?? [])].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]),
);
const text = (path: string): string => files.get(path) ?? expect.fail(`no ${path}`);
const yaml = (path: string): KubernetesObject => parse(text(path));
const documents = (path: string): readonly KubernetesObject[] =>
  parseAllDocuments(text(path)).map((document) => document.toJS());
const below = (pattern: RegExp): readonly string[] => [...files.keys()].filter((path) => pattern.test(path));
const objects = below(/^manifests\/.*\.yaml$/)
  .filter((path) => !path.endsWith("kustomization.yaml"))
  .flatMap(documents);
const values = yaml("chart/values.yaml");
const nodes: readonly string[] = compiled?.plan.homelab.nodes.map(({ name }) => name) ?? [];
const servers = compiled?.plan.homelab.nodes.filter(({ role }) => role === "server") ?? [];

describe("a CNI cannot wait for a GitOps engine that needs the CNI", () => {
  const path = "k3s/pi1/manifests/20-cilium.yaml";
  const helmChart = yaml(path);
  const bootstrap = parse(helmChart.spec.valuesContent);

  it("K3s installs it at its start, the same on all servers", () => {
    expect(helmChart).toMatchObject({
      apiVersion: "helm.cattle.io/v1",
      kind: "HelmChart",
      spec: { bootstrap: true, failurePolicy: "retry" },
    });
    for (const { name } of servers) expect(text(`k3s/${name}/manifests/20-cilium.yaml`)).toBe(text(path));
    for (const name of nodes.filter((each) => servers.every((server) => server.name !== each)))
      expect(files.has(`k3s/${name}/manifests/20-cilium.yaml`)).toBe(false);
  });

  it("with values that work before the CRDs of others are there", () => {
    expect(JSON.stringify(bootstrap)).not.toMatch(/serviceMonitor|dashboards/);
    expect(bootstrap).toMatchObject({
      k8sServiceHost: "127.0.0.1",
      k8sServicePort: 6444,
      kubeProxyReplacement: true,
      gatewayAPI: { enabled: true, gatewayClass: { create: "true" } },
    });
    expect(bootstrap.ipam.operator.clusterPoolIPv4PodCIDRList).toEqual([compiled?.plan.facts.podCidr]);
  });

  it("which Flux's release only adds to", () => {
    const later = values.components.cilium.values;
    const missing = (a: KubernetesObject, b: KubernetesObject, at: string): string[] =>
      typeof a !== "object" || a === null || Array.isArray(a)
        ? JSON.stringify(a) === JSON.stringify(b)
          ? []
          : [at]
        : Object.keys(a).flatMap((key) => missing(a[key], b?.[key], `${at}.${key}`));
    expect(missing(bootstrap, later, "")).toEqual([]);
    expect(values.components.cilium).toMatchObject({ releaseName: "cilium", namespace: "kube-system" });
  });

  it("K3s' own parts that it replaces are off", () => {
    expect(yaml("k3s/pi1/config.yaml")).toMatchObject({
      "flannel-backend": "none",
      "disable-network-policy": true,
      "disable-kube-proxy": true,
      disable: expect.arrayContaining(["servicelb", "traefik"]),
    });
  });

  it("the kinds of the Gateway API stand there before its operator starts", () => {
    const kinds = documents("k3s/pi1/manifests/10-gateway-api.yaml").map(({ spec }) => spec?.names?.kind);
    for (const kind of ["GatewayClass", "Gateway", "HTTPRoute", "GRPCRoute", "ReferenceGrant", "TLSRoute"])
      expect(kinds).toContain(kind);
    expect("10-gateway-api.yaml" < "20-cilium.yaml").toBe(true);
  });

  it("is handed over unmanaged, never deleted", () => {
    const readme = text("README.md");
    expect(readme).toContain("annotate helmchart cilium helmcharts.helm.cattle.io/unmanaged=true");
    expect(readme).not.toMatch(/kubectl.* delete helmchart/);
    expect(readme.indexOf("unmanaged=true")).toBeLessThan(readme.indexOf("flux bootstrap git --url"));
  });
});

describe("the API server", () => {
  it("says that nobody is anonymous where it is given an authentication configuration", () => {
    for (const { name } of servers) {
      const { write_files: written } = yaml(`k3s/${name}/user-data`);
      const file = written.find(
        ({ path }: KubernetesObject) => path === "/etc/rancher/k3s/authentication.yaml",
      );
      expect(parse(file.content).anonymous).toEqual({ enabled: false });
      expect(yaml(`k3s/${name}/config.yaml`)["kube-apiserver-arg"]).toContain(
        "authentication-config=/etc/rancher/k3s/authentication.yaml",
      );
    }
  });
});

describe("names that lead to addresses of the LAN", () => {
  it("need an exception in the router, also for the nodes", () => {
    const readme = text("README.md");
    expect(readme).toMatch(/DNS rebind protection \| `home\.example\.org` \|/);
    expect(readme).toMatch(/ssh .* getent hosts auth\.home\.example\.org/);
  });
});

describe("policies with Cilium", () => {
  it("name its entities; there is no plain NetworkPolicy beside them", () => {
    expect(objects.filter(({ kind }) => kind === "NetworkPolicy")).toEqual([]);
    const used = objects
      .filter(({ kind }) => kind === "CiliumNetworkPolicy")
      .flatMap(({ spec }) => [...(spec.ingress ?? []), ...(spec.egress ?? [])])
      .flatMap(({ fromEntities = [], toEntities = [] }) => [...fromEntities, ...toEntities]);
    expect(used).not.toContain("all");
    for (const entity of ["host", "ingress", "kube-apiserver", "remote-node"]) expect(used).toContain(entity);
  });
});

describe("what holds data is never pruned", () => {
  it("volumes and namespaces carry the marks of who would prune them", () => {
    const claims = objects.filter(({ kind }) => kind === "PersistentVolumeClaim");
    const namespaces = objects.filter(({ kind }) => kind === "Namespace");
    expect(claims.length).toBeGreaterThan(0);
    for (const { metadata } of [...claims, ...namespaces])
      expect(metadata.annotations).toMatchObject({ "kustomize.toolkit.fluxcd.io/prune": "disabled" });
    expect(text("chart/templates/namespaces.yaml")).toContain("helm.sh/resource-policy: keep");
  });

  it("CRDs of charts stay when the component goes", () => {
    expect(text("chart/templates/_release.tpl")).toMatch(
      /CustomResourceDefinition[\s\S]*helm\.sh\/resource-policy: keep/,
    );
    for (const { crds } of Object.values<KubernetesObject>(values.components))
      expect(["folder", "templates", "none"]).toContain(crds);
  });
});

describe("custom resources follow their CRDs", () => {
  const kustomizations = below(/^gitops\/manifests-/).flatMap(documents);

  it("Kustomizations stand beside the umbrella and try again soon", () => {
    expect(kustomizations.length).toBeGreaterThan(5);
    for (const { spec } of kustomizations) expect(spec).toMatchObject({ retryInterval: "30s", wait: false });
    expect(
      below(/^chart\/templates\//)
        .map(text)
        .join("\n"),
    ).not.toContain("kind: Kustomization");
  });

  it("the umbrella waits for nobody, is never remediated, and sees an edit without a new version", () => {
    const { spec } = yaml("gitops/umbrella.yaml");
    expect(spec.chart.spec.reconcileStrategy).toBe("Revision");
    expect(spec.driftDetection).toEqual({ mode: "enabled" });
    for (const action of [spec.install, spec.upgrade]) {
      expect(action).toMatchObject({ disableWait: true, strategy: { name: "RetryOnFailure" } });
      expect(action).not.toHaveProperty("remediation");
    }
  });

  it("releases wait for releases that are there, each by its namespace", () => {
    for (const [name, { dependsOn }] of Object.entries<KubernetesObject>(values.components))
      for (const other of dependsOn) expect(Object.keys(values.components), name).toContain(other);
    expect(text("chart/templates/_release.tpl")).toMatch(
      /with \$component\.dependsOn[\s\S]*with \$component\.values/,
    );
  });
});

describe("alerts", () => {
  it("ask for no metric that kube-state-metrics is told to leave out", () => {
    const denied: readonly string[] =
      values.components.prometheus.values["kube-state-metrics"].metricDenylist;
    const asked = documents("manifests/prometheus/rules.yaml").flatMap(({ spec }) =>
      spec.groups.flatMap(({ rules }: KubernetesObject) =>
        rules.flatMap(({ expr }: KubernetesObject) => String(expr).match(/\bkube_[a-z_]+/g) ?? []),
      ),
    );
    expect(asked).toContain("kube_cronjob_created");
    for (const metric of asked)
      expect(
        denied.filter((pattern) => new RegExp(`^(?:${pattern})$`).test(metric)),
        metric,
      ).toEqual([]);
  });
});

describe("large CRDs", () => {
  it("are applied by the server: no command of the README applies any from here", () => {
    expect(text("README.md")).not.toMatch(/kubectl (apply|create|replace) -(k|f (?!-))/);
  });
});

describe("secrets", () => {
  it("are references: no object of kind Secret has a content, and each that is missing is named", () => {
    const secrets = objects.filter(({ kind }) => kind === "Secret");
    expect(secrets.filter(({ sops }) => sops === undefined)).toEqual([]);
    for (const { value } of compiled?.plan.contributions.Secret ?? []) {
      const { namespace, name } = value.value as { namespace: string; name: string };
      expect(text("README.md")).toContain(`\`${namespace}/${name}\``);
    }
  });
});
