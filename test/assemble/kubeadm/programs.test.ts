import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../support/cli.ts";
import { kubeadmFiles, lab, writtenBy } from "./scripts.ts";

const has = (program: string): boolean => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
const LABS = { "one-server": ["nuc1"], "three-servers": ["pi1", "pi2", "pi3", "nuc1"] };
const nodes = Object.entries(LABS).flatMap(([name, names]) => names.map((node) => [name, node] as const));

/** Runs a program on a file of its own; what it says. */
function told(program: string, args: readonly string[], name: string, content: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  const { status, stdout, stderr } = spawnSync(program, [...args, path], { encoding: "utf8" });
  return status === 0 ? "" : `${stdout}${stderr}`;
}

describe.each(nodes)("%s: what %s runs", (name, node) => {
  const files = kubeadmFiles(lab(name));
  const scripts = [...writtenBy(files, node)].filter(([path]) => path.startsWith("/usr/local/sbin/"));

  it("is there", () => {
    expect(scripts.map(([path]) => path.split("/").at(-1))).toEqual([
      "k8sgen-wait-for-time",
      "k8sgen-token",
      "k8sgen-setup",
      "k8sgen-kubeadm",
      ...(node === "nuc1" && name === "three-servers" ? [] : ["k8sgen-invite"]),
      "k8sgen-upgrade",
    ]);
  });

  it.skipIf(!has("shellcheck"))("has nothing that shellcheck warns of (skipped where it is missing)", () => {
    // SC1091: the system's own file, which is not at hand.
    for (const [path, content] of scripts)
      expect(told("shellcheck", ["--exclude=SC1091"], "script.sh", content), path).toBe("");
  });

  it.skipIf(!has("cloud-init"))(
    "comes by user-data that cloud-init's schema takes (skipped where it is missing)",
    () => {
      const text = files.get(`${node}/user-data`) ?? "";
      expect(told("cloud-init", ["schema", "--config-file"], "user-data", text)).toBe("");
    },
  );

  it.skipIf(!has("systemd-analyze"))(
    "is started by units that systemd reads (skipped where it is missing)",
    () => {
      const unit = writtenBy(files, node).get("/etc/systemd/system/k8sgen-kubeadm.service") ?? "";
      const own = unit.replace(/^ExecStart(Pre)?=.*$/gm, "ExecStart$1=/bin/true");
      expect(told("systemd-analyze", ["verify", "--man=no"], "k8sgen-kubeadm.service", own)).toBe("");
      const wrong = own.replace("Restart=on-failure", "Restart=always");
      expect(told("systemd-analyze", ["verify", "--man=no"], "k8sgen-kubeadm.service", wrong)).not.toBe("");
    },
  );
});
