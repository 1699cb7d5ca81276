import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { kubeadmDocuments } from "../../../src/assemble/kubeadm/documents.ts";
import type { Json } from "../../../src/values/json.ts";
import { type Contributed, filesOf, homelabOf, planOf } from "../k3s/fixture.ts";
import { kubeadmFiles, lab } from "./scripts.ts";

const documentsOf = (text: string, path: string) =>
  parseAllDocuments(kubeadmFiles(text).get(path) ?? "").map((document) => document.toJS());

describe("what kubeadm is told", () => {
  it("has kube-proxy where the pod network does not take its place, in the mode of the homelab", () => {
    for (const mode of ["iptables", "ipvs", "nftables"]) {
      const documents = documentsOf(
        lab("one-server", (text) => text.replace("nftables", mode)),
        "nuc1/kubeadm.yaml",
      );
      expect(documents.map(({ kind }) => kind)).toEqual([
        "InitConfiguration",
        "ClusterConfiguration",
        "KubeletConfiguration",
        "KubeProxyConfiguration",
      ]);
      expect(documents[3].mode).toBe(mode);
    }
    const [init, cluster, , proxy] = documentsOf(lab("three-servers"), "pi1/kubeadm.yaml");
    expect([init.skipPhases, cluster.proxy, proxy]).toEqual([
      ["addon/kube-proxy"],
      { disabled: true },
      undefined,
    ]);
  });

  it("has a pod network whose rules are of the same kind as kube-proxy's", () => {
    const rules = (mode: string) =>
      /linuxDataplane: (\w+)/.exec(
        kubeadmFiles(lab("one-server", (text) => text.replace("nftables", mode))).get(
          "20-calico.values.yaml",
        ) ?? "",
      )?.[1];
    expect(["iptables", "ipvs", "nftables"].map(rules)).toEqual(["Iptables", "Iptables", "Nftables"]);
  });

  it("loads the modules of IPVS for it alone", () => {
    const modules = (text: string) => kubeadmFiles(text).get("nuc1/user-data")?.includes("ip_vs_rr");
    expect(modules(lab("one-server", (text) => text.replace("nftables", "ipvs")))).toBe(true);
    expect(modules(lab("one-server"))).toBe(false);
  });

  it("leaves Secrets as they are only where the homelab says so", () => {
    const plain = lab("one-server", (text) =>
      text.replace("distribution:", "secretsEncryption: false, distribution:"),
    );
    expect(JSON.stringify(documentsOf(plain, "nuc1/kubeadm.yaml"))).not.toContain("encryption-provider");
    expect(kubeadmFiles(plain).get("nuc1/user-data")).not.toContain("EncryptionConfiguration");
    expect(JSON.stringify(documentsOf(lab("one-server"), "nuc1/kubeadm.yaml"))).toContain(
      "encryption-provider",
    );
  });
});

/** A plan of one server where components ask K3s for something. */
function asking(...configs: readonly Record<string, Json>[]) {
  const homelab = homelabOf([{ role: "server" }]);
  const contributed: Contributed = {
    K3sConfig: configs.map((config, index) => [`some${index}`, { reason: "x", config }] as const),
    NodeSettings: [
      [
        "some0",
        { reason: "x", files: [{ path: "/etc/kubernetes/login.yaml", content: "a", permissions: "0600" }] },
      ],
    ],
  };
  return planOf(
    { ...homelab, kubernetes: { ...homelab.kubernetes, version: "v1.36.3", distribution: "kubeadm" } },
    contributed,
  );
}

function told(...configs: readonly Record<string, Json>[]) {
  const plan = asking(...configs);
  const [node] = plan.homelab.nodes;
  if (node === undefined) throw new Error("there is a node");
  return kubeadmDocuments(plan, node);
}

describe("what components contribute for K3s", () => {
  it("reaches the same program of Kubernetes, and a pod sees the files that it names", () => {
    const { value, diagnostics } = told(
      { "kube-apiserver-arg": ["authentication-config=/etc/kubernetes/login.yaml", "profiling=false"] },
      {
        "kube-apiserver-arg": "profiling=false",
        "kubelet-arg": ["max-pods=200"],
        "kube-scheduler-arg": ["v=2"],
      },
    );
    expect(diagnostics).toEqual([]);
    expect(value[1]).toMatchObject({
      apiServer: {
        extraArgs: [
          { name: "encryption-provider-config", value: "/etc/kubernetes/k8sgen-encryption.yaml" },
          { name: "authentication-config", value: "/etc/kubernetes/login.yaml" },
          { name: "profiling", value: "false" },
        ],
        extraVolumes: [
          { hostPath: "/etc/kubernetes/k8sgen-encryption.yaml" },
          { name: "authentication-config", hostPath: "/etc/kubernetes/login.yaml", readOnly: true },
        ],
      },
      scheduler: { extraArgs: [{ name: "v", value: "2" }] },
    });
    expect(JSON.stringify(value[0])).toContain('{"name":"max-pods","value":"200"}');
  });

  it("is passed over where it only switches off what K3s brings", () => {
    const { value, diagnostics } = told({
      disable: ["traefik", "servicelb"],
      "flannel-backend": "none",
      "disable-network-policy": true,
    });
    expect([value, diagnostics]).toEqual([told().value, []]);
  });

  it("is refused where kubeadm has nothing like it, or k8sgen says it itself", () => {
    const codes = told({ "etcd-s3": true, "kubelet-arg": ["node-ip=192.168.1.1"] }).diagnostics.map(
      ({ code, message }) => [code, message],
    );
    expect(codes).toEqual([
      ["E_DISTRIBUTION", "`some0` asks K3s for `etcd-s3`, and kubeadm has nothing like it."],
      [
        "E_CONTRIBUTION_CONFLICT",
        '`some0` asks for another value of `--node-ip`, which k8sgen sets itself: "node-ip=192.168.1.1".',
      ],
    ]);
  });

  it("brings no file in the place of kubeadm's own", () => {
    const plan = asking();
    const own = planOf(plan.homelab, {
      NodeSettings: [
        "/etc/kubernetes/pki/ca.crt",
        "/etc/containerd/config.toml",
        "/etc/k8sgen/kubeadm.yaml",
      ].map(
        (path) => ["some", { reason: "x", files: [{ path, content: "a", permissions: "0600" }] }] as const,
      ),
    });
    expect(filesOf(own).diagnostics.map(({ code }) => code)).toEqual(
      Array(3).fill("E_CONTRIBUTION_CONFLICT"),
    );
  });
});
