import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSecret } from "../../src/secrets/sops/open.ts";
import { readSopsSecret } from "../../src/secrets/sops/read.ts";
import { BLUEPRINT, FILES, homelab, keyPair } from "../secrets/lab.ts";
import { temporaryFolder } from "../support/cli.ts";
import { CACHE, CLI } from "./process.ts";

/** util-linux' program that gives another one a terminal; those of the BSDs take other options. */
const hasScript = /util-linux/.test(spawnSync("script", ["--version"], { encoding: "utf8" }).stdout ?? "");
const mine = await keyPair();

function lab(): string {
  const folder = temporaryFolder();
  const files = { ...BLUEPRINT, "homelab.yaml": homelab([mine.recipient]) };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Types an answer whenever it is asked for one; everything that the terminal showed, and the exit code. */
function typing(folder: string, command: string, answers: readonly string[]) {
  return new Promise<{ shown: string; code: number | null }>((resolve, reject) => {
    const child = spawn("script", ["-qefc", `'${process.execPath}' '${CLI}' ${command}`, "/dev/null"], {
      cwd: folder,
      env: { ...process.env, K8SGEN_CACHE: CACHE, NO_COLOR: "1", HOME: folder, SOPS_AGE_KEY: mine.identity },
    });
    let shown = "";
    let asked = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      shown += chunk.toString("utf8");
      for (; asked < shown.split("leaves it) ").length - 1; asked++)
        child.stdin.write(answers[asked] ?? "\u0003");
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ shown, code }));
  });
}

async function contents(folder: string, path: string): Promise<Record<string, string>> {
  const reading = readSopsSecret(readFileSync(join(folder, path)));
  if ("problem" in reading) throw new Error(reading.problem.reason);
  const opening = await openSecret(reading.secret, [mine.identity]);
  if (typeof opening === "string") throw new Error(opening);
  return Object.fromEntries(
    [...opening.contents].map(([key, bytes]) => [key, new TextDecoder().decode(bytes)]),
  );
}

describe.skipIf(!hasScript)(
  `in a terminal${hasScript ? "" : " (skipped: there is no script of util-linux)"}`,
  () => {
    it("init asks for what only people know, pasted or typed, and shows none of it", async () => {
      const folder = lab();
      const pasted = "\u001b[200~first-of-key\rsecond-of-key\r\u001b[201~";
      const { shown, code } = await typing(folder, "secrets init", [
        `${pasted}\r`,
        "hunnter2\u007f\u007f\u007f\u007f\u007fter2\r",
      ]);
      expect(code, shown).toBe(0);
      expect(shown).toContain("house/client ssh-key\r\n  Private key of the house.");
      expect(shown).not.toMatch(/first|second|hun|ter2/);
      expect((await contents(folder, FILES.client))["ssh-key"]).toBe("first-of-key\nsecond-of-key\n");
      expect(await contents(folder, FILES.token)).toEqual({ token: "hunter2" });
    });

    it("set refuses to be typed to where questions cannot be hidden", async () => {
      const folder = lab();
      const { shown, code } = await typing(folder, "secrets set house/token token 2>told", []);
      expect(code, shown).toBe(1);
      expect(readFileSync(join(folder, "told"), "utf8")).toContain("would be shown while it is typed");
    });

    it("set asks for one, and Ctrl+C leaves everything as it was", async () => {
      const folder = lab();
      const left = await typing(folder, "secrets set house/token token", ["hunter2\u0003"]);
      expect(left.code).toBe(1);
      expect(left.shown).toContain("E_SECRET_VALUE");
      const { shown, code } = await typing(folder, "secrets set house/token token", ["a\rb\r", "hunter2\r"]);
      expect(code, shown).toBe(0);
      expect(shown).toContain("These were several lines");
      expect(`${left.shown}${shown}`).not.toContain("hunter2");
      expect(await contents(folder, FILES.token)).toEqual({ token: "hunter2" });
    });
  },
);
