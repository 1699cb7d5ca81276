import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments, parseDocument, Scalar, visit } from "yaml";
import type { Compilation } from "../../src/compile.ts";
import { compileText, readText } from "../support/compile.ts";

const HOSTILE = {
  quotes: `a"b'c\`d`,
  newlines: "a\nkind: Evil\n---\nmetadata: {}\n",
  "Go templates": '{{ .Values.secret }}{{- fail "x" }}',
  handlebars: "{{spec.password}}{{{x}}}",
  substitution: "${HOME} $(id) $__file{/etc/passwd}",
  tags: "!!python/object:os.system x",
  anchors: "&a *a",
  prototype: "__proto__",
  placeholder: "k8sgen0T0E",
  comment: "a # b",
  "YAML 1.1": "yes",
  number: "012",
  controls: "a\u0007b\u001b[31mc\u2028d",
  dots: "../../../etc/passwd",
} as const;

type Hostile = keyof typeof HOSTILE;

const source = readText("examples/turing-pi/homelab.yaml");

/** Key paths of every string value of the example. */
function stringPaths(): (string | number)[][] {
  const found: (string | number)[][] = [];
  const walk = (value: unknown, path: (string | number)[]) => {
    if (typeof value === "string") found.push(path);
    else if (Array.isArray(value)) for (const [index, item] of value.entries()) walk(item, [...path, index]);
    else if (typeof value === "object" && value !== null)
      for (const [key, child] of Object.entries(value)) walk(child, [...path, key]);
  };
  walk(parse(source), []);
  return found;
}

function replaced(path: readonly (string | number)[], value: string): string {
  const document = parseDocument(source);
  const scalar = new Scalar(value);
  scalar.type = Scalar.QUOTE_DOUBLE;
  document.setIn(path, scalar);
  return document.toString({ lineWidth: 0 });
}

const isYaml = (file: string): boolean =>
  /\.yaml$|\/(meta-data|network-config)$/.test(file) && !file.startsWith("chart/templates/");

/** Digests follow from what they are made of. */
const withoutDigests = (text: string): string => text.replace(/\b[0-9a-f]{64}\b/g, "<digest>");

/** Every scalar of a YAML text with its path, in order. */
function scalars(text: string): string[] {
  return parseAllDocuments(text, { version: "1.1" }).flatMap((document, index) => {
    const leaves: string[] = [];
    visit(document, {
      Scalar(_, node, ancestors) {
        leaves.push(
          withoutDigests(`${index}:${ancestors.length}:${typeof node.value}:${String(node.value)}`),
        );
      },
    });
    expect(document.errors).toEqual([]);
    return leaves;
  });
}

const WORD = "benignword";

function holds(
  name: Hostile,
  result: Compilation,
  benign: ReadonlyMap<string, Uint8Array> | undefined,
): void {
  const hostile = HOSTILE[name];
  if (result.compiled === undefined) {
    expect(result.diagnostics.length, name).toBeGreaterThan(0);
    expect(
      result.diagnostics.every(({ location }) => location !== undefined),
      name,
    ).toBe(true);
    return;
  }
  expect(benign, `${name} was taken where a harmless word was not`).toBeDefined();
  const expected = new Map(
    [...(benign ?? [])].map(([file, bytes]) => [
      file.replaceAll(WORD, hostile),
      new TextDecoder().decode(bytes),
    ]),
  );
  expect([...result.compiled.tree.files.keys()].sort(), name).toEqual([...expected.keys()].sort());
  for (const [file, bytes] of result.compiled.tree.files) {
    const text = new TextDecoder().decode(bytes);
    const harmless = expected.get(file) ?? "";
    // Where the value does not come up, nothing may have changed.
    if (!isYaml(file) || (text === harmless && !harmless.includes(WORD))) continue;
    const wanted = scalars(harmless).map((leaf) => leaf.replaceAll(WORD, hostile));
    expect(scalars(text), `${name} in ${file}`).toEqual(wanted);
  }
}

describe("a hostile string in any value ends as that string, or in a diagnostic", () => {
  it.each(stringPaths().map((path) => ({ path })))("$path", ({ path }) => {
    // A harmless word of the same place shows what the output looks like when the value is only a value.
    const benign = compileText(replaced(path, WORD)).compiled?.tree.files;
    for (const name of Object.keys(HOSTILE) as Hostile[])
      holds(name, compileText(replaced(path, HOSTILE[name])), benign);
  });
});
