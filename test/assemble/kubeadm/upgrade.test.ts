import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { CURL } from "../nodes/machine.ts";
import { kubeadmFiles, lab, Machine, writtenBy } from "./scripts.ts";

const three = kubeadmFiles(lab("three-servers"));
/** As the case, with kube-proxy. */
const proxied = kubeadmFiles(
  lab("three-servers", (text) =>
    text
      .replace("cilium: {} }\n  loadBalancer:", "calico: {} }\n  loadBalancer:")
      .replace("loadBalancer: { cilium:", "loadBalancer: { metallb:")
      .replace("gateway: { cilium:", "gateway: { envoyGateway:"),
  ),
);

/** A node that is part of the cluster; what the API servers run is told by kubectl. */
function running(files: ReadonlyMap<string, string>, node: string, ...images: readonly string[]): Machine {
  const machine = new Machine(files, node);
  machine.write("/etc/kubernetes/k8sgen-done", "");
  machine.fake("curl", ...CURL(machine.root));
  machine.fake(
    "kubectl",
    `case "$*" in *"get pods"*) printf '%s\\n' ${images.map((image) => `registry.k8s.io/kube-apiserver:${image}`).join(" ")};; esac`,
  );
  return machine;
}

const OF_CONTROL_PLANE = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"];

describe("a node that is brought to the release", () => {
  it("gives every program of the control plane another manifest for it, on each server", () => {
    for (const node of ["pi1", "pi2"]) {
      const machine = running(three, node);
      const patches = `${machine.root}/etc/k8sgen/patches`;
      machine.fake("kubeadm", `case "$1" in upgrade) cp -R ${patches} ${machine.root}/patches;; esac`);
      const { status, stderr } = machine.run("k8sgen-upgrade");
      expect([status, stderr]).toEqual([0, ""]);
      for (const name of OF_CONTROL_PLANE) {
        const patch = parse(machine.read(`patches/${name}0+merge.yaml`));
        expect(patch).toEqual({
          metadata: {
            annotations: { "k8sgen.dev/upgraded": expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/) },
          },
        });
        expect(machine.has(`etc/k8sgen/patches/${name}0+merge.yaml`)).toBe(false);
      }
      expect(machine.has("etc/k8sgen/patches/kubeletconfiguration+merge.yaml")).toBe(true);
    }
  });

  it("leaves no such patch behind where kubeadm fails", () => {
    const machine = running(three, "pi1");
    machine.fake("kubeadm", '[ "$1" != upgrade ]');
    expect(machine.run("k8sgen-upgrade").status).not.toBe(0);
    for (const name of OF_CONTROL_PLANE)
      expect(machine.has(`etc/k8sgen/patches/${name}0+merge.yaml`)).toBe(false);
    expect(machine.made).not.toContain("systemctl restart kubelet");
  });

  it("has the newest containerd too, which stays as it is until then", () => {
    for (const node of ["pi1", "nuc1"]) {
      const machine = running(three, node);
      expect(machine.run("k8sgen-upgrade").status).toBe(0);
      expect(machine.made.some((call) => call.endsWith("--allow-change-held-packages containerd.io"))).toBe(
        true,
      );
      expect(machine.made).toContain("apt-mark hold containerd.io");
    }
  });

  it("brings kube-proxy along only where no API server is older, with what is the same for all", () => {
    const proxy = (node: string, ...images: readonly string[]) => {
      const machine = running(proxied, node, ...images);
      const { status } = machine.run("k8sgen-upgrade");
      expect(status).toBe(0);
      return machine.made.filter((call) => /kube-proxy/.test(call)).map((call) => call.split(" --").at(0));
    };
    expect(proxy("pi1", "v1.36.3", "v1.35.4", "v1.35.4")).toEqual([]);
    // Another release whose name begins alike.
    expect(proxy("pi2", "v1.36.3", "v1.36.30", "v1.36.3")).toEqual([]);
    for (const node of ["pi1", "pi3"])
      expect(proxy(node, "v1.36.3", "v1.36.3", "v1.36.3")).toEqual([
        "kubeadm init phase addon kube-proxy",
        "kubectl",
      ]);
    const machine = running(proxied, "pi3", "v1.36.3");
    machine.run("k8sgen-upgrade");
    expect(machine.made).toContain(
      "kubectl --kubeconfig /etc/kubernetes/admin.conf --namespace kube-system rollout restart daemonset/kube-proxy",
    );
    const given = parseAllDocuments(readFileSync(machine.given.at(-1) ?? "", "utf8"));
    expect(given.map((document) => document.toJS().kind)).toEqual([
      "ClusterConfiguration",
      "KubeletConfiguration",
      "KubeProxyConfiguration",
    ]);
    expect(proxy("nuc1", "v1.36.3")).toEqual([]);
    expect(running(three, "pi2", "v1.36.3").run("k8sgen-upgrade").status).toBe(0);
  });
});

describe("what is one for the cluster", () => {
  it("stands on every node that it concerns, as the first server told it", () => {
    const shared = (node: string) =>
      parseAllDocuments(proxied.get(`${node}/cluster.yaml`) ?? "").map((document) => document.toJS());
    const [, ...first] = parseAllDocuments(proxied.get("pi1/kubeadm.yaml") ?? "").map((document) =>
      document.toJS(),
    );
    expect(first).toHaveLength(3);
    for (const server of ["pi2", "pi3"]) expect(shared(server)).toEqual(first);
    for (const agent of ["nuc1", "nuc2"])
      expect(shared(agent)).toEqual(first.filter(({ kind }) => kind === "KubeletConfiguration"));
    expect(proxied.has("pi1/cluster.yaml")).toBe(false);
    expect(writtenBy(proxied, "pi2").get("/etc/k8sgen/cluster.yaml")).toBe(proxied.get("pi2/cluster.yaml"));
  });

  it("and the kubelet has the time to wait for the clock", () => {
    const unit = writtenBy(three, "pi1").get("/etc/systemd/system/kubelet.service.d/k8sgen.conf");
    expect(unit).toMatch(/ExecStartPre=.*k8sgen-wait-for-time\nTimeoutStartSec=infinity\n/);
  });
});
