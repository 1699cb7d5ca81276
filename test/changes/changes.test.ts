import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { actionsOf } from "../../src/changes/actions.ts";
import { ACTIONS, type Action, type FileDifference } from "../../src/changes/model.ts";
import { changesText } from "../../src/report/changes.ts";
import { compileText } from "../support/compile.ts";

interface Lab {
  readonly kubernetes?: string;
  readonly access?: string;
  readonly pi2?: string;
  readonly more?: readonly string[];
  readonly network?: string;
  readonly dns?: string;
  readonly delivery?: string;
}

const lab = ({
  kubernetes = "",
  access = "keys: [ssh-ed25519 AAAA me]",
  pi2 = "",
  more = [],
  network = "",
  dns = "192.168.1.1",
  delivery = 'flux: {repository: "ssh://git@git.example.org/me/lab.git"}',
}: Lab = {}): string => `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: lab}
kubernetes: {version: v1.36.3+k3s1${kubernetes === "" ? "" : `, ${kubernetes}`}}
access: {ssh: {${access}}}
nodes:
  - {name: pi1, role: server, address: 192.168.1.11, arch: arm64, memory: 8Gi, disk: 64Gi}
  - {name: pi2, address: 192.168.1.12, arch: arm64, memory: 8Gi, disk: 64Gi${pi2 === "" ? "" : `, ${pi2}`}}
network:
  lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1, dns: [${dns}], dhcp: 192.168.1.100-192.168.1.199}
  ${network}
delivery: {${delivery}}
${more.join("\n")}
`;

const built = (homelab: string) => {
  const { compiled, diagnostics } = compileText(homelab);
  if (compiled === undefined) throw new Error(JSON.stringify(diagnostics.map(({ message }) => message)));
  return compiled;
};

/** What is to be done where the output of one homelab becomes that of another. */
function actions(before: string | undefined, after: string): readonly Action[] {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const old = before === undefined ? new Map<string, Uint8Array>() : built(before).tree.files;
  const { plan, components, tree } = built(after);
  const paths = [...new Set([...old.keys(), ...tree.files.keys()])].sort();
  const differences = paths.flatMap((path): FileDifference[] => {
    const [was, is] = [old.get(path), tree.files.get(path)];
    const given = {
      path,
      ...(was === undefined ? {} : { before: text(was) }),
      ...(is === undefined ? {} : { after: text(is) }),
    };
    return given.before === given.after ? [] : [given];
  });
  return actionsOf(plan, components, differences, tree.files);
}

const kinds = (found: readonly Action[]): readonly string[] => found.map(({ action }) => action);
const only = (found: readonly Action[], kind: Action["action"]): Action => {
  const action = found.find(({ action }) => action === kind);
  if (action === undefined) throw new Error(`no ${kind} among ${kinds(found).join(", ")}`);
  return action;
};
const reasons = (action: Action): readonly string[] => [
  ...new Set(action.files.flatMap(({ reasons }) => reasons)),
];

