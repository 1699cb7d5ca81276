import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileFiles, compileText, readText } from "../../support/compile.ts";

const EXAMPLE = readText("examples/turing-pi/homelab.yaml");

const readme = (homelab: string, files: Readonly<Record<string, string>> = {}): string =>
  new TextDecoder().decode(
    compileFiles({ ...files, "homelab.yaml": homelab }).compiled?.tree.files.get("README.md"),
  );

const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^(\`{3,})${language}\\n([\\s\\S]*?)^\\1$`, "gm"))].map(
    ([, , body = ""]) => body,
  );

/** Cells of each row of each table: bars behind a backslash or in code do not count. */
const widths = (text: string): number[][] =>
  text
    .split(/\n\n+/)
    .filter((part) => part.startsWith("|"))
    .map((part) => part.split("\n").map((row) => row.replace(/\\./g, "").split("|").length));

describe("the README of the example", () => {
  const text = readme(EXAMPLE);

  it("tells topology, addresses, components, bootstrap and secrets", () => {
    for (const heading of [
      "## Topology",
      "## Addresses",
      "## For people",
      "## What runs",
      "## Before you begin",
      "### Router",
      "## Bootstrap",
      "### Secrets",
      "### Names",
      "## Later",
    ])
      expect(text).toContain(`\n${heading}\n`);
    expect(blocks(text, "mermaid")).toHaveLength(1);
    expect(text).toContain("| `192.168.178.31` | pi1, server |");
  });

  it("has commands that a shell understands", () => {
    const scripts = blocks(text, "sh");
    expect(scripts.length).toBeGreaterThan(4);
    for (const script of scripts)
      expect(spawnSync("sh", ["-n"], { input: script, encoding: "utf8" }).stderr, script).toBe("");
  });

  it("creates each Secret by a command where none are kept in Git, both halves of a login from one variable", () => {
    const byHand = EXAMPLE.replace(/^secrets:\n.*\n/m, "");
    expect(byHand).not.toBe(EXAMPLE);
    const text = readme(byHand);
    const { compiled } = compileText(byHand);
    const wanted =
      compiled?.plan.contributions.Secret.map(
        ({ value }) => value.value as { namespace: string; name: string; keys: { shared?: string }[] },
      ) ?? [];
    expect(wanted.length).toBeGreaterThan(3);
    for (const { namespace, name } of wanted)
      expect(text).toContain(`kubectl -n ${namespace} create secret generic ${name} `);
    const shared = wanted.flatMap(({ keys }) => keys.flatMap((key) => key.shared ?? []));
    const twice = shared.filter((id, index) => shared.indexOf(id) !== index);
    expect(twice.length).toBeGreaterThan(0);
    for (const id of twice) {
      const variable = id.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
      expect(text.match(new RegExp(`^${variable}=`, "gm"))).toHaveLength(1);
      expect(text.match(new RegExp(`"\\$${variable}"`, "g"))?.length).toBeGreaterThan(1);
    }
  });
});

describe("texts of blueprints cannot break the page", () => {
  const blueprint = (title: string, description: string): Record<string, string> => ({
    "blueprints/extensions/x/blueprint.yaml": JSON.stringify({
      apiVersion: "k8sgen.dev/v1",
      kind: "Blueprint",
      metadata: { name: "x", title, description },
      slots: [{ path: "extensions.x" }],
    }),
    "blueprints/extensions/x/schema.json":
      '{"title":"X","description":"x","type":"object","additionalProperties":false,"properties":{}}',
    "blueprints/extensions/x/contributions.yaml.hbs": `Route: [{name: x, namespace: x, host: ${JSON.stringify(description)}, service: x, port: 80, title: ${JSON.stringify(title)}}]\nSecret: [{name: x, namespace: x, reason: ${JSON.stringify(description)}, keys: [{name: k, description: ${JSON.stringify(title)}}]}]\nRunbook: [{name: x, title: ${JSON.stringify(title)}, phase: restore, steps: [{text: ${JSON.stringify(description)}}, {text: ${JSON.stringify(title)}, commands: ["echo '\`\`\`'"]}]}]\n`,
  });
  const nasty = fc
    .oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom(
        "a | b",
        "```",
        "`x`",
        "<script>",
        '"]; x["',
        "a\nb",
        "\\",
        "$(id)",
        "'; id; '",
        "end",
        "%%{init}%%",
        "[x](y)",
      ),
    )
    .filter((text) => text.isWellFormed() && !text.includes("{{") && text.trim() !== "");

  it("any text (property)", () => {
    fc.assert(
      fc.property(nasty, nasty, (title, description) => {
        const text = readme(`${EXAMPLE}extensions:\n  x: {}\n`, blueprint(title, description));
        expect(text).not.toBe("");
        for (const rows of widths(text)) expect(new Set(rows).size).toBe(1);
        expect(blocks(text, "mermaid")).toHaveLength(1);
        for (const line of (blocks(text, "mermaid")[0] ?? "").split("\n"))
          expect((line.match(/"/g) ?? []).length % 2).toBe(0);
        for (const script of blocks(text, "sh"))
          expect(spawnSync("sh", ["-n"], { input: script, encoding: "utf8" }).stderr).toBe("");
      }),
      { numRuns: 15 },
    );
  });
});
