import { describe, expect, it } from "vitest";
import {
  type ChartFiles,
  chartOf,
  configMap,
  failureOf,
  renderFiles,
  renderLoaded,
  startEngine,
} from "./lab.ts";

const session = startEngine().session(0);

const fail = async (files: ChartFiles, request = {}) => failureOf(await renderFiles(session, files, request));

describe("Values that the chart's schema refuses", () => {
  const schema = JSON.stringify({
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    required: ["name"],
    properties: {
      name: { type: "string" },
      replicas: { type: "integer", minimum: 1 },
      mode: { enum: ["a", "b"] },
      hosts: { type: "array", items: { type: "object", properties: { "a/b~c": { type: "string" } } } },
      remote: { $ref: "https://example.org/never-fetched.json" },
    },
    additionalProperties: false,
  });
  const chart = chartOf({ "values.schema.json": schema, "templates/a.yaml": configMap("a: b") });

  it.each<[string, string, string, string]>([
    ["a wrong type", "{name: 1}", "/name", "type"],
    ["too small a number", "{name: a, replicas: 0}", "/replicas", "minimum"],
    ["none of the choices", "{name: a, mode: c}", "/mode", "enum"],
    ["a missing key", "{}", "", "required"],
    ["an unknown key", "{name: a, nmae: b}", "", "additionalProperties"],
    [
      "a place below a list and a key to be escaped",
      "{name: a, hosts: [{}, {a/b~c: 1}]}",
      "/hosts/1/a~1b~0c",
      "type",
    ],
  ])("are told with pointer and keyword: %s", async (_, values, pointer, keyword) => {
    const failure = await fail(chart, { values });
    expect(failure.code).toBe("chart-values");
    expect(failure.faults?.map((fault) => [fault.pointer, fault.keyword])).toEqual([[pointer, keyword]]);
  });

  it("are told all at once", async () => {
    const { faults } = await fail(chart, { values: "{name: 1, replicas: 0, mode: c}" });
    expect(faults?.map(({ pointer }) => pointer).toSorted()).toEqual(["/mode", "/name", "/replicas"]);
  });

  it("do not fetch what a schema refers to", async () => {
    const answer = await renderFiles(session, chart, { values: "{name: a, remote: 1}" });
    expect(answer).toHaveProperty("value");
  });

  it("are no map, or no YAML", async () => {
    expect((await fail(chartOf({}), { values: "[1]" })).code).toBe("chart-values");
    expect((await fail(chartOf({}), { values: "a: [" })).code).toBe("chart-values");
  });
});

describe("Charts that do not render", () => {
  it.each<[string, string]>([
    [">= 1.40.0-0", "v1.36.3"],
    ["< 1.30.0", "v1.36.3"],
  ])("want another Kubernetes: %s", async (constraint, kubernetesVersion) => {
    const failure = await fail(chartOf({}, `kubeVersion: "${constraint}"\n`), { kubernetesVersion });
    expect(failure).toMatchObject({ code: "chart-kubernetes", message: expect.stringContaining(constraint) });
  });

  it.each(["v1.36.3", "v1.36.3+k3s1"])("is not said of a version that is supported: %s", async (version) => {
    const chart = chartOf({}, 'kubeVersion: ">= 1.30.0"\n');
    expect(await renderFiles(session, chart, { kubernetesVersion: version })).toHaveProperty("value");
  });

  it.each<[string, string, number, RegExp]>([
    ["a function that fails", 'a: b\n\nb: {{ fail "no such thing" }}\n', 3, /no such thing$/],
    ["a required value", 'a: {{ required "name it" .Values.a }}\n', 1, /name it$/],
    ["a field of nothing", "a: b\nb: {{ .Values.a.b.c }}\n", 2, /nil pointer evaluating/],
    ["a syntax error", "a: b\nb: {{ if }}\n", 2, /missing value for if/],
    ["an unknown function", "\n\n\na: {{ nothing }}\n", 4, /function "nothing" not defined/],
  ])("name file and line of the chart: %s", async (_, template, line, message) => {
    const failure = await fail(chartOf({ "templates/deep/a.yaml": template }));
    expect(failure).toMatchObject({ code: "chart-render", file: "c/templates/deep/a.yaml", line });
    expect(failure.message).toMatch(message);
  });

  it("name the template of a helper that fails", async () => {
    const failure = await fail(
      chartOf({
        "templates/_helpers.tpl": '{{ define "x" }}\n{{ fail "inside" }}\n{{ end }}',
        "templates/a.yaml": 'a: {{ include "x" . }}\n',
      }),
    );
    expect(failure).toMatchObject({ code: "chart-render", message: expect.stringContaining("inside") });
    expect(failure.file).toMatch(/^c\/templates\/(_helpers\.tpl|a\.yaml)$/);
  });

  it("end where a template includes itself without end", async () => {
    const failure = await fail(
      chartOf({
        "templates/_helpers.tpl": '{{ define "x" }}{{ include "x" . }}{{ end }}',
        "templates/a.yaml": 'a: {{ include "x" . }}\n',
      }),
    );
    expect(failure.code).toBe("chart-render");
    expect(failure.message.length).toBeLessThan(1000);
  });

  it("render what is no YAML", async () => {
    const failure = await fail(chartOf({ "templates/a.yaml": "apiVersion: v1\nkind: [\n" }));
    expect(failure).toMatchObject({
      code: "chart-render",
      message: expect.stringContaining("c/templates/a.yaml"),
    });
  });

  it("were not loaded", async () => {
    const answer = await renderLoaded(session, "never loaded", { apiVersions: [], contents: false });
    expect(failureOf(answer)).toMatchObject({
      code: "chart-archive",
      message: expect.stringContaining("never loaded"),
    });
  });

  it("have no name, or no Chart.yaml", async () => {
    const broken = [{ "Chart.yaml": "apiVersion: v2\nversion: 1.0.0\n" }, { "values.yaml": "a: b\n" }];
    for (const files of broken) expect((await fail(files)).code).toBe("chart-archive");
  });
});
