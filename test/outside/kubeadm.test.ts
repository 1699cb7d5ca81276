import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { toolPath } from "../../scripts/tools.mjs";
import { kubeadmFiles, lab, Machine } from "../assemble/kubeadm/scripts.ts";
import { CURL } from "../assemble/nodes/machine.ts";
import { temporaryFolder } from "../support/cli.ts";

const kubeadm = toolPath("kubeadm");

const validate = (path: string) =>
  spawnSync(kubeadm.path ?? "", ["config", "validate", "--config", path], { encoding: "utf8" });

/** What kubeadm would write, without a kubelet and without touching this machine. */
function dryRun(path: string) {
  const folder = join(temporaryFolder(), "dry-run");
  const { status, stderr } = spawnSync(
    kubeadm.path ?? "",
    ["init", "--dry-run", "--ignore-preflight-errors=all", "--config", path],
    { encoding: "utf8", env: { ...process.env, KUBEADM_INIT_DRYRUN_DIR: folder } },
  );
  return { folder, status, stderr };
}

/** The configuration of a node as kubeadm gets it there, with what is made of the token. */
function givenTo(files: ReadonlyMap<string, string>, node: string): string {
  const machine = new Machine(files, node);
  machine.run("k8sgen-kubeadm");
  return machine.given[0] ?? "";
}

const LABS = {
  "one server": lab("one-server"),
  "one server with IPVS": lab("one-server", (text) => text.replace("nftables", "ipvs")),
  "three servers": lab("three-servers"),
  "two families": lab("one-server", (text) =>
    text
      .replace("address: 192.168.178.31,", "address: 192.168.178.31, ipv6: fd00:178::31,")
      .replace("gateway: 192.168.178.1,", "gateway: 192.168.178.1, ipv6: { cidr: fd00:178::/64 },")
      .replace("calico", "cilium")
      .replace(", kubeProxy: { mode: nftables }", ""),
  ),
};

describe.skipIf(kubeadm.path === undefined)(
  `configurations as kubeadm itself reads them${kubeadm.path === undefined ? ` (skipped: ${kubeadm.reason})` : ""}`,
  () => {
    it.each(Object.entries(LABS))("%s", (_, text) => {
      const files = kubeadmFiles(text);
      const nodes = [...files.keys()].filter((path) => path.endsWith("/kubeadm.yaml"));
      expect(nodes.length).toBeGreaterThan(0);
      for (const path of nodes) {
        const { status, stdout, stderr } = validate(givenTo(files, path.split("/")[0] ?? ""));
        expect([status, stdout.trim(), stderr], path).toEqual([0, "ok", ""]);
      }
      const shared = [...files].filter(
        ([path, content]) => path.endsWith("/cluster.yaml") && content.includes("kind: ClusterConfiguration"),
      );
      expect(shared).toHaveLength(text.includes("name: pi3") ? 2 : 0);
      for (const [path, content] of shared) {
        const copy = join(temporaryFolder(), "cluster.yaml");
        writeFileSync(copy, content);
        expect(validate(copy).stdout.trim(), path).toBe("ok");
      }
      const upgrade = join(temporaryFolder(), "upgrade.yaml");
      writeFileSync(upgrade, files.get(nodes[0]?.replace("kubeadm.yaml", "upgrade.yaml") ?? "") ?? "");
      expect(validate(upgrade).stdout.trim()).toBe("ok");
    });

    it.each(Object.entries(LABS))(
      "%s: founds the cluster, as far as no machine is needed for it",
      (_, text) => {
        const machine = new Machine(kubeadmFiles(text), /name: (\S+),.* role: server/.exec(text)?.[1] ?? "");
        machine.run("k8sgen-kubeadm");
        const { folder, status, stderr } = dryRun(machine.given[0] ?? "");
        expect(status, stderr).toBe(0);
        const read = (name: string): string => readFileSync(join(folder, name), "utf8");
        const kubelet = parse(read("config.yaml"));
        expect(kubelet.kubeReserved, "the node's own part, which is merged").toEqual({
          cpu: "250m",
          memory: expect.any(String),
        });
        expect([kubelet.cgroupDriver, kubelet.shutdownGracePeriod]).toEqual(["systemd", "1m0s"]);
        const [server] = parse(read("kube-apiserver.yaml")).spec.containers;
        const mounted: readonly string[] = server.volumeMounts.map(
          ({ mountPath }: { mountPath: string }) => mountPath,
        );
        const [, keys = ""] = /--encryption-provider-config=(\S+)/.exec(server.command.join("\n")) ?? [];
        expect(mounted.map((path) => path.replace(machine.root, ""))).toContain(
          keys.replace(machine.root, ""),
        );
        expect(machine.has(keys.replace(machine.root, ""))).toBe(true);
      },
    );

    it("takes the dates that an upgrade gives the manifests, for each program of the control plane", () => {
      const machine = new Machine(kubeadmFiles(LABS["one server"]), "nuc1");
      machine.run("k8sgen-kubeadm");
      const config = machine.given[0] ?? "";
      const patches = join(machine.root, "etc/k8sgen/patches");
      machine.fake("curl", ...CURL(machine.root));
      machine.fake("kubectl", "echo registry.k8s.io/kube-apiserver:v1.35.4");
      machine.fake("kubeadm", `[ "$1" != upgrade ] || cp -R ${patches} ${machine.root}/dated`);
      expect(machine.run("k8sgen-upgrade")).toMatchObject({ status: 0 });
      cpSync(join(machine.root, "dated"), patches, { recursive: true });
      const { folder, status, stderr } = dryRun(config);
      expect(status, stderr).toBe(0);
      for (const name of ["kube-apiserver", "kube-controller-manager", "kube-scheduler"]) {
        const { annotations } = parse(readFileSync(join(folder, `${name}.yaml`), "utf8")).metadata;
        expect(annotations["k8sgen.dev/upgraded"], name).toMatch(/^\d{4}-/);
      }
      const etcd = parse(readFileSync(join(folder, "etcd.yaml"), "utf8")).metadata.annotations;
      expect(Object.keys(etcd).sort()).toEqual([
        "k8sgen.dev/upgraded",
        "kubeadm.kubernetes.io/etcd.advertise-client-urls",
      ]);
    });

    it("makes kube-proxy of what a server that did not found the cluster has", () => {
      const path = join(temporaryFolder(), "cluster.yaml");
      const text = LABS["three servers"]
        .replace("cni: { cilium: {} }", "cni: { calico: {} }")
        .replace("loadBalancer: { cilium:", "loadBalancer: { metallb:")
        .replace("gateway: { cilium:", "gateway: { envoyGateway:");
      writeFileSync(path, kubeadmFiles(text).get("pi2/cluster.yaml") ?? "");
      const { status, stdout, stderr } = spawnSync(
        kubeadm.path ?? "",
        ["init", "phase", "addon", "kube-proxy", "--print-manifest", "--config", path],
        { encoding: "utf8" },
      );
      expect(status, stderr).toBe(0);
      expect(stdout).toContain("server: https://192.168.178.30:6443");
      expect(stdout).toContain("kube-proxy:v1.36.3");
    });

    it("and it refuses a field that is misspelt", () => {
      const path = givenTo(kubeadmFiles(LABS["three servers"]), "pi1");
      writeFileSync(path, readFileSync(path, "utf8").replace("podSubnet:", "podSubnets:"));
      const { status, stderr } = validate(path);
      expect([status, stderr]).toEqual([1, expect.stringContaining("podSubnets")]);
    });
  },
);
