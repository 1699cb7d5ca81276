import { describe, expect, it } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import { archive, blueprint, charted, type Files, type Job, laboratory } from "./lab.ts";

const { run, engine } = laboratory();

const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: {{ .Release.Namespace }}}\n";

/** A blueprint `one` with a chart whose templates are these. */
const chart = (files: Readonly<Record<string, string>>, metadata = ""): Files => ({
  ...blueprint("one", charted("one")),
  "charts/one-1.0.0.tgz": archive("one", { "templates/a.yaml": CONFIG, ...files }, { metadata }),
});

const SCHEMA = JSON.stringify({
  type: "object",
  properties: { replicas: { type: "integer" }, mode: { enum: ["a", "b"] } },
});

const SWITCHED_ON = "homelab.yaml:9:8 extensions.one";

interface Case extends Omit<Job, "use"> {
  readonly title: string;
  readonly use?: string;
  readonly expected: readonly string[];
  readonly says: string;
}

const FILES: readonly Case[] = [
  {
    title: "another version than the one that is pinned",
    files: { ...chart({}), "charts/one-1.0.0.tgz": archive("one", {}, { version: "1.0.1" }) },
    expected: [`E_CHART_FILE ${SWITCHED_ON}`],
    says: "`charts/one-1.0.0.tgz` is not the chart of `one`: it holds one 1.0.1.",
  },
  {
    title: "another chart",
    files: { ...chart({}), "charts/one-1.0.0.tgz": archive("two", {}) },
    expected: [`E_CHART_FILE ${SWITCHED_ON}`],
    says: "it holds two 1.0.0.",
  },
  {
    title: "half of an archive",
    files: {
      ...chart({}),
      "charts/one-1.0.0.tgz": archive("one", { "templates/a.yaml": CONFIG }).slice(0, 120),
    },
    expected: [`E_CHART_FILE ${SWITCHED_ON}`],
    says: "it is no gzipped archive, or cut off",
  },
  {
    title: "garbage",
    files: { ...chart({}), "charts/one-1.0.0.tgz": "<html>404</html>" },
    expected: [`E_CHART_FILE ${SWITCHED_ON}`],
    says: "`charts/one-1.0.0.tgz` is not the chart of `one`: ",
  },
  {
    title: "an empty file",
    files: { ...chart({}), "charts/one-1.0.0.tgz": "" },
    expected: [`E_CHART_FILE ${SWITCHED_ON}`],
    says: "`charts/one-1.0.0.tgz` is not the chart of `one`: ",
  },
  {
    title: "an archive that cannot be read",
    files: chart({}),
    unreadable: ["charts/one-1.0.0.tgz"],
    expected: [`E_CHART_FILE ${SWITCHED_ON}`],
    says: "The chart of `one` cannot be read: charts/one-1.0.0.tgz: permission denied.",
  },
  {
    title: "a folder of charts that is not there",
    files: blueprint("one", charted("one")),
    expected: ["E_CHARTS_DIR"],
    says: "`charts` is not a folder that can be read.",
  },
  {
    title: "a folder of charts that cannot be read",
    files: chart({}),
    unreadable: ["charts"],
    expected: ["E_CHARTS_DIR"],
    says: "`charts` is not a folder that can be read.",
  },
];

