import { describe, expect, it } from "vitest";
import {
  answered,
  type ChartFiles,
  chartOf,
  configMap,
  dataOf,
  failureOf,
  identities,
  renderFiles,
  startEngine,
} from "./lab.ts";

const session = startEngine().session(0);

const render = async (files: ChartFiles, request = {}) =>
  answered(await renderFiles(session, chartOf(files), request));

const hook = (name: string, event: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, annotations: {helm.sh/hook: ${event}}}\n`;

const CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.org}
spec:
  group: example.org
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, description: prose, properties: {description: {type: string, description: prose}}}}
    - {name: v0, served: false, storage: false, schema: {openAPIV3Schema: {type: object}}}
`;

describe("What a chart renders", () => {
  it("comes in the order of an installation: crds/, objects, hooks, tests, each with its role", async () => {
    const rendered = await render({
      "crds/thing.yaml": CRD,
      "templates/deployment.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n",
      "templates/account.yaml": "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: s}\n",
      "templates/hook.yaml": hook("h", "pre-install"),
      "templates/test.yaml": hook("t", "test"),
      "templates/NOTES.txt": "kind: Nothing of an object\n",
    });
    expect(identities(rendered)).toEqual([
      "crd CustomResourceDefinition things.example.org",
      "object ServiceAccount s",
      "object Deployment d",
      "hook Pod h",
      "test Pod t",
    ]);
    expect(rendered.objects.map(({ source }) => source)).toEqual([
      "c/crds/thing.yaml",
      "c/templates/account.yaml",
      "c/templates/deployment.yaml",
      "c/templates/hook.yaml",
      "c/templates/test.yaml",
    ]);
  });

  it("holds contents where they are asked for only", async () => {
    const files = { "templates/a.yaml": configMap("a: b") };
    expect((await render(files, { contents: false })).objects[0]).not.toHaveProperty("content");
    expect(dataOf(await render(files))).toEqual({ a: "b" });
  });

  it("ends texts as the release does, with a line's end", async () => {
    const last = `${configMap("a: |\n  text")}`.trimEnd();
    expect(dataOf(await render({ "templates/a.yaml": last }))).toEqual({ a: "text\n" });
  });

  it("has a digest that follows the bytes, and the size of the release", async () => {
    const files = { "templates/a.yaml": configMap("a: {{ .Values.a }}") };
    const [one, same, other] = [
      await render(files, { values: "a: one" }),
      await render(files, { values: "a: one" }),
      await render(files, { values: "a: other" }),
    ];
    expect(one.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(same).toEqual(one);
    expect(other.digest).not.toBe(one.digest);
    expect(one.releaseBytes).toBeGreaterThan(200);
    expect(one.releaseBytes).toBeLessThan(2000);
  });

  it("unfolds Lists, and passes over documents without content", async () => {
    const { objects } = await render({
      "templates/a.yaml": `${configMap("a: b", "first")}---\n# nothing\n---\napiVersion: v1\nkind: List\nitems:\n${["second", "third"].map((name) => `  - {apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}}\n`).join("")}`,
    });
    expect(objects.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "ConfigMap first",
      "ConfigMap second",
      "ConfigMap third",
    ]);
  });

  it("has no nulls in maps, as the API server drops them; those of lists stay", async () => {
    const { objects } = await render({
      "templates/a.yaml":
        "apiVersion: example.org/v1\nkind: X\nmetadata: {name: a, labels: null}\nspec: {a: null, b: [null, {c: null}]}\n",
    });
    expect(objects[0]?.content).toEqual({
      apiVersion: "example.org/v1",
      kind: "X",
      metadata: { name: "a" },
      spec: { b: [null, {}] },
    });
  });

  it("keeps the definitions of custom resources: those that are served, without prose", async () => {
    await render({ "crds/thing.yaml": CRD }, { keep: "things" });
    expect(answered(await session.crds("things")).crds).toEqual([
      {
        group: "example.org",
        kind: "Thing",
        plural: "things",
        scope: "Namespaced",
        versions: [
          {
            name: "v1",
            schema: { type: "object", properties: { description: { type: "string" } } },
          },
        ],
      },
    ]);
  });
});

