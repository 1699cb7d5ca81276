import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { compileText, readText } from "../support/compile.ts";

/** The node files of the example, as the makers' programs see them. */
const { compiled } = compileText(readText("examples/turing-pi/homelab.yaml"));
const nodes = compiled?.plan.homelab.nodes ?? [];
const text = (path: string): string => {
  const bytes = compiled?.tree.files.get(path) ?? expect.fail(`no ${path}`);
  return new TextDecoder().decode(bytes);
};

const folder = mkdtempSync(join(tmpdir(), "k8sgen-nodes-"));
afterAll(() => rmSync(folder, { recursive: true }));

const { flags } = JSON.parse(readText("schemas/k3s/v1.36.json")) as {
  flags: Readonly<Record<string, { readonly type: string; readonly commands: readonly string[] }>>;
};
const hasCloudInit = spawnSync("cloud-init", ["--version"]).status === 0;

describe.each(nodes.map(({ name, role, address }) => ({ name, role, address })))(
  "$name",
  ({ name, role, address }) => {
    const config = parse(text(`k3s/${name}/config.yaml`));

    it("has a config.yaml whose every key K3s knows for its role", () => {
      expect(Object.keys(config).length).toBeGreaterThan(4);
      for (const key of Object.keys(config)) expect(flags[key]?.commands, key).toContain(role);
    });

    it("has its own name and address, and the token from a file", () => {
      expect(config).toMatchObject({
        "node-name": name,
        "node-ip": address,
        "token-file": "/etc/rancher/k3s/token",
      });
      expect(config).not.toHaveProperty("token");
      expect(text(`k3s/${name}/network-config`)).toContain(`${address}/24`);
      expect(parse(text(`k3s/${name}/meta-data`))["local-hostname"]).toBe(name);
    });

    it.skipIf(!hasCloudInit)("has a user-data that `cloud-init schema` accepts", () => {
      const path = join(folder, name);
      writeFileSync(path, text(`k3s/${name}/user-data`));
      const { status, stderr } = spawnSync("cloud-init", ["schema", "--config-file", path], {
        encoding: "utf8",
      });
      expect([status, stderr]).toEqual([0, ""]);
    });
  },
);

describe("the server", () => {
  const config = parse(text("k3s/pi1/config.yaml"));

  it("keeps its state in etcd, because that is backed up, on the NAS", () => {
    expect(config).toMatchObject({
      "cluster-init": true,
      "etcd-snapshot-schedule-cron": "0 */6 * * *",
      "etcd-snapshot-retention": 20,
      "etcd-snapshot-dir": "/srv/etcd/pi1",
    });
    expect(text("k3s/pi1/user-data")).toContain("192.168.178.5:/volume1/etcd");
    for (const { name } of nodes.slice(1))
      expect(
        Object.keys(parse(text(`k3s/${name}/config.yaml`))).filter((key) => /etcd|cluster-init/.test(key)),
      ).toEqual([]);
  });

  it("gives no volumes of its own: one default class, Longhorn's", () => {
    const { components } = parse(text("chart/values.yaml"));
    expect(config.disable).toContain("local-storage");
    expect(components.longhorn.values.persistence.defaultClass).not.toBe(false);
    expect(components.nfs.values.storageClass.defaultClass).toBe(false);
  });
});
