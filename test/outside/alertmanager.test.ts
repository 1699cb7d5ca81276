import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { toolPath } from "../../scripts/tools.mjs";
import { temporaryFolder } from "../support/cli.ts";
import { ROOT } from "../support/root.ts";

const amtool = toolPath("amtool");
const skipped = amtool.path === undefined ? ` (skipped: ${amtool.reason})` : "";
const CASES = join(ROOT, "blueprints/observability/prometheus/cases");

/** The file with the configuration that a case's values give Alertmanager. */
function configuration(example: string): string {
  const values = JSON.parse(readFileSync(join(CASES, example, "expected/values.json"), "utf8"));
  const path = join(temporaryFolder(), "alertmanager.yaml");
  writeFileSync(path, stringify(values.alertmanager.config));
  return path;
}

function run(args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(amtool.path ?? "", args, { encoding: "utf8" });
  return { status, output: `${stdout}${stderr}` };
}

describe("Alertmanager's configuration, looked at by its makers' amtool", () => {
  it.skipIf(amtool.path === undefined).each(readdirSync(CASES))(
    `of the case %s is valid${skipped}`,
    (example) => {
      const { status, output } = run(["check-config", configuration(example)]);
      expect(status, output).toBe(0);
      expect(output).toContain("SUCCESS");
    },
  );

  it.skipIf(amtool.path === undefined).each([
    [["severity=critical"], "house,mail,telephone,family,channel,work,night"],
    [["severity=warning"], "house,mail,family,channel,work"],
    [["severity=info"], undefined],
    [["alertname=InfoInhibitor", "severity=none"], undefined],
  ])(`leads %j where it belongs${skipped}`, (labels, receivers) => {
    const { status, output } = run([
      "config",
      "routes",
      "test",
      `--config.file=${configuration("complete")}`,
      ...labels,
    ]);
    expect(status, output).toBe(0);
    const expected = receivers?.split(",").map((name) => `notify-${name}`) ?? ["null"];
    expect(output.trim().split(",").sort()).toEqual(expected.sort());
  });

  it.skipIf(amtool.path === undefined)(`leads the watchdog to the dead man's switch alone${skipped}`, () => {
    const { output } = run([
      "config",
      "routes",
      "test",
      `--config.file=${configuration("complete")}`,
      "alertname=Watchdog",
      "severity=none",
    ]);
    expect(output.trim()).toBe("dead-mans-switch");
  });
});
