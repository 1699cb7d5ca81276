import { describe, expect, it } from "vitest";
import { lab } from "../assemble/kubeadm/scripts.ts";
import { compileText } from "../support/compile.ts";

const told = (text: string) =>
  compileText(text).diagnostics.map(({ code, path, message }) => `${code} ${path}: ${message}`);

describe("what a distribution does not bring", () => {
  it("is no fault where components bring it", () => {
    expect(told(lab("one-server"))).toEqual([]);
  });

  it("names the place where a component that is a part of K3s was chosen: E_DISTRIBUTION", () => {
    const text = lab("one-server", (one) =>
      one.replace("cni: { calico: {} }", "cni: { flannel: {} }\n  loadBalancer: { servicelb: {} }"),
    );
    expect([...told(text)].sort()).toEqual([
      "E_DISTRIBUTION network.cni.flannel: `network.cni.flannel` is a part of K3s, and kubeadm does not bring it.",
      "E_DISTRIBUTION network.loadBalancer.servicelb: `network.loadBalancer.servicelb` is a part of K3s, and kubeadm does not bring it.",
    ]);
  });

  it("warns of a mode of kube-proxy where there is none", () => {
    const text = lab("one-server", (one) => one.replace("calico", "cilium"));
    expect(told(text)).toEqual([
      "W_COMPONENT kubernetes.kubeProxy.mode: There is no kube-proxy here: `cilium` takes its place.",
    ]);
  });

  it("refuses an address of the API that only the running cluster would hold", () => {
    const text = lab("three-servers", (one) =>
      one.replace(
        "  gateway: { cilium",
        "  apiEndpoint: { kubeVip: { interface: eth0 } }\n  gateway: { cilium",
      ),
    );
    expect(told(text)[0]).toContain("E_COMPONENT network.apiEndpoint.kubeVip: kubeadm founds a cluster");
  });
});

describe("a release of one distribution with the other", () => {
  it.each([
    ["v1.36.3+k3s1", "kubeadm", "E_KUBERNETES_VERSION kubernetes.version"],
    ["v1.36.3", "k3s", "E_KUBERNETES_VERSION kubernetes.version"],
    ["v1.30.1", "kubeadm", "E_KUBERNETES_VERSION kubernetes.version"],
  ])("%s with %s", (version, distribution, expected) => {
    const text = lab("one-server", (one) =>
      one.replace(
        "version: v1.36.3, distribution: kubeadm",
        `version: ${version}, distribution: ${distribution}`,
      ),
    );
    expect(told(text).map((line) => line.split(":")[0])).toContain(expected);
  });
});