const VALUES: readonly Case[] = [
  {
    title: "a value of the user's, at its line",
    use: "  one:\n    values:\n      replicas: many",
    files: chart({ "values.schema.json": SCHEMA }),
    expected: ["E_CHART_VALUES homelab.yaml:11:17 extensions.one.values.replicas"],
    says: "The chart of `one` refuses its values: `replicas`: got string, want integer.",
  },
  {
    title: "a literal of the blueprint's, at its line",
    files: {
      ...chart({ "values.schema.json": SCHEMA }),
      ...blueprint("one", charted("one"), { "values.yaml.hbs": "replicas: 1\nmode: c\n" }),
    },
    expected: ["E_CHART_VALUES blueprints/extensions/one/values.yaml.hbs:2:7"],
    says: "`mode`: value must be one of 'a', 'b'.",
  },
  {
    title: "a value of the user's that went through the blueprint, at the user's line",
    use: "  one:\n    size: many",
    files: {
      ...chart({ "values.schema.json": SCHEMA }),
      ...blueprint("one", charted("one"), { "values.yaml.hbs": "mode: a\nreplicas: {{spec.size}}\n" }),
    },
    expected: ["E_CHART_VALUES homelab.yaml:10:11 extensions.one.size"],
    says: "`replicas`: got string, want integer.",
  },
  {
    title: "a default of the blueprint's schema, where the user might have written another",
    files: {
      ...chart({ "values.schema.json": SCHEMA }),
      ...blueprint("one", charted("one"), {
        "values.yaml.hbs": "replicas: {{spec.size}}\n",
        "schema.json":
          '{"title":"X","description":"x","type":"object","additionalProperties":false,"properties":{"size":{"type":"string","description":"x","default":"many"}}}',
      }),
    },
    expected: ["E_CHART_VALUES homelab.yaml:9:3 extensions.one.size"],
    says: "`replicas`: got string, want integer.",
  },
  {
    title: "a value of the user's over the blueprint's, at the user's line",
    use: "  one: {values: {mode: d}}",
    files: {
      ...chart({ "values.schema.json": SCHEMA }),
      ...blueprint("one", charted("one"), { "values.yaml.hbs": "mode: c\n" }),
    },
    expected: ["E_CHART_VALUES homelab.yaml:9:24 extensions.one.values.mode"],
    says: "`mode`: value must be one of 'a', 'b'.",
  },
  {
    title: "a default of the chart's own, where the component is switched on",
    files: chart({ "values.schema.json": SCHEMA, "values.yaml": "mode: x\n" }),
    expected: [`E_CHART_VALUES ${SWITCHED_ON}`],
    says: "`mode`: value must be one of 'a', 'b'.",
  },
  {
    title: "a key that is missing, where the component is switched on",
    files: chart({ "values.schema.json": '{"required":["host"]}' }),
    expected: [`E_CHART_VALUES ${SWITCHED_ON}`],
    says: "missing property 'host'",
  },
  {
    title: "a value of a subchart",
    use: "  one: {values: {sub: {size: big}}}",
    files: chart({
      "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.1.0\n",
      "charts/sub/values.schema.json": '{"properties":{"size":{"type":"integer"}}}',
    }),
    expected: ["E_CHART_VALUES homelab.yaml:9:30 extensions.one.values.sub.size"],
    says: "`sub.size`: got string, want integer.",
  },
  {
    title: "unknown keys, each at its line",
    use: "  one:\n    values:\n      a: 1\n      b: 2",
    files: chart({ "values.schema.json": '{"additionalProperties":false,"properties":{"global":{}}}' }),
    expected: [
      "E_CHART_VALUES homelab.yaml:11:10 extensions.one.values.a",
      "E_CHART_VALUES homelab.yaml:12:10 extensions.one.values.b",
    ],
    says: "`b`: there is no such field.",
  },
];

const RENDERING: readonly Case[] = [
  {
    title: "fail",
    files: chart({ "templates/b.yaml": '{{ fail "set a host" }}' }),
    expected: [`E_CHART_RENDER ${SWITCHED_ON}`],
    says: "set a host (one/templates/b.yaml:1)",
  },
  {
    title: "a field of nothing",
    files: chart({ "templates/b.yaml": "a: b\nc: {{ .Values.x.y.z }}\n" }),
    expected: [`E_CHART_RENDER ${SWITCHED_ON}`],
    says: "nil pointer evaluating interface {}.y (one/templates/b.yaml:2)",
  },
  {
    title: "a template that cannot be parsed",
    files: chart({ "templates/b.yaml": "{{ if }}" }),
    expected: [`E_CHART_RENDER ${SWITCHED_ON}`],
    says: "missing value for if",
  },
  {
    title: "a result that is no YAML",
    files: chart({ "templates/b.yaml": "a: [\n" }),
    expected: [`E_CHART_RENDER ${SWITCHED_ON}`],
    says: "one/templates/b.yaml",
  },
  {
    title: "another Kubernetes version",
    files: chart({}, 'kubeVersion: ">=1.99.0-0"\n'),
    expected: [`E_CHART_RENDER ${SWITCHED_ON}`],
    says: "the chart wants Kubernetes >=1.99.0-0",
  },
  {
    title: "an unknown field",
    files: chart({
      "templates/b.yaml":
        "apiVersion: v1\nkind: Service\nmetadata: {name: p}\nspec: {ports: [{name: a, port: 1}, {name: b, port: 2, prt: 3}]}\n",
    }),
    expected: [`E_CHART_OBJECT ${SWITCHED_ON}`],
    says: "The chart of `one` renders Service p, which Kubernetes would refuse: `spec.ports[1].prt`: there is no such field (one/templates/b.yaml).",
  },
  {
    title: "an unknown field in a hook",
    files: chart({
      "templates/b.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: h, annotations: {helm.sh/hook: pre-install}}\ndta: {}\n",
    }),
    expected: [`E_CHART_OBJECT ${SWITCHED_ON}`],
    says: "`dta`: there is no such field",
  },
  {
    title: "a random text",
    files: chart({
      "templates/b.yaml": `${CONFIG.replace("name: c", "name: d")}data: {a: {{ randAlphaNum 20 | quote }}}\n`,
    }),
    expected: [`E_CHART_RANDOM ${SWITCHED_ON}`],
    says: "renders other bytes each time: it invents a password, token or certificate.\n- ConfigMap one/d data.a",
  },
  {
    title: "a certificate authority of its own",
    files: chart({
      "templates/b.yaml": `{{- $ca := genCA "x" 365 -}}\n${CONFIG.replace("name: c", "name: d")}data: {a: {{ $ca.Cert | quote }}}\n`,
    }),
    expected: [`E_CHART_RANDOM ${SWITCHED_ON}`],
    says: "invents a password, token or certificate",
  },
  {
    title: "a Secret with a password",
    files: chart({
      "templates/b.yaml":
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: one}\nstringData: {password: hunter2}\n",
    }),
    expected: [`E_SECRET_CLEAR ${SWITCHED_ON}`],
    says: "The values of `one` make its chart write `password` into Secret one/s in clear text.",
  },
];

