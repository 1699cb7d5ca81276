import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { compileFiles, located, readText } from "../support/compile.ts";

// biome-ignore lint/suspicious/noExplicitAny: objects of any kind are looked into.
type KubernetesObject = any;

const LAB = readText("blueprints/apps/app/cases/complete/homelab.yaml");

const objectsOf = (homelab: string): readonly KubernetesObject[] => {
  const { compiled, diagnostics } = compileFiles({ "homelab.yaml": homelab });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return [...(compiled?.tree.files ?? [])]
    .filter(([path]) => /^manifests\/.*\.yaml$/.test(path) && !path.endsWith("kustomization.yaml"))
    .flatMap(([, bytes]) => parseAllDocuments(new TextDecoder().decode(bytes)).map((each) => each.toJS()));
};

describe("an application", () => {
  const objects = objectsOf(LAB);
  const ingressInto = (namespace: string, name: string) =>
    objects
      .filter(({ kind, metadata }) => kind === "CiliumNetworkPolicy" && metadata.namespace === namespace)
      .filter(({ spec }) => spec.endpointSelector.matchLabels?.["app.kubernetes.io/part-of"] === name)
      .flatMap(({ spec }) => spec.ingress ?? []);

  it("with a login is reached through the login provider alone", () => {
    const routes = objects.filter(
      ({ kind, spec }) => kind === "HTTPRoute" && spec.hostnames?.includes("notes.home.example.org"),
    );
    expect(
      routes.map(({ metadata, spec }) => [metadata.namespace, spec.rules[0].backendRefs[0].name]),
    ).toEqual([["authentik", "authentik-server"]]);
    const peers = JSON.stringify(ingressInto("notes", "notes"));
    expect(peers).toContain('"k8s:io.kubernetes.pod.namespace":"authentik"');
    expect(peers).not.toContain('"ingress"');
    const [blueprints] = objects.filter(({ metadata }) => metadata.name === "authentik-blueprints");
    const clients = blueprints.data["homelab-clients.yaml"];
    expect(clients).toContain('internal_host: "http://notes.notes.svc.cluster.local:80"');
    expect(clients).toContain('id: "group-of-notes"');
  });

  it("without one is reached through the Gateway", () => {
    const routes = objects.filter(
      ({ kind, metadata }) => kind === "HTTPRoute" && metadata.namespace === "status",
    );
    expect(routes[0].spec.hostnames).toEqual(["status.home.example.org"]);
    expect(JSON.stringify(ingressInto("status", "status"))).toContain('"ingress"');
  });

  it("with volumes has one copy that stops before the next starts; its volumes are not pruned", () => {
    const [deployment] = objects.filter(
      ({ kind, metadata }) => kind === "Deployment" && metadata.name === "notes",
    );
    expect(deployment.spec).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } });
    const [volume] = objects.filter(
      ({ kind, metadata }) => kind === "PersistentVolumeClaim" && metadata.namespace === "notes",
    );
    expect(volume.metadata.annotations).toMatchObject({ "kustomize.toolkit.fluxcd.io/prune": "disabled" });
  });

  it("with several copies keeps one through a drain", () => {
    expect(
      objects.some(({ kind, metadata }) => kind === "PodDisruptionBudget" && metadata.name === "status"),
    ).toBe(true);
  });

  it("runs without rights", () => {
    for (const { spec } of objects.filter(
      ({ kind, metadata }) => kind === "Deployment" && ["notes", "status"].includes(metadata.name),
    )) {
      const pod = spec.template.spec;
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true },
      });
      expect(pod.containers[0].securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    }
  });
});

const SMALL = readText("blueprints/apps/app/cases/hello-world/homelab.yaml");

describe("an application is refused", () => {
  it.each([
    [
      "with the name of another component",
      SMALL.replace("hello-world:", "cilium:"),
      ["E_NAME_DUPLICATE 15:11 apps.cilium"],
    ],
    [
      "with the name of Kubernetes' own namespace",
      SMALL.replace("hello-world:", "kube-system:"),
      ["E_NAME_DUPLICATE 15:16 apps.kube-system"],
    ],
    [
      "that wants a login which nobody provides",
      SMALL.replace("host: hello }", "host: hello, login: {} }"),
      ["E_CONTRIBUTION_UNMET 15:65 apps.hello-world.host"],
    ],
    [
      "that wants a host name where nothing leads to it",
      SMALL.replace(/ {2}gateway: \{ cilium.*\n/, ""),
      ["E_CONTRIBUTION_UNMET 14:65 apps.hello-world.host"],
    ],
    ["whose image has no tag", SMALL.replace(":v1.11.0", ""), ["E_PATTERN 15:25 apps.hello-world.image"]],
    [
      "with a key that there is not",
      SMALL.replace("port: 80", "port: 80, prot: 1"),
      ["E_UNKNOWN_KEY 15:59 apps.hello-world.prot"],
    ],
    [
      "with a name that is none",
      SMALL.replace("hello-world:", "Hello_World:"),
      ["E_PATTERN 15:3 apps.Hello_World"],
    ],
  ])("%s", (_, homelab, expected) => {
    expect(located(compileFiles({ "homelab.yaml": homelab }))).toEqual(expected);
  });
});
