import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compileText, readText } from "../support/compile.ts";

const folder = mkdtempSync(join(tmpdir(), "k8sgen-wireguard-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { compiled } = compileText(readText("blueprints/network/wireguard/cases/minimal/homelab.yaml"));
const readme = new TextDecoder().decode(compiled?.tree.files.get("README.md"));

describe("the router's key", () => {
  const load = readme.split("\n").find((line) => line.includes("wg genkey")) ?? "";

  it("is made before the interface comes up, which needs it", () => {
    expect(load).toContain("wg genkey");
    expect(load.indexOf("wg genkey")).toBeLessThan(load.indexOf("systemctl restart wg-quick@wg0.service"));
    expect(readme.match(/wg genkey > /g)).toHaveLength(1);
    expect(readme.indexOf(load)).toBeLessThan(readme.indexOf("wg show wg0 public-key"));
  });

  it("is root's alone, stays what it is when the commands run again, and leaves the shell as it was", () => {
    const key = join(folder, "wg0.key");
    writeFileSync(join(folder, "wg"), '#!/bin/sh\necho "key of $$"\n', { mode: 0o755 });
    writeFileSync(join(folder, "systemctl"), `#!/bin/sh\ntest -s ${key}\n`, { mode: 0o755 });
    const run = () =>
      spawnSync("sh", ["-c", `umask 022; ${load.replaceAll("/etc/wireguard/wg0.key", key)} && umask`], {
        encoding: "utf8",
        env: { ...process.env, PATH: `${folder}:${process.env.PATH ?? ""}` },
      });
    expect(run()).toMatchObject({ status: 0, stdout: "0022\n" });
    const made = readFileSync(key, "utf8");
    expect(made).toMatch(/^key of \d+\n$/);
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(run()).toMatchObject({ status: 0, stdout: "0022\n" });
    expect(readFileSync(key, "utf8")).toBe(made);
  });
});