describe.each([
  { what: "archives", cases: FILES },
  { what: "values", cases: VALUES },
  { what: "rendering", cases: RENDERING },
])("$what: what is wrong with a chart is told, and nothing is written", ({ cases }) => {
  it.each(cases)("$title", async ({ use = "  one: {}", expected, says, ...job }) => {
    const { found, messages, written, report } = await run({ use, charts: true, ...job });
    expect(found).toEqual(expected);
    expect(messages).toContain(says);
    expect(report.ok).toBe(false);
    expect(written).toEqual([]);
  });
});

describe("a chart that is sound", () => {
  it.each([
    { title: "an object and a hook", files: chart({}), objects: 1 },
    {
      title: "with a test that would be refused, and notes",
      files: chart({
        "templates/NOTES.txt": "{{ .Release.Name }}",
        "templates/t.yaml":
          "apiVersion: v1\nkind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\nspec: {nope: 1}\n",
      }),
      objects: 1,
    },
    {
      title: "with the release's name, namespace and values, and a condition on the version",
      files: {
        ...chart({
          "templates/b.yaml":
            '{{- if and (eq .Release.Name "one") (eq .Release.Namespace "one") (eq (int .Values.n) 7) (semverCompare ">=1.36.0-0" .Capabilities.KubeVersion.Version) .Release.IsInstall }}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: d}\n{{- end }}\n',
        }),
        ...blueprint("one", charted("one"), { "values.yaml.hbs": "n: 7\n" }),
      },
      objects: 2,
    },
  ])("$title", async ({ files, objects }) => {
    const { found, written, report } = await run({ use: "  one: {}", files, charts: true, strict: true });
    expect(found).toEqual([]);
    expect(report.charts).toEqual([
      {
        component: "one",
        name: "one",
        version: "1.0.0",
        repository: "https://charts.example.org",
        rendered: true,
        digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        objects,
      },
    ]);
    expect(written).toEqual(["t"]);
  });
});

describe("a chart without an archive", () => {
  const files = { ...blueprint("one", charted("one")), "charts/two-1.0.0.tgz": archive("two", {}) };

  it("is not told without a folder of charts; the report has it", async () => {
    const { found, written, report } = await run({ use: "  one: {}", files });
    expect(found).toEqual([]);
    expect(report.charts).toMatchObject([{ name: "one", rendered: false, reason: "no archive at hand" }]);
    expect(written).toEqual(["t"]);
  });

  it("is a warning with one", async () => {
    const { found, messages, written, report } = await run({ use: "  one: {}", files, charts: true });
    expect(found).toEqual([`W_CHART_NOT_RENDERED ${SWITCHED_ON}`]);
    expect(messages).toContain("`one-1.0.0.tgz` is not in `charts`");
    expect(report.diagnostics[0]?.severity).toBe("warning");
    expect(written).toEqual(["t"]);
  });

  it.each([true, false])("is an error with --strict (--charts: %s)", async (charts) => {
    const { found, written, report } = await run({ use: "  one: {}", files, charts, strict: true });
    expect(found).toEqual([`W_CHART_NOT_RENDERED ${SWITCHED_ON}`]);
    expect(report.diagnostics[0]?.severity).toBe("error");
    expect(written).toEqual([]);
  });
});

describe("A worker that fails between two renders", () => {
  const failing = (after: number): Engine => {
    let renders = 0;
    return {
      ...engine,
      session: (slot) => {
        const session = engine.session(slot);
        return {
          ...session,
          // The umbrella is a release, too, of another name.
          render: (request) =>
            request.releaseName === "one" && ++renders > after
              ? Promise.resolve({ error: { code: "worker", message: "the worker ended" } })
              : session.render(request),
        };
      },
    };
  };

  it("is not taken for a chart that invents what it renders", async () => {
    const files = chart({});
    const outcome = await run({ use: "  one: {}", files, charts: true, engine: failing(1) });
    expect(outcome.found).toEqual([`E_CHART_RENDER ${SWITCHED_ON}`]);
    expect(outcome.messages).toContain("the worker ended");
  });
});