describe("What a template sees", () => {
  it("is the release, the version of Kubernetes and the API versions that were named", async () => {
    const files = {
      "templates/a.yaml": configMap(
        [
          'release: "{{ .Release.Name }} {{ .Release.Namespace }} {{ .Release.IsInstall }} {{ .Release.IsUpgrade }} {{ .Release.Revision }}"',
          'version: "{{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.Minor }}"',
          'named: "{{ .Capabilities.APIVersions.Has "example.org/v1/Thing" }}"',
          'other: "{{ .Capabilities.APIVersions.Has "example.org/v2" }} {{ .Capabilities.APIVersions.Has "apps/v1" }}"',
        ].join("\n"),
      ),
    };
    const request = { apiVersions: ["example.org/v1", "example.org/v1/Thing"], kubernetesVersion: "v1.34.2" };
    expect(dataOf(await render(files, request))).toEqual({
      release: "r n true false 1",
      version: "v1.34.2 34",
      named: "true",
      other: "false false",
    });
    expect(dataOf(await render(files, { ...request, isUpgrade: true }))).toMatchObject({
      release: "r n false true 1",
    });
  });

  it("is nothing of a cluster, and nothing of the machine", async () => {
    const data = dataOf(
      await render({
        "templates/a.yaml": configMap(
          'lookup: {{ lookup "v1" "Secret" "n" "" | toJson | quote }}\none: {{ lookup "v1" "Secret" "n" "x" | toJson | quote }}\naddress: {{ getHostByName "localhost" | quote }}\nfile: {{ .Files.Get "/etc/passwd" | quote }}',
        ),
      }),
    );
    expect(data).toEqual({ lookup: "{}", one: "{}", address: "", file: "" });
  });

  // Helm's values are floating point numbers, also with its own program: who prints one bare gets `1e+06`.
  it("are whole numbers that stay whole as integers, YAML and JSON, in the chart's values and in the given ones", async () => {
    const template = configMap(
      "million: '{{ int .Values.million }}'\nlarge: '{{ int64 .Values.large }}'\nyaml: {{ toYaml .Values | quote }}\njson: {{ toJson .Values | quote }}\nbare: '{{ .Values.million }}'",
    );
    const exact = {
      million: "1000000",
      large: "9007199254740992",
      yaml: "large: 9007199254740992\nmillion: 1000000",
      json: '{"large":9007199254740992,"million":1000000}',
      bare: "1e+06",
    };
    const own = {
      "values.yaml": "million: 1000000\nlarge: 9007199254740992\n",
      "templates/a.yaml": template,
    };
    expect(dataOf(await render(own))).toEqual(exact);
    const given = JSON.stringify({ million: 1_000_000, large: 2 ** 53 });
    expect(dataOf(await render({ "templates/a.yaml": template }, { values: given }))).toEqual(exact);
  });

  it("are whole numbers that stay whole in the objects", async () => {
    const { objects } = await render({
      "templates/a.yaml": `apiVersion: v1\nkind: X\nmetadata: {name: a}\nspec: {million: 1000000, large: ${2 ** 53}, negative: -1000000}\n`,
    });
    expect(objects[0]?.content).toMatchObject({
      spec: { million: 1_000_000, large: 2 ** 53, negative: -1_000_000 },
    });
  });
});

describe("Subcharts", () => {
  const below = (name: string, files: ChartFiles): ChartFiles =>
    Object.fromEntries(
      Object.entries({
        "Chart.yaml": `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
        ...files,
      }).map(([path, text]) => [`charts/${name}/${path}`, text]),
    );

  const files = {
    "Chart.yaml": `apiVersion: v2
name: c
version: 1.0.0
dependencies:
  - {name: sub, version: 1.0.0, condition: sub.enabled}
  - {name: twin, alias: left, version: 1.0.0, import-values: [{child: given, parent: taken}]}
  - {name: twin, alias: right, version: 1.0.0}
`,
    "values.yaml": "sub: {enabled: false}\nleft: {text: l}\nglobal: {zone: z}\n",
    "templates/a.yaml": configMap('imported: "{{ .Values.taken.word }}"'),
    ...below("sub", { "templates/s.yaml": configMap("a: b", "sub") }),
    ...below("twin", {
      "values.yaml": "text: own\ngiven: {word: hello}\n",
      "templates/t.yaml": configMap(
        'text: "{{ .Values.text }} {{ .Values.global.zone }}"',
        "twin-{{ .Chart.Name }}",
      ),
    }),
  };

  it("follow condition, alias, import-values and global values", async () => {
    const rendered = answered(await renderFiles(session, files));
    expect(identities(rendered).toSorted()).toEqual([
      "object ConfigMap a",
      "object ConfigMap twin-left",
      "object ConfigMap twin-right",
    ]);
    expect(dataOf(rendered)).toEqual({ imported: "hello" });
    expect(dataOf(rendered, "twin-left")).toEqual({ text: "l z" });
    expect(dataOf(rendered, "twin-right")).toEqual({ text: "own z" });
  });

  it("are switched on by the given values; a render leaves nothing behind for the next one", async () => {
    const count = async (values: string) =>
      answered(await renderFiles(session, files, { values })).objects.length;
    expect([await count("sub: {enabled: true}"), await count("{}")]).toEqual([4, 3]);
    const digest = "kept chart";
    answered(await session.loadChart({ digest, files }));
    const again = async (values: string) => {
      const request = { releaseName: "r", namespace: "n", isUpgrade: false, kubernetesVersion: "v1.36.3" };
      return answered(
        await session.render({
          ...request,
          chart: digest,
          apiVersions: [],
          values,
          keep: "",
          contents: false,
        }),
      ).objects.length;
    };
    expect([await again("sub: {enabled: true}"), await again("{}"), await again("{}")]).toEqual([4, 3, 3]);
  });

  it("tell the faults of their values below their own key", async () => {
    const schema = '{"type": "object", "properties": {"text": {"type": "string"}}}';
    const failure = failureOf(
      await renderFiles(
        session,
        { ...files, "charts/twin/values.schema.json": schema },
        { values: "right: {text: 1}" },
      ),
    );
    expect(failure.code).toBe("chart-values");
    expect(failure.faults).toEqual([
      { pointer: "/right/text", keyword: "type", message: expect.any(String) },
    ]);
  });
});
