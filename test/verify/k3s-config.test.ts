import { describe, expect, it } from "vitest";
import { nodeFileSystem } from "../../src/fs/node.ts";
import { k3sFaults } from "../../src/verify/k3s-config.ts";
import { type Contributed, homelabOf, planOf } from "../assemble/k3s/fixture.ts";
import { compileText, readText } from "../support/compile.ts";
import { ROOT } from "../support/root.ts";

const PACKAGE = { fs: nodeFileSystem, root: ROOT };
const lab = homelabOf([{ role: "server" }, { role: "server" }, { role: "server" }, {}]);

const faults = (config: object, more: object = { roles: ["server"] }): readonly string[] => {
  const contributed = { K3sConfig: [["one", { reason: "x", config, ...more }]] } as unknown as Contributed;
  return k3sFaults(planOf(lab, contributed), PACKAGE).map(
    ({ code, message, hint, location }) =>
      `${code} ${location?.file}:${location?.line} ${message} ${hint ?? ""}`,
  );
};
const AT = "E_NODE_CONFIG blueprints/one/contributions.yaml.hbs:1";

describe("K3s' configuration, compared with what the release takes", () => {
  it("has nothing wrong in the example", () => {
    const { compiled } = compileText(readText("examples/turing-pi/homelab.yaml"));
    expect(compiled === undefined ? ["none"] : k3sFaults(compiled.plan, PACKAGE)).toEqual([]);
  });

  it("takes what K3s takes", () => {
    const config = {
      "disable+": ["traefik"],
      "etcd-s3-timeout": "5m0s",
      "https-listen-port": 6443,
      debug: "true",
    };
    expect(faults(config)).toEqual([]);
  });

  it("finds a key that K3s would skip, and the one that was meant", () => {
    expect(faults({ "disable-network-polcy": true })).toEqual([
      `${AT} \`one\` asks K3s for \`disable-network-polcy\`, which this release does not know. did you mean \`disable-network-policy\`?`,
    ]);
  });

  it("finds a key that ends an agent", () => {
    expect(faults({ "disable-kube-proxy": true }, {})).toEqual([
      `${AT} \`one\` asks K3s for \`disable-kube-proxy\` on every node, and the command \`k3s agent\` does not know it. say \`roles: [server]\` beside it`,
    ]);
  });

  it.each([
    [{ "disable-kube-proxy": "yes" }, "`true` or `false`"],
    [{ "https-listen-port": "many" }, "a whole number"],
    [{ "etcd-s3-timeout": "5 minutes" }, "a duration such as `5m0s`"],
    [{ "flannel-backend": "ipsec" }, "of `none`, `vxlan`, `host-gw`, `wireguard-native`"],
    [{ "flannel-backend": ["none"] }, "one value"],
    [{ "tls-san": { a: "b" } }, "texts"],
  ])("finds a value that it does not take: %j", (config, wanted) => {
    expect(faults(config)).toEqual([
      `${AT} \`one\` gives K3s' \`${Object.keys(config)[0]}\` a value that it does not take: it wants ${wanted}. `,
    ]);
  });

  it("finds servers that differ in what all must share, and only there", () => {
    expect(faults({ "flannel-backend": "host-gw" }, { nodes: ["n2"] })).toEqual([
      `${AT} K3s' \`flannel-backend\` differs between the servers \`n1\` and \`n2\`: one would not join the other. ask for it on all servers`,
    ]);
    expect(faults({ disable: ["servicelb"] }, { nodes: ["n3"], roles: ["server"] })).toHaveLength(1);
    expect(faults({ disable: ["traefik"] }, { nodes: ["n3"], roles: ["server"] })).toEqual([]);
    expect(faults({ "etcd-snapshot-dir": "/srv/n2" }, { nodes: ["n2"], roles: ["server"] })).toEqual([]);
  });
});
