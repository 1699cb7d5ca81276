import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, describe, expect, it } from "vitest";
import type { Compilation } from "../../src/compile.ts";
import { PROGRAMS } from "../../src/laptop/model.ts";
import { readYaml } from "../../src/load/yaml.ts";
import { contains, parseAddress, parseCidr } from "../../src/values/address.ts";
import { compileText, readText } from "../support/compile.ts";
import { ROOT } from "../support/root.ts";

const UPDATE = process.env.UPDATE_GOLDENS !== undefined;
const LABS = ["turing-pi", "opnsense-ha", "dual-stack", "five-servers", "mesh-canary", "single-node"];
const ON = Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[];
const folder = mkdtempSync(join(tmpdir(), "k8sgen-laptop-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const compiled = new Map<string, Compilation>();
/** The laptop's homelab of an example, compiled once. */
const onLaptop = (lab: string, on: string, more = ""): Compilation => {
  const key = `${lab} ${on} ${more}`;
  const text = `${readText(`examples/${lab}/homelab.yaml`)}\nlaptop: {on: ${on}${more}}\n`;
  const found = compiled.get(key) ?? compileText(text);
  compiled.set(key, found);
  return found;
};
const filesOf = ({ compiled }: Compilation): ReadonlyMap<string, string> =>
  new Map([...(compiled?.tree.files ?? [])].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]));
const told = ({ diagnostics }: Compilation) => diagnostics.filter(({ code }) => code === "I_LAPTOP");
const pairs = LABS.flatMap((lab) => ON.map((on) => ({ lab, on })));

