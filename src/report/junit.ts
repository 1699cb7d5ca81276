import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { inOrder, withoutRepeats } from "../diagnostics/order.ts";
import type { Sources } from "../diagnostics/sources.ts";
import { formatLocation, renderText } from "../diagnostics/text.ts";
import type { BuildReport, ChartResult } from "./report.ts";

interface TestCase {
  readonly group: string;
  readonly name: string;
  /** Milliseconds. */
  readonly ms?: number;
  /** What stands inside of the element, as XML. */
  readonly inner: string;
  readonly outcome: "passed" | "failed" | "skipped";
}

/**
 * The report as JUnit XML. There is a test case for each stage that was come through, for each chart, and for each
 * diagnostic: an error fails it; a warning is its output, since JUnit has no other place for one. The elements are those
 * that Jenkins and GitLab read.
 * https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 * https://docs.gitlab.com/ci/testing/unit_test_reports/
 */
export function junit(report: BuildReport, sources: Sources): string {
  return junitOf([report], sources);
}

/** The reports of many homelabs, one suite each. */
export function junitOf(reports: readonly BuildReport[], sources: Sources): string {
  const suites = reports.map((report) => suiteOf(report, sources));
  const sum = (of: (suite: Suite) => number) => suites.reduce((total, suite) => total + of(suite), 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="k8sgen" tests="${sum(({ tests }) => tests)}" failures="${sum(({ failures }) => failures)}" errors="0" time="${seconds(sum(({ ms }) => ms))}">`,
    ...suites.flatMap(({ lines }) => lines),
    "</testsuites>",
    "",
  ].join("\n");
}

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly ms: number;
  readonly lines: readonly string[];
}

function suiteOf(report: BuildReport, sources: Sources): Suite {
  const cases = [
    ...report.stages.map(({ stage, ms }) => passed("stages", stage, ms)),
    ...report.charts.map(chartCase),
    ...inOrder(withoutRepeats(report.diagnostics)).map((diagnostic) => diagnosticCase(diagnostic, sources)),
  ];
  const count = (outcome: TestCase["outcome"]) => cases.filter((each) => each.outcome === outcome).length;
  const ms = cases.reduce((sum, { ms = 0 }) => sum + ms, 0);
  const failures = count("failed");
  const totals = `tests="${cases.length}" failures="${failures}" errors="0"`;
  const lines = [
    `  <testsuite name="${attribute(report.name ?? "homelab")}" ${totals} skipped="${count("skipped")}" time="${seconds(ms)}">`,
    ...cases.map(element),
    "  </testsuite>",
  ];
  return { tests: cases.length, failures, ms, lines };
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const passed = (group: string, name: string, ms?: number): TestCase => ({
  group,
  name,
  inner: "",
  outcome: "passed",
  ...(ms === undefined ? {} : { ms }),
});

function chartCase({ component, name, version, rendered, reason }: ChartResult): TestCase {
  const title = `${component}: ${name} ${version}`;
  return rendered
    ? passed("charts", title)
    : {
        group: "charts",
        name: title,
        inner: `<skipped message="${attribute(reason ?? "not rendered")}"/>`,
        outcome: "skipped",
      };
}

function diagnosticCase(diagnostic: Diagnostic, sources: Sources): TestCase {
  const { code, severity, message, location, path } = diagnostic;
  const place = location === undefined ? "" : ` ${formatLocation(location)}`;
  const text = content(renderText([diagnostic], { color: false, sources }));
  const isError = severity === "error";
  return {
    group: code,
    name: `${code}${place}${path === undefined || path === "" ? "" : ` ${path}`}`,
    inner: isError
      ? `<failure type="${code}" message="${attribute(message)}">${text}</failure>`
      : `<system-out>${text}</system-out>`,
    outcome: isError ? "failed" : "passed",
  };
}

function element({ group, name, ms = 0, inner }: TestCase): string {
  const head = `    <testcase classname="k8sgen.${attribute(group)}" name="${attribute(name)}" time="${seconds(ms)}"`;
  return inner === "" ? `${head}/>` : `${head}>${inner}</testcase>`;
}

/** What XML 1.0 cannot hold in any form: https://www.w3.org/TR/xml/#charsets */
const NO_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const content = (text: string): string =>
  text.replace(NO_XML, "\ufffd").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Line ends and tabs in an attribute would be read as blanks. */
const attribute = (text: string): string =>
  content(text)
    .replaceAll('"', "&quot;")
    .replaceAll("\t", "&#9;")
    .replaceAll("\n", "&#10;")
    .replaceAll("\r", "&#13;");