describe("what a change of the output asks for", () => {
  it("is nothing where there is none", () => {
    expect(actions(lab(), lab())).toEqual([]);
    expect(changesText({ name: "lab", folder: "output/lab", actions: [], diagnostics: [] })).toBe(
      "lab: a build changes nothing in output/lab\n",
    );
  });

  it("is the bootstrap where there is nothing yet", () => {
    const [first, ...others] = actions(undefined, lab());
    expect(others).toEqual([]);
    expect(first).toMatchObject({ action: "found", title: expect.stringContaining("Bootstrap") });
  });

  it("is a push where an engine follows Git, and commands where none does", () => {
    const app = ['apps: {hello: {image: "traefik/whoami:v1.11.0", port: 8080}}'];
    const pushed = actions(lab(), lab({ more: app }));
    expect(kinds(pushed)).toEqual(["engine", "nothing"]);
    expect(only(pushed, "engine").commands).toEqual(["git add --all .", "git commit", "git push"]);
    const k3s = "k3s: {}";
    const applied = only(actions(lab({ delivery: k3s }), lab({ delivery: k3s, more: app })), "engine");
    expect(applied.commands.at(3)).toMatch(/^helm upgrade --install lab /);
  });

  it("is the play for settings of nodes, and tells what restarts", () => {
    const found = actions(lab(), lab({ kubernetes: "endpoint: lab.example.org" }));
    const play = only(found, "ansible");
    expect(play.nodes).toEqual(["pi1", "pi2"]);
    expect(play.title).toContain("K3s restarts");
    expect(reasons(play)).toEqual(expect.arrayContaining(["tls-san", "server"]));
    expect(play.commands).toEqual([
      "ansible-playbook -i ansible/inventory.yaml ansible/nodes.yaml --check --diff",
      "ansible-playbook -i ansible/inventory.yaml ansible/nodes.yaml",
    ]);
    const packages = only(
      actions(lab(), lab({ more: ["storage: {nfs: {server: 192.168.1.5, path: /k8s}}"] })),
      "ansible",
    );
    expect(reasons(packages)).toContain("packages");
  });

  it("is the play for a release, or nothing by hand where plans are in the cluster", () => {
    const newer = (upgrades = "") => lab({ kubernetes: upgrades }).replace("v1.36.3+k3s1", "v1.36.4+k3s1");
    const played = actions(lab(), newer());
    expect(reasons(only(played, "ansible"))).toEqual(["K3s v1.36.3+k3s1 -> v1.36.4+k3s1"]);
    const plans = "upgrades: {systemUpgradeController: {}}";
    const planned = actions(lab({ kubernetes: plans }), newer(plans));
    expect(kinds(planned)).toEqual(["engine", "upgrade", "nothing"]);
    expect(only(planned, "upgrade").files.map(({ path }) => path)).toEqual([
      "ansible/inventory.yaml",
      "k3s/pi1/user-data",
      "k3s/pi2/user-data",
    ]);
  });

  it("leaves out no minor, and goes back by none", () => {
    const at = (minor: number) => lab().replace("v1.36.3", `v1.${minor}.3`);
    expect(reasons(only(actions(at(34), at(36)), "ansible"))).toEqual([
      "K3s v1.34.3+k3s1 -> v1.36.3+k3s1: go to v1.35 first, one minor after the other",
    ]);
    expect(reasons(only(actions(at(36), at(35)), "found"))).toContain(
      "K3s v1.36.3+k3s1 -> v1.35.3+k3s1: the datastore does not go back",
    );
  });

  it("is a restart of nodes for what their system reads when it starts, one at a time", () => {
    const bgp =
      "cni: {cilium: {}}\n  loadBalancer: {cilium: {mode: bgp, pool: [10.9.0.0/24], bgp: {asn: 64513, peers: [{address: 192.168.1.1, asn: 64512}]}}}";
    const found = actions(lab({ network: "cni: {cilium: {}}" }), lab({ network: bgp }));
    expect(kinds(found)).not.toContain("found");
    const flannel = actions(
      lab({ network: "cni: {flannel: {}}" }),
      lab({ network: "cni: {flannel: {backend: wireguard-native}}" }),
    );
    expect(only(flannel, "reboot").commands.slice(0, 3)).toEqual([
      "kubectl drain pi1 --ignore-daemonsets --delete-emptydir-data --timeout=15m",
      "ssh ubuntu@192.168.1.11 sudo systemctl reboot",
      "sleep 60; kubectl wait --for=condition=Ready node/pi1 --timeout=15m && kubectl uncordon pi1",
    ]);
    const modules = actions(
      lab({ more: ["storage: {longhorn: {}}"] }),
      lab({ more: ["storage: {nfs: {server: 192.168.1.5, path: /k8s}}"] }),
    );
    expect(reasons(only(modules, "reboot")).join()).toMatch(/what is no longer in it goes/);
  });

  it("is a command for labels, keys and name servers, which count when a node joins or first starts", () => {
    const labels = actions(
      lab({ pi2: "labels: {old: a, kept: b}" }),
      lab({ pi2: "labels: {kept: c, new: d}" }),
    );
    expect(only(labels, "hand")).toMatchObject({
      nodes: ["pi2"],
      commands: ["kubectl label node pi2 --overwrite kept=c new=d old-"],
    });
    const taints = actions(lab({ pi2: "taints: ['a=b:NoSchedule']" }), lab());
    expect(only(taints, "hand").commands).toEqual(["kubectl taint node pi2 --overwrite a:NoSchedule-"]);
    const keys = actions(lab(), lab({ access: 'keys: [ssh-ed25519 BBBB "you"]'.replaceAll('"', "") }));
    expect(kinds(keys)).toEqual(["hand", "nothing"]);
    const [command = ""] = only(keys, "hand").commands;
    expect(command).toBe(
      "printf '%s\\n' 'ssh-ed25519 BBBB you' | ssh ubuntu@192.168.1.11 'cat > .ssh/authorized_keys'",
    );
    const names = only(actions(lab(), lab({ dns: "192.168.1.5" })), "hand");
    expect(names.commands[0]).toContain("k3s/pi1/network-config) | ssh ubuntu@192.168.1.11 ");
  });

  it("prints commands that a shell reads", () => {
    const found = actions(
      lab({ pi2: "labels: {old: a}" }),
      lab({ access: "keys: [ssh-ed25519 BBBB it's me]", dns: "192.168.1.5" }),
    );
    const script = found.flatMap(({ commands }) => commands).join("\n");
    expect(script).toContain("it'\\''s me");
    expect(spawnSync("sh", ["-n"], { input: script, encoding: "utf8" })).toMatchObject({
      status: 0,
      stderr: "",
    });
  });

  it("is a node that comes, goes, or is set up again", () => {
    const third = "\n  - {name: pi3, address: 192.168.1.13, arch: arm64, memory: 8Gi, disk: 64Gi}\nnetwork:";
    const more = lab().replace("\nnetwork:", third);
    expect(only(actions(lab(), more), "install")).toMatchObject({
      nodes: ["pi3"],
      commands: ['ssh ubuntu@192.168.1.13 sudo k8sgen-token < "$HOME/.config/k8sgen/lab/token"'],
    });
    expect(only(actions(more, lab()), "remove")).toMatchObject({
      nodes: ["pi3"],
      commands: [
        "kubectl drain pi3 --ignore-daemonsets --delete-emptydir-data --timeout=15m",
        "kubectl delete node pi3",
      ],
    });
    const moved = actions(lab(), lab().replace("192.168.1.12", "192.168.1.22"));
    expect(only(moved, "reinstall")).toMatchObject({ nodes: ["pi2"] });
    const disk = actions(lab(), lab({ pi2: "dataDisk: {device: /dev/sda, size: 240Gi}" }));
    expect(reasons(only(disk, "reinstall"))).toEqual(["the data disk: what lies on it is not moved"]);
    const user = actions(lab(), lab({ access: "user: me, keys: [ssh-ed25519 AAAA me]" }));
    expect(reasons(only(user, "reinstall"))).toEqual(["users: read at the first boot only"]);
  });

  it.each([
    ["another range of pods", lab(), lab({ kubernetes: "podCidr: 10.50.0.0/16" })],
    ["another pod network", lab(), lab({ network: "cni: {cilium: {}}" })],
    ["a third pod network", lab({ network: "cni: {calico: {}}" }), lab({ network: "cni: {cilium: {}}" })],
    ["another datastore", lab(), lab({ kubernetes: "datastore: {external: {kind: mysql}}" })],
    ["encryption that begins", lab({ kubernetes: "secretsEncryption: false" }), lab()],
  ])("is a new cluster for %s", (_, before, after) => {
    const found = actions(before, after);
    expect(only(found, "found").commands).toEqual([
      "ssh ubuntu@192.168.1.12 sudo k3s-agent-uninstall.sh",
      "ssh ubuntu@192.168.1.11 sudo k3s-uninstall.sh",
    ]);
    for (const kind of ["ansible", "reboot", "hand", "reinstall"]) expect(kinds(found)).not.toContain(kind);
  });

  it("is a file on the router, with its check, or steps to follow there", () => {
    const dnsmasq = lab({ network: "router: {dnsmasq: {interface: eth1}}" });
    const placed = only(
      actions(dnsmasq, dnsmasq.replace(".100-192.168.1.199", ".100-192.168.1.180")),
      "router",
    );
    expect(placed.commands[0]).toMatch(/^install -D -m 0644 router\/dnsmasq\/\S+ \/etc\/dnsmasq\.d\/\S+$/);
    expect(placed.commands.join("\n")).toContain("dnsmasq --test");
    const opnsense = (firewall: string) => lab({ network: `router: {opnsense: {dns: true${firewall}}}` });
    const steps = only(actions(opnsense(""), opnsense(", firewall: true")), "router");
    expect(reasons(steps)).toContain("follow the steps that changed");
    const gone = only(actions(dnsmasq, lab()), "router");
    expect(reasons(gone)).toEqual(["take out there what was made of it"]);
  });

  it("says of each file what it needs, in one order of actions", () => {
    const found = actions(
      lab({ network: "cni: {flannel: {}}" }),
      lab({
        network: "cni: {flannel: {backend: wireguard-native}}\n  router: {dnsmasq: {interface: eth1}}",
        pi2: "labels: {a: b}",
        more: ["storage: {nfs: {server: 192.168.1.5, path: /k8s}}"],
      }),
    );
    const order = kinds(found).map((kind) => ACTIONS.indexOf(kind as Action["action"]));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(kinds(found)).toEqual(["engine", "router", "ansible", "hand", "reboot", "nothing"]);
    const text = changesText({ name: "lab", folder: "output/lab", actions: found, diagnostics: [] });
    expect(text).toMatch(
      /^lab: a build changes \d+ files in output\/lab; after it, in that folder:\n\nNothing by hand/,
    );
    expect(text).toContain(
      "  ~ k3s/pi2/config.yaml: node-label counts only when a node joins\n    $ kubectl label",
    );
  });
});