describe("the laptop's homelab of every example", () => {
  it.each(pairs)(
    "$lab on $on compiles, apart from the real one, and tells each replacement in its README",
    ({ lab, on }) => {
      const compilation = onLaptop(lab, on);
      expect(compilation.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(compilation.name).toMatch(/^[a-z-]+-laptop$/);
      const readme = filesOf(compilation).get("README.md") ?? "";
      const section = readme.slice(readme.indexOf("## On the laptop"), readme.indexOf("## Topology"));
      const rows = told(compilation);
      expect(rows.length).toBeGreaterThan(2);
      for (const { path = "" } of rows) expect(section).toContain(`| \`${path}\` |`);
    },
  );

  it.each(pairs)("$lab on $on has no address that is not the laptop's", ({ lab, on }) => {
    const plan = onLaptop(lab, on).compiled?.plan;
    const { lan } = plan?.homelab.network ?? {};
    const network = parseCidr(lan?.cidr ?? "");
    expect(network?.canonical).toBe(true);
    const own = [lan?.gateway ?? "", ...(plan?.homelab.nodes ?? []).map(({ address }) => address)];
    for (const text of own) {
      const address = parseAddress(text);
      expect(network !== undefined && address !== undefined && contains(network, address), text).toBe(true);
    }
    const real = readText(`examples/${lab}/homelab.yaml`).match(/gateway: (\d+\.\d+\.\d+)\./)?.[1] ?? "none";
    const values = JSON.stringify({ ...plan?.homelab, kubernetes: {} });
    expect(values).not.toContain(`"${real}.`);
  });
});

const notes = (text: string): readonly (string | undefined)[] =>
  told(compileText(text)).map(({ path, message }) => `${path}: ${message}`);

const LAB = `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: lab, promotedFrom: staging}
kubernetes: {version: v1.36.3+k3s1, endpoint: lab.home.example.org}
nodes:
  - {name: a, role: agent, address: 10.0.0.21, memory: 8Gi, disk: 64Gi, taints: ["x=y:NoSchedule"]}
  - {name: s1, role: server, address: 10.0.0.11, memory: 8Gi, disk: 64Gi, labels: {zone: north}}
  - {name: s2, role: server, address: 10.0.0.12, memory: 8Gi, disk: 64Gi}
  - {name: s3, role: server, address: 10.0.0.13, memory: 8Gi, disk: 64Gi}
network:
  lan: {cidr: 10.0.0.0/24, gateway: 10.0.0.1, vlan: 7, dns: [10.0.0.2]}
  loadBalancer: {metallb: {pool: [10.9.0.0/24], mode: bgp, bgp: {asn: 64512, peers: [{address: 10.0.0.1, asn: 64513}]}}}
  gateway: {traefik: {address: 10.9.0.77}}
delivery: {flux: {repository: "https://git.example.org/me/lab.git", path: deep/lab}}
`;

describe("what a laptop has instead", () => {
  it("is nothing without the section: the real homelab does not know of it", () => {
    expect(notes(LAB)).toEqual([]);
    expect(compileText(LAB).name).toBe("lab");
  });

  it("are fewer nodes, the first server before agents and other servers", () => {
    const plan = compileText(`${LAB}laptop: {on: lima, nodes: 3, arch: arm64, memory: 4Gi, cpus: 2}\n`)
      .compiled?.plan;
    expect(plan?.homelab.nodes.map(({ name, role, address }) => [name, role, address])).toEqual([
      ["s1", "server", "192.168.104.211"],
      ["a", "agent", "192.168.104.212"],
      ["s2", "agent", "192.168.104.213"],
    ]);
    expect(plan?.homelab.nodes[0]).toMatchObject({
      arch: "arm64",
      memory: "4Gi",
      cpus: 2,
      labels: { zone: "north" },
    });
    expect(plan?.homelab.nodes[1]?.taints).toEqual(["x=y:NoSchedule"]);
  });

  it("are pools of its own network, and their members in them, announced on the LAN", () => {
    const plan = compileText(`${LAB}laptop: {on: libvirt, cidr: 10.77.0.0/24}\n`).compiled?.plan;
    const { loadBalancer, gateway } = (plan?.homelab.network ?? {}) as Record<
      string,
      Record<string, unknown>
    >;
    expect(loadBalancer).toEqual({
      metallb: expect.objectContaining({ mode: "l2", pool: ["10.77.0.220-10.77.0.235"] }),
    });
    expect(JSON.stringify(loadBalancer)).not.toContain("10.0.0.1");
    expect(gateway).toEqual({ traefik: expect.objectContaining({ address: "10.77.0.220" }) });
    expect(plan?.homelab.network.lan).toMatchObject({ cidr: "10.77.0.0/24", gateway: "10.77.0.1" });
    expect(plan?.homelab.network.lan).not.toHaveProperty("vlan");
  });

  it.each([
    [
      "kubernetes: {version: v1.36.3, distribution: kubeadm}",
      "kubernetes.distribution: K3s, of the same release of Kubernetes.",
    ],
    [
      "kubernetes: {version: v1.36.3+k3s1, datastore: {external: {kind: postgresql}}}",
      "kubernetes.datastore: The server keeps the state itself: the database is the real homelab's.",
    ],
  ])("is K3s with its own state: %s", (kubernetes, note) => {
    const text = `${LAB.replace(/^kubernetes: .*$/m, kubernetes)}laptop: {on: k3d}\n`;
    const { compiled, diagnostics } = compileText(text);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(compiled?.plan.homelab.kubernetes).toMatchObject({ version: "v1.36.3+k3s1", distribution: "k3s" });
    expect(compiled?.plan.homelab.kubernetes).not.toHaveProperty("datastore");
    expect(notes(text)).toContain(note);
  });

  it("is told for each, at the line of what it replaces", () => {
    expect(notes(`${LAB}laptop: {on: k3d}\n`)).toMatchInlineSnapshot(`
      [
        "metadata.promotedFrom: The laptop follows no other lab.",
        "kubernetes.endpoint: There is one server, and its address is that of the API.",
        "delivery.flux.path: The cluster follows the laptop's own folder of the output, never the real homelab's.",
        "nodes: 2 of 4 nodes, with 6Gi of memory each, one of them a server: containers, without data disks.",
        "network.lan: The network 172.28.0.0/24 of k3d, without VLAN or IPv6; addresses for people are taken from it.",
        "network.loadBalancer.metallb.bgp: There is no router that could be a neighbour.",
        "network.loadBalancer.metallb.mode: Addresses are announced by \`l2\`: there is no router to tell.",
        "network.loadBalancer.metallb.pool: 172.28.0.220-172.28.0.235, of the laptop's network.",
      ]
    `);
    const { diagnostics } = compileText(`${LAB}laptop: {on: k3d}\n`);
    expect(diagnostics.find(({ path }) => path === "kubernetes.endpoint")?.location?.line).toBe(4);
  });

  it.each([
    ["apps/app/cases/shared", "apps.gallery.volumes.photos.shared"],
    ["delivery/flux/cases/images", "apps.hello.update"],
    ["delivery/flux/cases/notifications", "delivery.flux.notifications"],
    ["storage/nfs/cases/minimal", "storage.nfs"],
  ])("are parts that its nodes cannot have: %s", (example, path) => {
    const compilation = compileText(`${readText(`blueprints/${example}/homelab.yaml`)}\nlaptop: {on: k3d}\n`);
    expect(compilation.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(told(compilation).map((one) => one.path)).toContain(path);
  });

  it("leaves what is no homelab to the check", () => {
    const { diagnostics } = compileText(`${LAB}laptop: {on: vagrant}\n`);
    expect(diagnostics.map(({ code }) => code)).toEqual(["E_ENUM"]);
    for (const broken of [
      "nodes: 7",
      "network: [1]",
      "delivery: x",
      "metadata: {name: 5}",
      "storage: {longhorn: 1}",
    ]) {
      const text = LAB.replace(new RegExp(`^${broken.split(":")[0]}:[^\n]*(\n [^\n]*)*`, "m"), "");
      const { diagnostics } = compileText(`${text}${broken}\nlaptop: {on: lima}\n`);
      expect(
        diagnostics.some(({ severity }) => severity === "error"),
        broken,
      ).toBe(true);
    }
  });
});

describe("the laptop's own files", () => {
  it.each(ON)("of %s are what is committed (UPDATE_GOLDENS=1 writes them)", (on) => {
    const files = filesOf(onLaptop("single-node", on, ", nodes: 1"));
    const own = new Map([...files].filter(([path]) => path.startsWith("laptop/") || path === "README.md"));
    const expected = join(ROOT, "test/laptop/expected", on);
    if (UPDATE) {
      rmSync(expected, { recursive: true, force: true });
      for (const [path, text] of own) {
        mkdirSync(dirname(join(expected, path)), { recursive: true });
        writeFileSync(join(expected, path), text);
      }
    }
    for (const [path, text] of own) expect(text, path).toBe(readFileSync(join(expected, path), "utf8"));
  });

  it.each(LABS)("of k3d hold to its schema: %s", (lab) => {
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(
      JSON.parse(readText("test/laptop/k3d.schema.json")),
    );
    const files = filesOf(onLaptop(lab, "k3d"));
    const value = readYaml("k3d.yaml", files.get("laptop/k3d.yaml") ?? "").value?.value;
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...(value as object), srevers: 1 })).toBe(false);
    const { runtime } = (value as { options: { runtime: Record<string, string> } }).options;
    expect(Object.keys(runtime)).toContain("serversMemory");
    // https://github.com/docker/go-units/blob/v0.5.0/size.go
    for (const size of Object.values(runtime)) expect(size).toMatch(/^\d+(\.\d+)? ?[kmgtp]?(i?b)?$/i);
    const named = (value as { files: { source: string }[] }).files.map(({ source }) =>
      join("laptop", source),
    );
    for (const path of named) expect([...files.keys()]).toContain(path);
  });

  const validator = "virt-xml-validate";
  const isThere = (program: string) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
  it.skipIf(!isThere(validator)).each(LABS)(`of libvirt hold to its schemas: %s (${validator})`, (lab) => {
    for (const arch of ["amd64", "arm64"])
      for (const [path, text] of filesOf(onLaptop(lab, "libvirt", `, arch: ${arch}`))) {
        if (!/^laptop\/.*\.xml$/.test(path)) continue;
        const check = (content: string) => {
          writeFileSync(join(folder, "x.xml"), content);
          return spawnSync(validator, [join(folder, "x.xml")], { encoding: "utf8" });
        };
        const { status, stderr } = check(text);
        expect(status, `${path}: ${stderr}`).toBe(0);
        expect(check(text.replace("<name>", "<nmae/><name>")).status).not.toBe(0);
      }
  });

  it("make a node by a script that a shell can read", () => {
    const script = filesOf(onLaptop("single-node", "lima")).get("laptop/node.sh") ?? "";
    const read = (text: string) => spawnSync("sh", ["-n"], { input: text });
    expect(read(script).status).toBe(0);
    expect(read(`${script}\nif`).status).not.toBe(0);
  });

  it("hold no line about a router or an Ansible inventory", () => {
    const paths = [...filesOf(onLaptop("opnsense-ha", "lima")).keys()];
    expect(paths.filter((path) => /^(router|ansible)\//.test(path))).toEqual([]);
    expect(paths).toContain("laptop/s1.yaml");
  });
});
