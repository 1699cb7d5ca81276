import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { kubeadmFiles, lab, Machine, TOKEN } from "./scripts.ts";

const files = kubeadmFiles(lab("three-servers"));

const documents = (path: string | undefined) =>
  parseAllDocuments(readFileSync(path ?? "", "utf8")).map((document) => document.toJS());

describe("a node that becomes a part of the cluster", () => {
  it("founds it on the first server, with secrets that are made of the token", () => {
    const machine = new Machine(files, "pi1");
    const { status, stderr } = machine.run("k8sgen-kubeadm");
    expect([status, stderr]).toEqual([0, ""]);
    expect(machine.calls).toEqual([
      "init --upload-certs --skip-token-print --skip-certificate-key-print --config /run/k8sgen/kubeadm.yaml",
    ]);
    const [init] = documents(machine.given[0]);
    expect(init.bootstrapTokens).toEqual([
      {
        token: expect.stringMatching(/^[a-z0-9]{6}\.[a-z0-9]{16}$/),
        description: expect.any(String),
        ttl: "24h0m0s",
      },
    ]);
    expect(init.certificateKey).toMatch(/^[0-9a-f]{64}$/);
    expect(machine.has("run/k8sgen")).toBe(false);
    expect(machine.has("etc/kubernetes/k8sgen-done")).toBe(true);
    expect(machine.has("etc/kubernetes/k8sgen-begun")).toBe(false);
  });

  it("joins it elsewhere with the same secrets, and none is the token itself", () => {
    const founder = new Machine(files, "pi1");
    const server = new Machine(files, "pi2");
    const agent = new Machine(files, "nuc1");
    for (const machine of [founder, server, agent]) expect(machine.run("k8sgen-kubeadm").status).toBe(0);
    const [init] = documents(founder.given[0]);
    const [other] = documents(server.given[0]);
    const [worker] = documents(agent.given[0]);
    const [{ token }] = init.bootstrapTokens;
    expect([other.discovery.bootstrapToken.token, worker.discovery.bootstrapToken.token]).toEqual([
      token,
      token,
    ]);
    expect(other.controlPlane.certificateKey).toBe(init.certificateKey);
    expect(worker.controlPlane).toBeUndefined();
    const encryption = "etc/kubernetes/k8sgen-encryption.yaml";
    expect(server.read(encryption)).toBe(founder.read(encryption));
    expect(agent.has(encryption)).toBe(false);
    const { resources } = parse(founder.read(encryption));
    const key = resources[0].providers[0].secretbox.keys[0].secret;
    expect(Buffer.from(key, "base64")).toHaveLength(32);
    for (const secret of [
      token.replace(".", ""),
      init.certificateKey,
      Buffer.from(key, "base64").toString("hex"),
    ])
      expect(TOKEN).not.toContain(secret);
  });

  it("joins on the first server too, where another server answers", () => {
    const machine = new Machine(files, "pi1");
    // As curl does it with an answer of 500, which a server without its etcd gives.
    machine.fake(
      "curl",
      'case "$*" in *192.168.178.33:6443*) case "$*" in *--fail*) exit 22;; *) exit 0;; esac;; *) exit 7;; esac',
    );
    expect(machine.run("k8sgen-kubeadm").status).toBe(0);
    expect(machine.calls).toEqual(["join --config /run/k8sgen/kubeadm.yaml"]);
    expect(documents(machine.given[0])[0].kind).toBe("JoinConfiguration");
  });

  it("founds it with the keys of a cluster that comes back, and leaves no copy of them", () => {
    const machine = new Machine(files, "pi1");
    machine.write("/etc/k8sgen/pki/ca.key", "old");
    machine.write("/etc/k8sgen/pki/etcd/ca.key", "older");
    const pki = `${machine.root}/etc/kubernetes/pki`;
    // The first try is interrupted, and kubeadm's reset takes its folder away.
    machine.fake(
      "kubeadm",
      `case "$1" in reset) rm -rf ${pki}/*;; init) cat ${pki}/ca.key ${pki}/etcd/ca.key >> ${machine.root}/keys; [ -e ${machine.root}/again ];; esac`,
    );
    expect(machine.run("k8sgen-kubeadm").status).not.toBe(0);
    expect(machine.has("etc/k8sgen/pki/ca.key")).toBe(true);
    machine.write("again", "");
    expect(machine.run("k8sgen-kubeadm").status).toBe(0);
    expect(machine.read("keys")).toBe("oldolderoldolder");
    expect(machine.has("etc/k8sgen/pki")).toBe(false);
  });

  it("is on the disk before the mark of its beginning goes", () => {
    const machine = new Machine(files, "nuc1");
    const marks = `${machine.root}/etc/kubernetes`;
    machine.fake("sync", `ls ${marks} > ${machine.root}/marks`);
    expect(machine.run("k8sgen-kubeadm").status).toBe(0);
    expect(machine.read("marks")).toBe("k8sgen-begun\nk8sgen-done\n");
  });

  it("takes its traces away before it tries again, and never once it is done", () => {
    const machine = new Machine(files, "nuc1");
    machine.fake("kubeadm", '[ "$1" != join ]');
    expect(machine.run("k8sgen-kubeadm").status).not.toBe(0);
    expect(machine.has("etc/kubernetes/k8sgen-done")).toBe(false);
    machine.fake("kubeadm");
    expect(machine.run("k8sgen-kubeadm").status).toBe(0);
    expect(machine.run("k8sgen-kubeadm").status).toBe(0);
    expect(machine.calls.map((call) => call.split(" ")[0])).toEqual(["join", "reset", "join"]);
  });

  it("is let in again later by a server, with the secrets of the first time", () => {
    const founder = new Machine(files, "pi1");
    founder.run("k8sgen-kubeadm");
    const server = new Machine(files, "pi2");
    expect(server.run("k8sgen-invite").status).toBe(1);
    server.run("k8sgen-kubeadm");
    expect(server.run("k8sgen-invite").status).toBe(0);
    expect(server.calls.slice(1)).toEqual([
      "init phase upload-certs --upload-certs --skip-certificate-key-print --config /run/k8sgen/invite.yaml",
      "init phase bootstrap-token --skip-token-print --config /run/k8sgen/invite.yaml",
    ]);
    const [init] = documents(founder.given[0]);
    const [invite, cluster] = documents(server.given[1]);
    expect([invite.bootstrapTokens, invite.certificateKey]).toEqual([
      init.bootstrapTokens,
      init.certificateKey,
    ]);
    expect(cluster.kubernetesVersion).toBe("v1.36.3");
    expect(server.has("run/k8sgen")).toBe(false);
  });
});

describe("the output of kubeadm", () => {
  it("holds neither token nor key", () => {
    for (const [path, text] of files)
      if (!path.includes("/user-data"))
        expect(text, path).not.toMatch(/^\s*(- )?(token|certificateKey|secret|caCertHashes):/m);
  });

  it("gives every node what its user-data puts into place, byte for byte", () => {
    for (const node of ["pi1", "pi2", "nuc2"])
      for (const name of [
        "kubeadm.yaml",
        "cluster.yaml",
        "upgrade.yaml",
        "patches/kubeletconfiguration+merge.yaml",
      ])
        if (node !== "pi1" || name !== "cluster.yaml")
          expect(files.get(`${node}/user-data`)).toContain(
            files.get(`${node}/${name}`)?.trimEnd().replaceAll("\n", "\n      "),
          );
  });
});
