import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { Sources } from "../../src/diagnostics/sources.ts";
import { junit } from "../../src/report/junit.ts";
import { type BuildReport, EMPTY_REPORT } from "../../src/report/report.ts";
import { sarif } from "../../src/report/sarif.ts";

const UGLY = 'a <b> & "c" \u0000\u001b[2J\u0007 ]]> \ud800 \ufffe 😀';

const DIAGNOSTICS: readonly Diagnostic[] = [
  {
    code: "E_TYPE",
    severity: "error",
    message: UGLY,
    location: { file: "./home lab.yaml", line: 3, column: 5, endLine: 3, endColumn: 9 },
    path: "network.lan",
    hint: "quotes make a string",
    related: [
      {
        message: "through the blueprint's line",
        location: { file: "k8sgen/blueprints/dns/a/values.yaml.hbs", line: 2, column: 1 },
      },
    ],
  },
  { code: "W_LOCK_STALE", severity: "warning", message: "two\nlines", path: "" },
  {
    code: "E_TYPE",
    severity: "error",
    message: "again",
    location: { file: "/srv/lab/blueprints/ü.yaml", line: 1, column: 1 },
  },
  {
    code: "E_OBJECT_INVALID",
    severity: "error",
    message: "far away",
    location: { file: "https://example.org/a b.yaml", line: 1, column: 1 },
  },
  {
    code: "E_UMBRELLA",
    severity: "info",
    message: "x",
    location: { file: "C:\\lab\\a.yaml", line: 1, column: 1 },
  },
];

const chart = (component: string, more: object) => ({
  component,
  name: component,
  version: "1.0.0",
  repository: "https://charts.example.org",
  rendered: true,
  ...more,
});

const REPORT: BuildReport = {
  ...EMPTY_REPORT,
  name: "t",
  diagnostics: DIAGNOSTICS,
  charts: [chart("one", {}), chart("two", { rendered: false, reason: "no archive at hand" })],
  stages: [
    { stage: "load", ms: 12 },
    { stage: "verify", ms: 1234 },
  ],
};

/** The schema of the standard, as its makers' package has it. It is written for draft 4, whose words here mean the same in draft 7. */
function standard() {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve("@microsoft/jest-sarif/package.json"));
  const {
    $schema: _,
    id: __,
    ...schema
  } = JSON.parse(readFileSync(join(folder, "lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8"));
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  ajv.addFormat("uri", (text: string) => URL.canParse(text));
  ajv.addFormat("uri-reference", (text: string) => /^[\w%./:~-]*$/.test(text));
  ajv.addFormat("date-time", true);
  return ajv.compile(schema);
}

describe("SARIF", () => {
  const valid = standard();
  const text = sarif(DIAGNOSTICS, { version: "1.2.3", file: "homelab.yaml" });
  const run = JSON.parse(text).runs[0];

  it("is what the standard's schema asks for, with faults and without", () => {
    const clean = sarif([], { version: "1.2.3", file: "homelab.yaml" });
    for (const document of [text, clean]) {
      valid(JSON.parse(document));
      expect(valid.errors).toBeNull();
    }
    expect(valid({ ...JSON.parse(clean), runs: [{ tool: {} }] })).toBe(false);
  });

  it("has one rule for each code that occurs, with its docs", () => {
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      "E_OBJECT_INVALID",
      "E_TYPE",
      "E_UMBRELLA",
      "W_LOCK_STALE",
    ]);
    expect(run.tool.driver.rules[1]).toMatchObject({
      shortDescription: { text: "Wrong type." },
      defaultConfiguration: { level: "error" },
    });
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  it("marks the range, and gives a place to what has none", () => {
    const found = run.results.map(
      (result: {
        level: string;
        locations: { physicalLocation: { artifactLocation: object; region: object } }[];
      }) => [
        result.level,
        result.locations[0]?.physicalLocation.artifactLocation,
        result.locations[0]?.physicalLocation.region,
      ],
    );
    const point = { startLine: 1, startColumn: 1 };
    expect(found).toEqual([
      [
        "error",
        { uri: "home%20lab.yaml", uriBaseId: "%SRCROOT%" },
        { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 },
      ],
      ["warning", { uri: "homelab.yaml", uriBaseId: "%SRCROOT%" }, point],
      ["error", { uri: "file:///srv/lab/blueprints/%C3%BC.yaml" }, point],
      ["error", { uri: "https://example.org/a%20b.yaml" }, point],
      ["note", { uri: "file:///C:/lab/a.yaml" }, point],
    ]);
  });

  it("tells the blueprint's line, the key and the hint", () => {
    expect(run.results[0]).toMatchObject({
      message: { text: expect.stringMatching(/\nHint: quotes make a string$/) },
      locations: [{ logicalLocations: [{ fullyQualifiedName: "network.lan" }] }],
      relatedLocations: [
        {
          id: 1,
          physicalLocation: {
            artifactLocation: { uri: "blueprints/dns/a/values.yaml.hbs", uriBaseId: "K8SGEN" },
          },
        },
      ],
    });
    expect(run.results[0].message.text).not.toMatch(/[\u0000-\u0009\u001b]/);
  });
});

describe("JUnit XML", () => {
  const schema = XmlDocument.fromBuffer(readFileSync(join(import.meta.dirname, "junit.xsd")));
  const validator = XsdValidator.fromDoc(schema);
  const sources = new Sources();
  sources.add("./home lab.yaml", `a: 1\nb: 2\n    <&>\u0000\n`);
  const text = junit(REPORT, sources);

  const all = (path: string): readonly string[] => {
    const document = XmlDocument.fromString(text);
    const values = document.find(path).map(({ content }) => content);
    document.dispose();
    return values;
  };

  it("is what its readers understand, with faults and without", () => {
    const clean = junit({ ...REPORT, diagnostics: [], charts: [], stages: [] }, sources);
    for (const each of [text, clean]) {
      const document = XmlDocument.fromString(each);
      expect(() => validator.validate(document)).not.toThrow();
      document.dispose();
    }
    const other = XmlDocument.fromString(text.replace(/<skipped/, "<skpped"));
    expect(() => validator.validate(other)).toThrow();
    other.dispose();
  });

  it("counts what it holds", () => {
    expect(all("/testsuites/@tests | /testsuites/@failures | /testsuites/@time")).toEqual([
      "9",
      "3",
      "1.246",
    ]);
    expect(all("//testcase/@name")).toHaveLength(9);
    expect(all("//testcase[failure]/@name")).toHaveLength(3);
    expect(all("/testsuites/testsuite/@skipped")).toEqual(["1"]);
  });

  it("names the place, and shows what the terminal shows", () => {
    expect(all("//testcase[failure]/@name")[0]).toBe("E_TYPE ./home lab.yaml:3:5 network.lan");
    const [first = ""] = all("//failure");
    expect(first).toContain("3 |     <&>\ufffd");
    expect(first).toContain("hint: quotes make a string");
    expect(all("//failure/@message")[0]).toBe('a <b> & "c" \ufffd\ufffd[2J\ufffd ]]> \ufffd \ufffd 😀');
    expect(all("//system-out")[0]).toContain("two\n  lines");
    expect(all("//skipped/@message")).toEqual(["no archive at hand"]);
  });
});
