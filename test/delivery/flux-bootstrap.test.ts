import { describe, expect, it } from "vitest";
import { compileText } from "../support/compile.ts";

const homelab = (repository: string, kubernetes = ""): string => `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: boards}
kubernetes: {version: v1.36.3+k3s1${kubernetes}}
nodes: [{name: a, role: server, address: 192.168.1.2, arch: arm64, memory: 8Gi, disk: 32Gi}]
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1}}
delivery: {flux: {repository: "${repository}"}}
`;

const HTTPS = "https://git.example.org/me/homelab.git";

/** The step that installs Flux: its commands, and the sentences before them. */
function stepOf(text: string): { readonly script: string; readonly says: string } {
  const readme = new TextDecoder().decode(compileText(text).compiled?.tree.files.get("README.md"));
  const [, says = "", script = ""] = /### \d+\. Flux\n\n([\s\S]*?)```sh\n([\s\S]*?)```/.exec(readme) ?? [];
  return { script, says };
}

describe("`flux bootstrap` of the README", () => {
  it("logs in by a token over HTTPS, as it would otherwise make a key for SSH", () => {
    const { script, says } = stepOf(homelab(HTTPS));
    expect(script).toContain("read -r GIT_USER");
    expect(script).toContain(`--url=${HTTPS} --token-auth --username="$GIT_USER" --branch=`);
    expect(script).not.toContain("ssh-add");
    expect(says).toContain("asks for the password");
  });

  it("takes the agent's key over SSH, and says so", () => {
    const { script, says } = stepOf(homelab("ssh://git@git.example.org/me/homelab.git"));
    expect(script).toMatch(/^ssh-add -l\nflux bootstrap git --url=ssh:\S+ --branch=/);
    expect(script).not.toContain("--token-auth");
    expect(says).toContain("that your SSH agent holds");
  });

  it("tells the domain of the cluster where it is another one than Flux takes for granted", () => {
    expect(stepOf(homelab(HTTPS)).script).not.toContain("--cluster-domain");
    const { script } = stepOf(homelab(HTTPS, ", clusterDomain: home.internal"));
    expect(script).toContain(" --cluster-domain=home.internal");
  });
});
