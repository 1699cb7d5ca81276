import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { compileText, located, readText } from "../support/compile.ts";

const caseOf = (name: string): string => readText(`blueprints/backup/etcd/cases/${name}/homelab.yaml`);

const filesOf = (homelab: string) => {
  const { compiled, diagnostics } = compileText(homelab);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const text = (path: string) => new TextDecoder().decode(compiled?.tree.files.get(path));
  return {
    text,
    config: (node: string) => parse(text(`k3s/${node}/config.yaml`)) as Record<string, unknown>,
    written: (node: string) =>
      new Map(
        (
          parse(text(`k3s/${node}/user-data`)) as { write_files: { path: string; content: string }[] }
        ).write_files.map(({ path, content }) => [path, content]),
      ),
  };
};

describe("snapshots to the NAS", () => {
  const { config, written, text } = filesOf(caseOf("nfs"));

  it("a single server founds a cluster with etcd, and its snapshots lie in its own folder", () => {
    expect(config("pi1")).toMatchObject({
      "cluster-init": true,
      "etcd-snapshot-schedule-cron": "0 */6 * * *",
      "etcd-snapshot-retention": 20,
      "etcd-snapshot-compress": false,
      "etcd-snapshot-dir": "/srv/etcd/pi1",
    });
    expect(Object.keys(config("pi2")).filter((key) => /etcd|cluster-init/.test(key))).toEqual([]);
  });

  it("only servers mount the share", () => {
    expect(written("pi1").get("/etc/systemd/system/srv-etcd.mount")).toContain(
      "\nWhat=192.168.178.5:/volume1/etcd\n",
    );
    expect(text("k3s/pi1/user-data")).toContain("- nfs-common");
    expect(text("k3s/pi1/user-data")).toContain("systemctl enable --now srv-etcd.automount");
    expect([...written("pi2").keys()].filter((path) => path.includes("etcd"))).toEqual([]);
  });

  it("an address of the NAS that is a node's is found", () => {
    expect(located(compileText(caseOf("nfs").replace("192.168.178.5,", "192.168.178.32,")))).toEqual([
      "E_ADDRESS_DUPLICATE 15:20 backup.etcd.nfs.server",
    ]);
  });
});

describe("snapshots to a bucket", () => {
  const homelab = caseOf("s3");
  const { config, text } = filesOf(homelab);

  it("only the first server founds the cluster, all save, and no key stands in their files", () => {
    expect(config("pi1")["cluster-init"]).toBe(true);
    for (const node of ["pi2", "pi3"]) expect(config(node)).not.toHaveProperty("cluster-init");
    for (const node of ["pi1", "pi2", "pi3"]) {
      const s3 = Object.keys(config(node)).filter((key) => key.startsWith("etcd-s3"));
      expect(s3).toEqual(["etcd-s3", "etcd-s3-config-secret", "etcd-s3-retention"]);
      expect(config(node)).not.toHaveProperty("etcd-snapshot-dir");
    }
  });

  it("the Secret holds all that K3s must know of the store", () => {
    expect(text("README.md")).toContain("--from-literal=etcd-s3-endpoint=s3.example.net");
    expect(text("README.md")).toContain("--from-literal=etcd-s3-folder=three");
    expect(text("README.md")).not.toContain("--from-literal=etcd-s3-insecure");
    const plain = filesOf(homelab.replace("https://s3", "http://s3"));
    expect(plain.text("README.md")).toContain("--from-literal=etcd-s3-insecure=true");
  });
});

describe("the way back is in the README", () => {
  const shells = (text: string): string =>
    [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, body]) => body).join("");

  it("from the NAS", () => {
    const restore = filesOf(caseOf("nfs")).text("README.md").split("\n## Restore\n")[1] ?? "";
    expect(restore).toContain("### The cluster: etcd\n");
    expect(shells(restore)).toContain(
      'ssh -t ubuntu@192.168.178.31 sudo k3s server --cluster-reset --cluster-reset-restore-path="$SNAPSHOT"\n',
    );
    expect(restore).not.toContain("rm -rf");
  });

  it("from a bucket: all servers stop first, the others start last and without their old data", () => {
    const restore = shells(filesOf(caseOf("s3")).text("README.md").split("\n## Restore\n")[1] ?? "");
    const places = [
      "192.168.178.33 sudo systemctl stop k3s",
      '--cluster-reset-restore-path="$SNAPSHOT" --etcd-s3 --etcd-s3-endpoint=s3.example.net --etcd-s3-bucket=homelab-etcd --etcd-s3-region=garage --etcd-s3-folder=three --etcd-s3-insecure=false',
      "192.168.178.31 sudo systemctl start k3s",
      "192.168.178.32 'sudo rm -rf /var/lib/rancher/k3s/server/db && sudo systemctl start k3s'",
      "delete secret --ignore-not-found pi1.node-password.k3s pi2.node-password.k3s pi3.node-password.k3s",
    ].map((line) => restore.indexOf(line));
    expect(Math.min(...places)).toBeGreaterThan(-1);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });
});

describe("a target is one of two", () => {
  const target = /\n {4}s3: .*\n/;

  it("none", () => {
    expect(located(compileText(caseOf("s3").replace(target, "\n")))).toEqual(["E_REQUIRED 13:3 backup.etcd"]);
  });

  it("both", () => {
    const both = caseOf("s3").replace(target, "$&    nfs: { server: 192.168.178.5, path: /etcd }\n");
    expect(located(compileText(both))).toEqual(["E_CHOICE 16:5 backup.etcd"]);
  });

  it("Longhorn's, too", () => {
    const longhorn = readText("blueprints/storage/longhorn/cases/minimal/homelab.yaml");
    const { diagnostics } = compileText(
      longhorn.replace("longhorn: {}", "longhorn: { backup: { retain: 3 } }"),
    );
    expect(diagnostics.map(({ message }) => message)).toEqual([
      "`storage.longhorn.backup` needs `nfs` or `s3`.",
    ]);
  });
});
