import { describe, expect, it } from "vitest";
import { archive, blueprint, charted, type Files, laboratory } from "./lab.ts";

const { run } = laboratory();

const crd = (kind: string): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${kind.toLowerCase()}s.example.org}
spec:
  group: example.org
  scope: Namespaced
  names: {kind: ${kind}, plural: ${kind.toLowerCase()}s, singular: ${kind.toLowerCase()}, listKind: ${kind}List}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {type: object, required: [size], properties: {size: {type: integer}}}
`;

const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n";
const GADGET =
  "apiVersion: example.org/v1\nkind: Gadget\nmetadata: {name: g, namespace: one}\nspec: {{spec.gadget}}\n";
const MONITOR = "monitoring.coreos.com/v1/ServiceMonitor";

describe.each([
  { where: "folder", path: "crds/gadget.yaml" },
  { where: "templates", path: "templates/gadget.yaml" },
])("CRDs that a chart at hand brings in $where", ({ where, path }) => {
  const files = {
    ...blueprint(
      "one",
      `${charted("one", `, crds: ${where}`)}crds: [{groups: [example.org], source: chart}]\n`,
      {
        "manifests/gadget.yaml.hbs": GADGET,
      },
    ),
    "charts/one-1.0.0.tgz": archive("one", { [path]: crd("Gadget") }),
  };

  it("let a sound custom resource pass, and are named as the source of its schema", async () => {
    const { found, report, written } = await run({
      use: "  one: {gadget: {size: 1}}",
      files,
      charts: true,
      strict: true,
    });
    expect(found).toEqual([]);
    expect(report.coverage.skipped).toEqual([]);
    expect(report.coverage.sources).toContain("one 1.0.0 (chart archive)");
    expect(written).toEqual(["t"]);
  });

  it.each([
    [
      "{size: big}",
      "E_OBJECT_INVALID homelab.yaml:9:24 extensions.one.gadget.size",
      "got string, want integer",
    ],
    [
      "{size: 1, colour: red}",
      "E_OBJECT_INVALID homelab.yaml:9:35 extensions.one.gadget.colour",
      "no such field",
    ],
    ["{}", "E_OBJECT_INVALID homelab.yaml:9:17 extensions.one.gadget", "missing property 'size'"],
  ])("refuse %s", async (gadget, expected, says) => {
    const { found, messages, written } = await run({
      use: `  one: {gadget: ${gadget}}`,
      files,
      charts: true,
    });
    expect(found).toEqual([expected]);
    expect(messages).toContain(says);
    expect(written).toEqual([]);
  });

  it("judge the custom resources of other charts as well", async () => {
    const { found, written } = await run({
      use: "  one: {gadget: {size: 1}}\n  two: {}",
      files: {
        ...files,
        ...blueprint("two", charted("two")),
        "charts/two-1.0.0.tgz": archive("two", {
          "templates/a.yaml":
            "apiVersion: example.org/v1\nkind: Gadget\nmetadata: {name: h}\nspec: {size: {{ .Release.Namespace }}}\n",
        }),
      },
      charts: true,
    });
    expect(found).toEqual([
      "E_CHART_OBJECT homelab.yaml:10:8 extensions.two",
      // Nothing makes the second release wait for the first one either.
      "E_OBJECT_ORDER homelab.yaml:10:8 extensions.two",
    ]);
    expect(written).toEqual([]);
  });
});

/** A chart that renders a ServiceMonitor where the cluster has the kind. */
const monitored: Files = {
  ...blueprint("one", charted("one")),
  "charts/one-1.0.0.tgz": archive("one", {
    "templates/a.yaml": CONFIG,
    "templates/b.yaml": `{{- if .Capabilities.APIVersions.Has "${MONITOR}" }}\napiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: m}\nspec: {selector: {}, endpoints: [{port: http}]}\n{{- end }}\n`,
  }),
};

describe("capabilities are those of the plan", () => {
  it.each([
    { title: "without the CRDs", use: "  one: {}", files: monitored, objects: 1 },
    {
      title: "with the CRDs of another component's pack",
      use: "  one: {}\n  two: {}",
      files: {
        ...monitored,
        ...blueprint(
          "two",
          "crds: [{groups: [monitoring.coreos.com], source: pack, pack: kube-prometheus-stack}]\n",
        ),
      },
      objects: 2,
    },
    {
      title: "with CRDs that another chart at hand brings",
      use: "  one: {}\n  two: {}",
      files: {
        ...blueprint("one", charted("one")),
        "charts/one-1.0.0.tgz": archive("one", {
          "templates/a.yaml": `{{- if .Capabilities.APIVersions.Has "example.org/v1/Gadget" }}\n${CONFIG}{{- end }}\n`,
        }),
        ...blueprint("two", charted("two", ", crds: folder")),
        "charts/two-1.0.0.tgz": archive("two", { "crds/g.yaml": crd("Gadget") }),
      },
      objects: 1,
    },
  ])("$title", async ({ use, files, objects }) => {
    const { found, report } = await run({ use, files, charts: true });
    expect(found).toEqual([]);
    expect(report.charts[0]).toMatchObject({ name: "one", rendered: true, objects });
  });
});

describe("what K3s installs before the GitOps engine is rendered without the kinds of others", () => {
  const wanting = `{{- if and .Values.monitor (not (.Capabilities.APIVersions.Has "${MONITOR}")) }}{{ fail "the kind is missing" }}{{- end }}\n${CONFIG}`;
  const files = (bootstrap: string): Files => ({
    ...blueprint("one", `${charted("one")}bootstrap: {order: 20}\n`, {
      "values.yaml.hbs": "monitor: true\n",
      "bootstrap.values.yaml.hbs": bootstrap,
    }),
    ...blueprint(
      "two",
      "crds: [{groups: [monitoring.coreos.com], source: pack, pack: kube-prometheus-stack}]\n",
    ),
    "charts/one-1.0.0.tgz": archive("one", {
      "templates/a.yaml": wanting,
      "values.schema.json": '{"properties":{"monitor":{"type":"boolean"}}}',
    }),
  });
  const use = "  one: {}\n  two: {}";

  it("a chart that needs them then is told, although its release would do", async () => {
    const { found, messages, written, report } = await run({
      use,
      files: files("monitor: true\n"),
      charts: true,
    });
    expect(found).toEqual(["E_CHART_RENDER homelab.yaml:9:8 extensions.one"]);
    expect(messages).toContain("the kind is missing");
    expect(report.charts).toMatchObject([{ rendered: true, objects: 1 }]);
    expect(written).toEqual([]);
  });

  it("a chart that is told not to want them passes", async () => {
    const { found, written } = await run({ use, files: files("monitor: false\n"), charts: true });
    expect(found).toEqual([]);
    expect(written).toEqual(["t"]);
  });

  it("a value that the chart refuses is told at the line of the bootstrap values", async () => {
    const { found } = await run({ use, files: files("monitor: maybe\n"), charts: true });
    expect(found).toEqual(["E_CHART_VALUES blueprints/extensions/one/bootstrap.values.yaml.hbs:1:10"]);
  });
});
