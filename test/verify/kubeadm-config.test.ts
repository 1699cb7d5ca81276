import { describe, expect, it } from "vitest";
import type { AssembledTree } from "../../src/assemble/tree.ts";
import { nodeFileSystem } from "../../src/fs/node.ts";
import { kubeadmFaults } from "../../src/verify/kubeadm-config.ts";
import { lab } from "../assemble/kubeadm/scripts.ts";
import { compileText } from "../support/compile.ts";
import { ROOT } from "../support/root.ts";

const { compiled } = compileText(lab("three-servers"));
const files = { fs: nodeFileSystem, root: ROOT };

function faults(path: string, change: (text: string) => string) {
  if (compiled === undefined) throw new Error("it does not compile");
  const tree: AssembledTree = {
    ...compiled.tree,
    files: new Map(
      [...compiled.tree.files].map(([name, bytes]) => [
        name,
        name === path ? new TextEncoder().encode(change(new TextDecoder().decode(bytes))) : bytes,
      ]),
    ),
  };
  return kubeadmFaults(compiled.plan, tree, files).map(
    ({ code, message, location }) => `${code} ${location?.file}: ${message}`,
  );
}

describe("kubeadm's configurations, held against its Go types", () => {
  it("have nothing wrong", () => {
    expect(faults("", (text) => text)).toEqual([]);
  });

  it.each([
    [
      "pi1/kubeadm.yaml",
      "podSubnet:",
      "podSubnets:",
      "kubeadm of this release knows no `networking.podSubnets`.",
    ],
    [
      "pi1/kubeadm.yaml",
      "bindPort: 6443",
      "bindPort: '6443'",
      "kubeadm wants integer at `localAPIEndpoint.bindPort`.",
    ],
    ["pi1/join.yaml", "taints: []", "taints: none", "kubeadm wants array at `nodeRegistration.taints`."],
    [
      "nuc1/kubeadm.yaml",
      "- name: node-ip",
      "- nam: node-ip",
      "kubeadm of this release knows no `nodeRegistration.kubeletExtraArgs[0].nam`.",
    ],
    [
      "pi2/patches/kubeletconfiguration+merge.yaml",
      "kubeReserved:",
      "kubeReserve:",
      "kubeadm of this release knows no `kubeReserve`.",
    ],
    [
      "pi2/cluster.yaml",
      "seccompDefault:",
      "seccompDefaults:",
      "kubeadm of this release knows no `seccompDefaults`.",
    ],
    [
      "pi2/upgrade.yaml",
      "v1beta4",
      "v1beta9",
      "kubeadm of this release reads no `kubeadm.k8s.io/v1beta9/UpgradeConfiguration`.",
    ],
  ])("%s with %s as %s", (path, from, to, message) => {
    const name = `kubeadm/${path}`;
    expect(faults(name, (text) => text.replace(from, to))).toEqual([`E_NODE_CONFIG ${name}: ${message}`]);
  });
});
