import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../cli/process.ts";
import { temporaryFolder } from "../support/cli.ts";
import { readText } from "../support/compile.ts";
import { ROOT } from "../support/root.ts";

/** Commands that need no network, no terminal and no key of somebody. */
const QUICK = new Set(["init", "fmt", "migrate", "explain", "ip", "schema", "completion"]);

/** The commands that README.md shows in blocks, without their remarks. */
const shown = [...readText("README.md").matchAll(/^ {4}k8sgen ([^\n#]+)/gm)]
  .map(([, command = ""]) => command.trim().split(/\s+/))
  .filter(([name = ""]) => QUICK.has(name));

describe("the commands in README.md do what it says", () => {
  it("shows all of them", () =>
    expect(new Set(shown.map(([name]) => name))).toEqual(
      new Set([...QUICK].filter((name) => name !== "completion")),
    ));

  it.each(shown.map((args) => ({ args, title: args.join(" ") })))("k8sgen $title", ({ args }) => {
    const folder = temporaryFolder();
    const isNew = args[0] === "init";
    // Without a terminal nothing can be asked.
    const given = isNew && !args.includes("--yes") ? [...args, "--yes"] : args;
    if (!isNew) {
      copyFileSync(join(ROOT, "examples/turing-pi/homelab.yaml"), join(folder, "homelab.yaml"));
      if (args.includes("--check")) expect(run(["fmt"], folder).code).toBe(0);
    }
    const { code, stderr } = run(given, folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});
