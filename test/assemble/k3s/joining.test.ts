import { describe, expect, it } from "vitest";
import { Machine } from "../nodes/machine.ts";
import { filesOf, LABS } from "./fixture.ts";

const ANSWER = "run/k8sgen/join";

/** A node of three servers and an agent, and what answers on the LAN. */
function machine(node: string, answers: string): Machine {
  const made = new Machine(filesOf(LABS["three-servers"]).files[`k3s/${node}/user-data`] ?? "");
  made.fake("curl", `case "$*" in *${answers}*) exit 0;; *) exit 7;; esac`);
  return made;
}

const drops = (made: Machine): string => made.read("etc/systemd/system/k3s.service.d/k8sgen.conf");

describe("the first server", () => {
  it("founds the cluster where nobody answers", () => {
    const made = machine("n1", "nobody");
    expect(made.run("k8sgen-join")).toMatchObject({ status: 0, stderr: "" });
    expect(made.made.filter((call) => call.startsWith("curl ")).length).toBeGreaterThan(2);
    expect(made.has(ANSWER)).toBe(false);
  });

  it("joins a server that runs, and leaves what the cluster began with alone", () => {
    const made = machine("n1", "192.168.1.13:6443");
    made.write("/var/lib/rancher/k3s/server/manifests/20-tunnels.yaml", "");
    expect(made.run("k8sgen-join")).toMatchObject({ status: 0, stderr: "" });
    expect(made.read(ANSWER)).toBe("K3S_URL=https://192.168.1.13:6443\n");
    expect(made.has("var/lib/rancher/k3s/server/manifests/20-tunnels.yaml.skip")).toBe(true);
  });

  it("is itself again once it has data, whoever answers", () => {
    const made = machine("n1", "6443");
    expect(made.run("k8sgen-join").status).toBe(0);
    made.write("/var/lib/rancher/k3s/server/db/etcd/name", "n1");
    expect(made.run("k8sgen-join").status).toBe(0);
    expect(made.has(ANSWER)).toBe(false);
  });

  it("is asked before each start; the others are told whom they join", () => {
    expect(drops(machine("n1", "nobody"))).toMatch(
      /ExecStartPre=\S+k8sgen-join\nEnvironmentFile=-\S*\/run\/k8sgen\/join\n/,
    );
    expect(drops(machine("n2", "nobody"))).not.toContain("k8sgen-join");
    const one = new Machine(filesOf(LABS["one-server"]).files["k3s/n1/user-data"] ?? "");
    expect(drops(one)).not.toContain("k8sgen-join");
  });
});
