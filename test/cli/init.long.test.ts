import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/cli.ts";
import { compileText, readText } from "../support/compile.ts";
import { CACHE, CLI, run } from "./process.ts";

const text = (folder: string, name = "homelab.yaml") => readFileSync(join(folder, name), "utf8");
const errors = (homelab: string) =>
  compileText(homelab).diagnostics.filter(({ severity }) => severity === "error");

describe("k8sgen init", () => {
  it("takes every suggestion with --yes, and what it writes builds", () => {
    const folder = temporaryFolder();
    const { code, stdout, stderr } = run(["init", "--yes"], folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("wrote homelab.yaml, and homelab.schema.json for your editor");
    expect(stdout).toContain("only examples: dns.domain, delivery.flux.repository");
    expect(errors(text(folder))).toEqual([]);
    expect(run(["fmt", "--check"], folder).code).toBe(0);
  });

  it("writes the schema that builds look for", () => {
    const folder = temporaryFolder();
    expect(run(["init", "--yes"], folder).code).toBe(0);
    const codes = () => {
      const built = run(["build", "-o", "json"], folder);
      expect(built.code).toBe(0);
      return JSON.parse(built.stdout).diagnostics.map(({ code }: { code: string }) => code);
    };
    expect(codes()).not.toContain("W_SCHEMA_LINE");
    writeFileSync(join(folder, "homelab.schema.json"), "{}");
    expect(codes()).toContain("W_SCHEMA_LINE");
  });

  it("copies an example with --from, with its own line for the schema", () => {
    const folder = temporaryFolder();
    expect(run(["init", "--from", "turing-pi", "--yes", "-f", "./lab.yaml"], folder)).toMatchObject({
      code: 0,
      stderr: "",
    });
    const example = readText("examples/turing-pi/homelab.yaml");
    expect(text(folder, "lab.yaml")).toBe(example.replace("../../schemas/values", "homelab"));
    expect(readdirSync(folder).sort()).toEqual(["homelab.schema.json", "lab.yaml"]);
  });

  it("never writes over a file without --force", () => {
    for (const name of ["homelab.yaml", "homelab.schema.json"]) {
      const folder = temporaryFolder();
      writeFileSync(join(folder, name), "mine\n");
      const { code, stdout, stderr } = run(["init", "--yes"], folder);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toContain("error E_INIT_EXISTS\n");
      expect(stderr).toContain(name);
      expect(text(folder, name)).toBe("mine\n");
      expect(readdirSync(folder)).toEqual([name]);
      expect(run(["init", "--yes", "--force"], folder).code).toBe(0);
      expect(text(folder, name)).not.toBe("mine\n");
    }
  });

  it("says which examples there are", () => {
    const folder = temporaryFolder();
    const { code, stderr } = run(["init", "--from", "turingpi", "--yes"], folder);
    expect(code).toBe(1);
    expect(stderr).toContain("error E_INIT_EXAMPLE\n");
    expect(stderr).toContain("did you mean `turing-pi`?");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("asks nothing where there is no terminal", () => {
    const folder = temporaryFolder();
    const { code, stderr } = run(["init"], folder);
    expect(code).toBe(1);
    expect(stderr).toContain("error E_INIT_TERMINAL\n");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("tells where it may not write", () => {
    const { code, stderr } = run(["init", "--yes", "-f", "missing/folder/x.yaml"], "/proc");
    expect(code).toBe(1);
    expect(stderr).toContain("E_OUTPUT_WRITE");
  });
});

/** util-linux' program that gives another one a terminal; those of the BSDs take other options. */
const hasScript = /util-linux/.test(spawnSync("script", ["--version"], { encoding: "utf8" }).stdout ?? "");

/** Hides the cursor, as each new question does before it is drawn. */
const QUESTION = "\u001b[?25l";

/** Presses Enter at each question until so many were answered; then another key. */
function pressing(folder: string, questions: number, last: string) {
  return new Promise<{ shown: string; code: number | null }>((resolve, reject) => {
    const command = `stty cols 120 rows 40; '${process.execPath}' '${CLI}' init --from turing-pi`;
    const child = spawn("script", ["-qefc", command, "/dev/null"], {
      cwd: folder,
      env: { ...process.env, K8SGEN_CACHE: CACHE, NO_COLOR: "1", HOME: folder },
      timeout: 50_000,
    });
    let shown = "";
    let asked = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      shown += chunk.toString("utf8");
      for (; asked < shown.split(QUESTION).length - 1; asked++)
        child.stdin.write(asked < questions ? "\r" : last);
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ shown, code }));
  });
}

describe.skipIf(!hasScript)(
  `k8sgen init in a terminal${hasScript ? "" : " (skipped: there is no script of util-linux)"}`,
  () => {
    it("asks, suggests, and writes what builds", async () => {
      const folder = temporaryFolder();
      const { shown, code } = await pressing(folder, 200, "\r");
      expect(code, shown).toBe(0);
      expect(shown).toContain("network.lan.cidr");
      expect(errors(text(folder))).toEqual([]);
    });

    it("leaves nothing behind when somebody presses Ctrl+C", async () => {
      const folder = temporaryFolder();
      const { shown, code } = await pressing(folder, 3, "\u0003");
      expect(code, shown).toBe(1);
      expect(shown).toContain("Nothing was written.");
      expect(readdirSync(folder)).toEqual([]);
    });
  },
);
