import { describe, expect, it } from "vitest";
import { compileText } from "../../support/compile.ts";
import { lab } from "./scripts.ts";

function readme(name: string): string {
  const bytes = compileText(lab(name)).compiled?.tree.files.get("README.md");
  return new TextDecoder().decode(bytes);
}

/** The section of the README from its heading on. */
const stateOf = (name: string): string =>
  /^### The state of the control plane$[\s\S]*/m.exec(readme(name))?.[0] ?? "";

describe("what the README tells of the state of the control plane", () => {
  it("saves the keys that last, and hands them to the founding of the cluster that comes back", () => {
    const text = stateOf("one-server");
    expect(text).toContain(
      "tar -C /etc/kubernetes/pki -c ca.crt ca.key front-proxy-ca.crt front-proxy-ca.key etcd/ca.crt etcd/ca.key sa.key sa.pub",
    );
    expect(text).toContain("sudo tar -C /etc/k8sgen/pki -x");
    expect(text).toContain("--bump-revision 1000000000 --mark-compacted");
  });

  it("calls only what is on a node", () => {
    expect(stateOf("one-server")).not.toContain("crictl");
    expect(stateOf("one-server")).toContain(
      '; while pgrep -f "^(etcd|kube-apiserver) .*=/etc/kubernetes/pki/" > /dev/null; do sleep 5; done',
    );
  });

  it("stops every server before the first one is founded, which would join one that answers", () => {
    const text = stateOf("three-servers");
    const [stop, found] = [text.indexOf("for server in "), text.indexOf("sudo k8sgen-token")];
    expect(stop).toBeGreaterThan(0);
    expect(found).toBeGreaterThan(stop);
  });

  it("lets every other server join without waiting for one that does not come", () => {
    const text = stateOf("three-servers");
    const [, after = ""] = text.split("without what they knew");
    expect(after.indexOf("kubectl delete node --ignore-not-found pi2 pi3")).toBeGreaterThan(0);
    expect(after).toContain("systemctl start --no-block k8sgen-kubeadm.service'; until ssh");
    expect(after).not.toContain("|| break");
  });

  it("depends on the first server only where it is the one that comes back", () => {
    const whole = readme("three-servers");
    for (const line of whole.split("\n").filter((one) => /etcdctl|sudo k8sgen-invite` opens/.test(one))) {
      expect(line).not.toContain("192.168.178.31 sudo k8sgen-invite");
      expect(line).not.toContain("etcd-pi1");
    }
    expect(whole).toContain(
      '`ssh "$LOGIN" sudo k8sgen-invite`, where `LOGIN` is the login of a server that runs',
    );
    expect(whole).toContain("|| break; done`");
    expect(readme("one-server")).toContain("`ssh ubuntu@192.168.178.31 sudo k8sgen-invite` opens");
  });

  it("fetches the access of the laptop anew, which ends too", () => {
    expect(readme("one-server")).toMatch(/The copy on your machine ends too; `\(umask 077; ssh ubuntu@/);
  });
});
