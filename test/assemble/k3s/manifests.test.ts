import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { trackedConstant } from "../../../src/values/tracked.ts";
import { bootstrapped, filesOf, KINDS_FILE, LABS, TUNNELS } from "./fixture.ts";

const plan = LABS["three-servers"];

describe("server/manifests", () => {
  const { files } = filesOf(plan, [TUNNELS, KINDS_FILE, bootstrapped("later", {})]);
  const of = (node: string) =>
    Object.entries(files)
      .filter(([path]) => path.startsWith(`k3s/${node}/manifests/`))
      .map(([path, text]) => [path.slice(`k3s/${node}/manifests/`.length), text]);

  it("are the same on all servers, in the order of the blueprints, and on no agent", () => {
    expect(of("n1").map(([name]) => name)).toEqual(["05-kinds.yaml", "20-tunnels.yaml"]);
    expect(of("n2")).toEqual(of("n1"));
    expect(of("n3")).toEqual(of("n1"));
    expect(of("n4")).toEqual([]);
  });

  it("hold copied and expanded objects as documents of one file", () => {
    const documents = parseAllDocuments(files["k3s/n1/manifests/05-kinds.yaml"] ?? "");
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    expect(documents.map((document) => document.getIn(["metadata", "name"]))).toEqual(["a", "b"]);
  });

  it("install a chart as the release that the engine will take over", () => {
    const chart = parse(files["k3s/n1/manifests/20-tunnels.yaml"] ?? "");
    expect(chart).toMatchObject({
      apiVersion: "helm.cattle.io/v1",
      kind: "HelmChart",
      metadata: { name: "tunnels", namespace: "kube-system" },
      spec: {
        repo: "https://charts.example.org",
        chart: "tunnels",
        version: "1.2.3",
        targetNamespace: "tunnels",
        createNamespace: true,
        bootstrap: true,
        failurePolicy: "retry",
      },
    });
    expect(parse(chart.spec.valuesContent, { version: "1.1" })).toEqual({
      mtu: 1450,
      name: "yes",
      cidr: "10.42.0.0/16",
    });
  });

  it("ask of an older Helm controller only what it knows", () => {
    const kubernetes = { ...plan.homelab.kubernetes, version: "v1.36.2+k3s1" };
    const older = { ...plan, homelab: { ...plan.homelab, kubernetes } };
    const chart = parse(filesOf(older, [TUNNELS]).files["k3s/n1/manifests/20-tunnels.yaml"] ?? "");
    expect(chart.spec.failurePolicy).toBe("abort");
    expect(chart.spec).not.toHaveProperty("values");
  });

  it("name a chart in a registry by its whole address", () => {
    const oci = bootstrapped(
      "net",
      {
        bootstrap: { order: 1, objects: false },
        chart: {
          name: "net-chart",
          repository: "oci://registry.example.org/charts/",
          version: "2.0.0",
          releaseName: "network",
          crds: "none",
          hooks: true,
          deleteHooks: false,
          timeout: "5m",
        },
      },
      { bootstrapValues: trackedConstant({}) },
    );
    const made = parse(filesOf(plan, [oci]).files["k3s/n1/manifests/01-net.yaml"] ?? "");
    expect(made.metadata.name).toBe("network");
    expect(made.spec.chart).toBe("oci://registry.example.org/charts/net-chart");
    expect(made.spec).not.toHaveProperty("repo");
    expect(made.spec).not.toHaveProperty("createNamespace");
  });
});