describe("the other way to make a cluster", () => {
  const kubeadm = (pods: string, more = "") =>
    lab({
      kubernetes: `distribution: kubeadm, podCidr: ${pods}${more}`,
      network: "cni: {calico: {}}",
    }).replace("v1.36.3+k3s1", "v1.36.3");

  it("is brought to the nodes by its own play", () => {
    const found = actions(kubeadm("10.42.0.0/16"), kubeadm("10.42.0.0/16", ", kubeProxy: {mode: ipvs}"));
    expect(reasons(only(found, "ansible"))).toContain("KubeProxyConfiguration");
    expect(kinds(found)).not.toContain("found");
  });

  it("reaches every node whose part of what is one for the cluster differs", () => {
    const servers = (more: string) =>
      kubeadm("10.42.0.0/16", `, endpoint: 192.168.1.10${more}`).replace(
        "network:",
        `${[13, 14].map((host) => `  - {name: pi${host}, role: server, address: 192.168.1.${host}, arch: arm64, memory: 8Gi, disk: 64Gi}`).join("\n")}\nnetwork:`,
      );
    const play = only(actions(servers(""), servers(", kubeProxy: {mode: ipvs}")), "ansible");
    const shared = play.files.filter(({ path }) => path.endsWith("/cluster.yaml"));
    expect(shared.map(({ path }) => path)).toEqual([
      "kubeadm/pi13/cluster.yaml",
      "kubeadm/pi14/cluster.yaml",
    ]);
    for (const { reasons: told } of shared) expect(told).toEqual(["KubeProxyConfiguration"]);
    expect(play.title).toContain("containerd and the kubelet restart");
  });

  it("founds the cluster anew where Secrets are to be encrypted from now on, or no longer", () => {
    const [on, off] = [kubeadm("10.42.0.0/16"), kubeadm("10.42.0.0/16", ", secretsEncryption: false")];
    for (const found of [actions(on, off), actions(off, on)])
      expect(reasons(only(found, "found"))).toContain("the first server has settled secretsEncryption");
  });

  it("names its own release, and what restarts", () => {
    const before = kubeadm("10.42.0.0/16").replace("v1.36.3", "v1.35.4");
    const play = only(actions(before, kubeadm("10.42.0.0/16")), "ansible");
    expect(reasons(play)).toContain("Kubernetes v1.35.4 -> v1.36.3");
    expect(play.title).toContain("containerd and the kubelet restart");
    expect(play.title).not.toContain("K3s");
  });

  it("leaves what the cluster began with to the engine", () => {
    const more = (values: string) => kubeadm("10.42.0.0/16").replace("calico: {}", `calico: {${values}}`);
    const found = actions(more(""), more("mtu: 1400"));
    const nothing = only(found, "nothing");
    expect(nothing.files.map(({ path }) => path)).toContain("kubeadm/20-calico.values.yaml");
    expect(reasons(nothing)).toContain("installed once, before anything else could be");
    expect(kinds(found)).not.toContain("remove");
  });

  it("is taken off the nodes by its own command, where the pod network becomes another one", () => {
    const cilium = kubeadm("10.42.0.0/16").replace("calico: {}", "cilium: {}");
    const action = only(actions(kubeadm("10.42.0.0/16"), cilium), "found");
    expect(reasons(action)).toContain("another pod network: pods of the old one are not reached any more");
    expect(action.commands).toContain("ssh ubuntu@192.168.1.11 sudo kubeadm reset --force");
  });

  it("founds the cluster anew for what the first server has settled", () => {
    const found = actions(kubeadm("10.42.0.0/16"), kubeadm("10.44.0.0/16"));
    expect(reasons(only(found, "found"))).toContain("the first server has settled networking");
  });

  it("is a new cluster where it takes the place of the first way", () => {
    const found = actions(lab({ network: "cni: {calico: {}}" }), kubeadm("10.42.0.0/16"));
    expect(reasons(only(found, "found"))).toContain("kubeadm instead of K3s");
  });
});
