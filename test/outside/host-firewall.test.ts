import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { compileText, readText } from "../support/compile.ts";

const folder = mkdtempSync(join(tmpdir(), "k8sgen-firewall-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CASE = readText("blueprints/network/host-firewall/cases/complete/homelab.yaml");
const compilation = compileText(CASE);

/** A file that a node is given. */
function given(node: string, path: string): string | undefined {
  const seed = new TextDecoder().decode(compilation.compiled?.tree.files.get(`k3s/${node}/user-data`));
  return parse(seed).write_files.find((file: { path: string }) => file.path === path)?.content;
}
const RULES = "/etc/control-plane-firewall.nft";

const canRun = existsSync("/usr/sbin/nft") && process.getuid?.() === 0;

describe("the firewall of the servers", () => {
  it("lets in nodes, pods, machines that hand calls on, and the named networks", () => {
    const rules = given("s1", RULES) ?? "";
    const chain = (name: string) => new RegExp(`chain ${name} \\{([^}]*)\\}`).exec(rules)?.[1] ?? "";
    const members = ["10.20.0.11", "fd00:20::21", "10.42.0.0/16", "fd42:42::/56", "10.20.0.2", "10.20.0.1"];
    for (const member of members)
      expect(chain("members")).toMatch(new RegExp(`^ *ip6? saddr ${member} accept$`, "m"));
    expect(chain("members").trim().endsWith("drop")).toBe(true);
    expect(chain("named").trim().split("\n")).toHaveLength(3);
    expect(given("w1", RULES)).toBeUndefined();
  });

  it.skipIf(!canRun)("is what the kernel takes, twice in a row (nft)", () => {
    const path = join(folder, "rules.nft");
    const load = (text: string) => {
      writeFileSync(path, text);
      const script = 'nft -f "$0" && nft -f "$0" && nft list table inet control_plane | grep -c drop';
      return spawnSync("unshare", ["--net", "sh", "-c", script, path], {
        encoding: "utf8",
        env: { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` },
      });
    };
    expect(load(given("s2", RULES) ?? "")).toMatchObject({ status: 0, stdout: "1\n", stderr: "" });
    expect(load(`${given("s2", RULES)}\nchian x\n`).status).not.toBe(0);
  });

  const faults = (homelab: string) =>
    compileText(homelab)
      .diagnostics.filter(({ code }) => code === "E_COMPONENT")
      .map(({ message }) => message);

  it("is refused where it would keep nodes, or who is to come in, from the API server", () => {
    expect(faults(CASE)).toEqual([]);
    expect(faults(CASE.replace("haproxy: {}", "frr: {}"))).toContainEqual(
      expect.stringMatching(/^Nodes call the API server at `10\.20\.0\.2`, .* no node could join\.$/),
    );
    expect(faults(CASE.replace('10.99.0.0/24, "fd', '"fd'))).toContainEqual(
      expect.stringMatching(/^Devices of the VPN \(`10\.99\.0\.0\/24`\)/),
    );
    expect(faults(CASE.replace("[10.10.0.0/24,", "[0.0.0.0/0,"))).toContainEqual(
      expect.stringMatching(/^This network is everybody/),
    );
  });

  it("takes a router that hides who calls only where that router filters, too", () => {
    const opnsense = (keys: string) =>
      CASE.replace(
        / {4}haproxy: \{\}\n {4}nftables:[\s\S]*? {4}wireguard:[\s\S]*? {2}cni:/,
        `    opnsense: {${keys}}\n  cni:`,
      );
    expect(faults(opnsense("haproxy: true"))).toContainEqual(
      expect.stringMatching(/^The servers see OPNsense in the place of who calls/),
    );
    const { compiled } = compileText(opnsense("haproxy: true, firewall: true, control: [10.10.0.0/24]"));
    const steps = new TextDecoder().decode(compiled?.tree.files.get("router/opnsense/opnsense.md"));
    expect(steps).toContain("| pass | TCP | homelab_callers | homelab_api |");
    expect(steps).not.toContain("homelab_control | homelab_api");
  });
});
