import { describe, expect, it } from "vitest";
import { archive, blueprint, type Files, laboratory } from "./lab.ts";

const HOMELAB = `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: lab}
kubernetes: {version: v1.36.3+k3s1}
nodes: [{name: a, role: server, address: 192.168.1.2, arch: arm64, memory: 8Gi, disk: 32Gi}]
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1}}
delivery: {helm: {}}
`;

const { run } = laboratory();

/** A blueprint with the chart of its name, in the namespace that most are in. */
const charted = (name: string, { namespace = "tools", chart = "", extra = "", files = {} as Files } = {}) =>
  blueprint(
    name,
    `namespace: {name: ${namespace}}\nchart: {name: ${name}, repository: https://charts.example.org, version: 1.0.0${chart}}\n${extra}`,
    files,
  );

const NAME = `{{- define "NAME.fullname" -}}{{ .Values.fullnameOverride | default .Release.Name }}{{- end -}}`;

/** A chart as most are: names of objects follow the release's, labels too. */
const chart = (name: string, files: Readonly<Record<string, string>> = {}): Files => ({
  [`charts/${name}-1.0.0.tgz`]: archive(name, {
    "values.yaml": "{}\n",
    "templates/_names.tpl": NAME.replace("NAME", name),
    "templates/config.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "${name}.fullname" . }}
  namespace: {{ .Release.Namespace }}
  labels: {app.kubernetes.io/instance: {{ .Release.Name }}, helm.sh/chart: "{{ .Chart.Name }}-{{ .Chart.Version }}"}
data: {}
`,
    ...files,
  }),
});

const DEFINITION = (annotations: string): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.org, annotations: {${annotations}}}
spec:
  group: example.org
  names: {kind: Thing, plural: things}
  scope: Namespaced
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`;
const KEPT = "helm.sh/resource-policy: keep";

const THING = {
  "manifests/thing.yaml.hbs": `apiVersion: example.org/v1
kind: Thing
metadata: {name: one, namespace: tools}
`,
};

const both = "  one: {}\n  two: {}";

const codes = async (files: Files, use = both, charts = true) => {
  const { report } = await run({ homelab: HOMELAB, use, files, charts });
  return report.diagnostics
    .filter(({ severity, code }) => severity === "error" || code.startsWith("W_HELM"))
    .map(({ code, path, message }) => [`${code} ${path}`, message]);
};

describe("one release of all charts", () => {
  it("is written where every law holds: each dependency renders what it renders alone", async () => {
    const files = { ...charted("one"), ...charted("two"), ...chart("one"), ...chart("two") };
    expect(await codes(files)).toEqual([]);
  });

  it("E_HELM_NAMESPACE: a chart that belongs into another namespace than most", async () => {
    const files = { ...charted("one"), ...charted("two"), ...charted("three", { namespace: "elsewhere" }) };
    const found = await codes(files, `${both}\n  three: {}`, false);
    expect(found.map(([code]) => code)).toEqual([
      "E_HELM_NAMESPACE extensions.three",
      "W_HELM_UNPROVEN delivery.helm",
    ]);
    expect(found[0]?.[1]).toContain("most charts is `tools`");
  });

  it("E_HELM_CNI: what K3s installs at its start cannot be a part of the release", async () => {
    const files = {
      ...charted("one"),
      ...charted("two", {
        extra: "bootstrap: {order: 20}\n",
        files: { "bootstrap.values.yaml.hbs": "{}\n" },
      }),
    };
    expect((await codes(files, both, false)).map(([code]) => code)).toContain("E_HELM_CNI extensions.two");
  });

  it("W_HELM_UNPROVEN: without archives it says what was not looked at, and with --strict it is an error", async () => {
    const files = { ...charted("one"), ...charted("two"), ...chart("one") };
    const [, ...rest] = await codes(files, both, false);
    expect(rest).toEqual([]);
    const { report } = await run({ homelab: HOMELAB, use: both, files, charts: true, strict: true });
    const found = report.diagnostics.find(({ code }) => code === "W_HELM_UNPROVEN");
    expect([found?.severity, found?.path]).toEqual(["error", "delivery.helm"]);
    expect(found?.message).toContain("`two` was not rendered");
  });

  it("E_HELM_TEMPLATES: named templates are global, so one chart takes those of another one", async () => {
    const shared = (text: string) => ({
      "templates/_shared.tpl": `{{- define "shared.level" }}${text}{{ end -}}`,
    });
    const using = (name: string) => ({
      "templates/level.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}-level, namespace: tools}\ndata: {level: {{ include "shared.level" . | quote }}}\n`,
    });
    const files = {
      ...charted("one"),
      ...charted("two"),
      ...chart("one", { ...shared("info"), ...using("one") }),
      ...chart("two", { ...shared("debug"), ...using("two") }),
    };
    const found = await codes(files);
    expect(found).toHaveLength(1);
    expect(found[0]?.[0]).toMatch(/^E_HELM_TEMPLATES extensions\.(one|two)$/);
    expect(found[0]?.[1]).toMatch(/ConfigMap tools\/(one|two)-level differs at `data.level`/);
  });

  it("E_HELM_TEMPLATES: a chart that names its objects after the release alone", async () => {
    const files = {
      ...charted("one"),
      ...charted("two"),
      ...chart("one"),
      ...chart("two", {
        "templates/_names.tpl": `{{- define "two.fullname" -}}{{ .Release.Name }}{{- end -}}`,
      }),
    };
    expect(await codes(files)).toEqual([
      [
        "E_HELM_TEMPLATES extensions.two",
        "A dependency renders what it renders alone: the chart of `two` does not, ConfigMap tools/two is missing.",
      ],
    ]);
  });

  it("E_HELM_TEMPLATES: a chart whose schema does not let the umbrella's values in", async () => {
    const closed = {
      "values.schema.json":
        '{"type":"object","additionalProperties":false,"properties":{"global":{},"nameOverride":{},"fullnameOverride":{}}}',
    };
    const files = { ...charted("one"), ...charted("two"), ...chart("one"), ...chart("two", closed) };
    const found = await codes(files);
    expect(found.map(([code]) => code)).toContain("E_HELM_TEMPLATES extensions.two");
  });

  it("E_HELM_CRDS: kinds that come with templates, beside custom resources; known without charts", async () => {
    const files = {
      ...charted("one", {
        chart: ", crds: templates",
        extra: "crds: [{groups: [example.org], source: chart}]\n",
      }),
      ...charted("two", { files: THING }),
      ...chart("one", { "templates/thing.yaml": DEFINITION(KEPT) }),
      ...chart("two"),
    };
    const planned = await codes(files, both, false);
    expect(planned[0]?.[0]).toBe("E_HELM_CRDS extensions.one");
    expect(planned[0]?.[1]).toContain("those of Thing are templates of the chart of `one`");
    expect((await codes(files)).map(([code]) => code)).toEqual(["E_HELM_CRDS extensions.one"]);
  });

  it("E_HELM_CRDS: kinds that would go with their component, unless they are marked", async () => {
    const files = (annotations: string) => ({
      ...charted("one", {
        chart: ", crds: templates",
        extra: "crds: [{groups: [example.org], source: chart}]\n",
      }),
      ...charted("two"),
      ...chart("one", { "templates/thing.yaml": DEFINITION(annotations) }),
      ...chart("two"),
    });
    const found = await codes(files(""));
    expect(found.map(([code]) => code)).toEqual(["E_HELM_CRDS extensions.one"]);
    expect(found[0]?.[1]).toContain("would delete things.example.org");
    expect(await codes(files(KEPT))).toEqual([]);
  });

  it("lets custom resources be where their kinds stand in a folder crds/, which comes first", async () => {
    const files = {
      ...charted("one", {
        chart: ", crds: folder",
        extra: "crds: [{groups: [example.org], source: chart}]\n",
      }),
      ...charted("two", { files: THING }),
      ...chart("one", { "crds/thing.yaml": DEFINITION("") }),
      ...chart("two"),
    };
    expect(await codes(files)).toEqual([]);
  });

  it("E_RELEASE_SIZE: all charts together are one Secret", async () => {
    // What cannot be packed: digits of a sequence without a pattern.
    let state = 1;
    const noise = (length: number) =>
      Array.from({ length }, () => {
        state = (state * 48271) % 2147483647;
        return String.fromCharCode(97 + (state % 26));
      }).join("");
    const large = (name: string) => ({
      "templates/large.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}-large, namespace: tools}\ndata: {text: ${noise(330_000)}}\n`,
    });
    const names = ["one", "two", "three", "four", "five"];
    const files = Object.assign({}, ...names.flatMap((name) => [charted(name), chart(name, large(name))]));
    const found = await codes(files, names.map((name) => `  ${name}: {}`).join("\n"));
    expect(found.map(([code]) => code)).toEqual(["E_RELEASE_SIZE undefined"]);
    expect(found[0]?.[1]).toContain("The release `lab` takes");
  });
});
