import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { temporaryFolder } from "../../support/cli.ts";
import { compileText, located } from "../../support/compile.ts";

const lab = (more = "", external = "{kind: postgresql}"): string => `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: lab}
kubernetes: {version: v1.36.3+k3s1, endpoint: 192.168.1.10, datastore: {external: ${external}}}
nodes:
  - {name: a, role: server, address: 192.168.1.11, memory: 8Gi, disk: 64Gi}
  - {name: b, role: server, address: 192.168.1.12, memory: 8Gi, disk: 64Gi}
  - {name: c, address: 192.168.1.13, memory: 8Gi, disk: 64Gi}
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1, dhcp: 192.168.1.100-192.168.1.199}}
delivery: {flux: {repository: "ssh://git@git.example.org/me/lab.git"}}
${more}`;

const compilation = compileText(lab());
const secured = compileText(lab("", "{kind: etcd, ca: true, clientCertificate: true}"));
const text = (path: string, from = compilation): string =>
  new TextDecoder().decode(from.compiled?.tree.files.get(path));
const written = (node: string, path: string, from = compilation): string | undefined =>
  parse(text(`k3s/${node}/user-data`, from)).write_files.find((file: { path: string }) => file.path === path)
    ?.content;

describe("a datastore beside the cluster", () => {
  it("lets two servers share it, of which none founds a cluster or joins the other one", () => {
    expect(compilation.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    for (const node of ["a", "b"]) {
      const config = parse(text(`k3s/${node}/config.yaml`));
      expect(config).toMatchObject({ "token-file": "/etc/rancher/k3s/token" });
      for (const key of ["server", "cluster-init", "datastore-endpoint"])
        expect(config).not.toHaveProperty(key);
    }
    expect(parse(text("k3s/c/config.yaml")).server).toBe("https://192.168.1.10:6443");
  });

  it("is told to the servers' unit alone, from a file that people bring", () => {
    const unit = written("a", "/etc/systemd/system/k3s.service.d/k8sgen.conf");
    expect(unit).toContain("ConditionPathExists=/etc/rancher/k3s/datastore/address.env\n");
    expect(unit).toContain("[Service]\nEnvironmentFile=/etc/rancher/k3s/datastore/address.env\n");
    expect(text("k3s/c/user-data")).not.toContain("datastore");
    expect(text("README.md")).toContain('sudo k8sgen-datastore "$part" <');
  });

  it("has certificates of its own in files that the servers wait for, too", () => {
    expect(secured.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(parse(text("k3s/b/config.yaml", secured))).toMatchObject({
      "datastore-cafile": "/etc/rancher/k3s/datastore/ca.pem",
      "datastore-certfile": "/etc/rancher/k3s/datastore/certificate.pem",
      "datastore-keyfile": "/etc/rancher/k3s/datastore/key.pem",
    });
    const unit = written("b", "/etc/systemd/system/k3s.service.d/k8sgen.conf", secured);
    expect(unit?.match(/ConditionPathExists=\/etc\/rancher\/k3s\/datastore\/.*/g)).toHaveLength(4);
    expect(text("README.md", secured)).toContain("for part in address ca certificate key; do");
    expect(parse(text("k3s/a/config.yaml"))).not.toHaveProperty("datastore-cafile");
  });

  it("has its own way to be saved and to come back", () => {
    const readme = text("README.md");
    expect(readme).toContain("pg_dump --format=custom k3s > k3s.dump");
    expect(readme.slice(readme.indexOf("## Restore"))).toContain("--dbname=k3s < k3s.dump");
    expect(text("README.md", secured)).toContain("etcdctl snapshot save");
  });

  const rooted = (from: typeof compilation) => {
    const root = temporaryFolder();
    for (const folder of ["bin", "etc/rancher/k3s"]) mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, "bin/systemctl"), "#!/bin/sh\nexit 1\n");
    chmodSync(join(root, "bin/systemctl"), 0o755);
    const program = (written("a", "/usr/local/sbin/k8sgen-datastore", from) ?? "").replaceAll(
      "/etc/",
      `${root}/etc/`,
    );
    const run = (input: string, ...args: string[]) =>
      spawnSync("/bin/sh", ["-c", program, "k8sgen-datastore", ...args], {
        input,
        encoding: "utf8",
        env: { PATH: `${root}/bin:/usr/bin:/bin` },
      });
    const file = (name: string) => join(root, "etc/rancher/k3s/datastore", name);
    return { run, file };
  };

  it("takes the address from standard input, and nothing that is none", () => {
    const { run, file } = rooted(compilation);
    const address = 'postgres://k3s:a%20"b"$c\\d@192.168.1.5:5432/k3s';
    expect(run(`${address}\n`, "address")).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(file("address.env"), "utf8")).toBe(`K3S_DATASTORE_ENDPOINT='${address}'\n`);
    expect(statSync(file("address.env")).mode & 0o777).toBe(0o600);
    expect(run("", "address").stderr).toContain("there is no address");
    expect(run("postgres://a:it's@b/c\n", "address").stderr).toContain("%27");
    expect(run("x\n").stderr).toContain("name what is given: address\n");
    expect(run("-----BEGIN CERTIFICATE-----\n", "ca").status).toBe(1);
  });

  it("takes certificates, and nothing that is none", () => {
    const { run, file } = rooted(secured);
    const pem = "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n";
    expect(run(pem, "key")).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(file("key.pem"), "utf8")).toBe(pem);
    expect(run("", "ca").stderr).toContain("there is no PEM");
    expect(() => statSync(file("ca.pem.new"))).toThrow();
  });

  it("leaves no etcd to save, and none to watch", () => {
    const backup = "backup: {etcd: {nfs: {server: 192.168.1.5, path: /volume1/etcd}}}\n";
    expect(located(compileText(lab(backup)))).toContain("E_COMPONENT 11:16 backup.etcd");
    const metrics = compileText(lab("observability: {metrics: {prometheus: {}}}\nstorage: {longhorn: {}}\n"));
    const [prometheus] = (metrics.compiled?.components ?? []).filter(
      ({ component }) => component.name === "prometheus",
    );
    expect(prometheus?.values?.value).toMatchObject({
      kubeEtcd: { enabled: false },
      defaultRules: { rules: { etcd: false } },
    });
    expect(parse(text("k3s/a/config.yaml", metrics))).not.toHaveProperty("etcd-expose-metrics");
  });
});
