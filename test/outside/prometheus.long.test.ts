import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import { clientPath } from "../../scripts/clients.mjs";
import { temporaryFolder } from "../support/cli.ts";
import { compileText, readText } from "../support/compile.ts";

const promtool = clientPath("promtool");
const skipped = promtool.path === undefined ? ` (skipped: ${promtool.reason})` : "";

interface RuleGroup {
  readonly name: string;
  readonly rules: readonly unknown[];
}

/** The rules that a homelab's components contribute, each group below the name of its object. */
function groupsOf(homelab: string): readonly (readonly [name: string, group: RuleGroup])[] {
  const bytes = compileText(homelab).compiled?.tree.files.get("manifests/prometheus/rules.yaml");
  return parseAllDocuments(new TextDecoder().decode(bytes))
    .map((document) => document.toJS())
    .flatMap(({ metadata, spec }) =>
      spec.groups.map(
        (group: RuleGroup) => [`${metadata.namespace}/${metadata.name}: ${group.name}`, group] as const,
      ),
    );
}

const check = (group: RuleGroup): { readonly status: number | null; readonly output: string } => {
  const path = join(temporaryFolder(), "rules.yaml");
  writeFileSync(path, stringify({ groups: [group] }));
  const { status, stdout, stderr } = spawnSync(
    promtool.path ?? "",
    ["check", "rules", "--lint=all", "--lint-fatal", path],
    { encoding: "utf8" },
  );
  return { status, output: `${stdout}${stderr}` };
};

describe("alert rules, looked at by Prometheus' own promtool", () => {
  const groups = groupsOf(readText("examples/turing-pi/homelab.yaml"));

  it("are there for most components", () => expect(groups.length).toBeGreaterThan(6));

  it.skipIf(promtool.path === undefined).each(groups)(`%s is valid${skipped}`, (_, group) => {
    const { status, output } = check(group);
    expect(status, output).toBe(0);
    expect(output).toContain(`SUCCESS: ${group.rules.length} rules found`);
  });

  it.skipIf(promtool.path === undefined)(`would not be, with a fault${skipped}`, () => {
    expect(check({ name: "a", rules: [{ alert: "A", expr: "rate(a[5m" }] }).status).not.toBe(0);
  });
});
