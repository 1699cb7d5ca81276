import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { isArray, isObject, type Json, type JsonObject } from "../../../src/values/json.ts";
import { compileText } from "../../support/compile.ts";
import { ROOT } from "../../support/root.ts";

/** One server and one agent with the built-in blueprints that have something to say about nodes. */
const lab = (version: string): string => `
apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: lab}
kubernetes: {version: ${version}}
access: {ssh: {keys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample owner]}}
nodes:
  - {name: a, role: server, address: 192.168.178.31, arch: arm64, memory: 8Gi, disk: 32Gi}
  - {name: b, address: 192.168.178.32, arch: arm64, memory: 8Gi, disk: 32Gi, dataDisk: {device: /dev/sda, size: 240Gi}}
network:
  lan: {cidr: 192.168.178.0/24, gateway: 192.168.178.1}
  cni: {cilium: {hubble: true}}
  loadBalancer: {cilium: {pool: [192.168.178.200-192.168.178.219], mode: l2}}
  gateway: {cilium: {address: 192.168.178.200}}
storage: {default: longhorn, longhorn: {replicas: 2}}
delivery: {flux: {repository: "ssh://git@git.example.org/me/homelab.git", branch: main}}
`;

const folder = mkdtempSync(join(tmpdir(), "k8sgen-pipeline-"));
afterAll(() => rmSync(folder, { recursive: true }));
const hasCloudInit = spawnSync("sh", ["-c", "command -v cloud-init"]).status === 0;

describe.each(["v1.34.10+k3s1", "v1.35.7+k3s1", "v1.36.3+k3s1"])(
  "the node files of a whole build for %s",
  (version) => {
    const { diagnostics, compiled } = compileText(lab(version));
    const file = (path: string): string => new TextDecoder().decode(compiled?.tree.files.get(path));
    const minor = /^v\d+\.\d+/.exec(version)?.[0];
    const { flags } = JSON.parse(readFileSync(join(ROOT, `schemas/k3s/${minor}.json`), "utf8")) as {
      flags: Record<string, { commands: string[]; values?: Json[] }>;
    };

    it("are made without an error", () => {
      expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    });

    it.each([
      ["a", "server"],
      ["b", "agent"],
    ])("give %s a config.yaml that a K3s %s of that version reads", (name, role) => {
      const config = parse(file(`k3s/${name}/config.yaml`)) as JsonObject;
      expect(Object.keys(config).filter((key) => flags[key]?.commands.includes(role) !== true)).toEqual([]);
      for (const [key, value] of Object.entries(config)) {
        const { values } = flags[key] ?? {};
        if (values !== undefined)
          for (const one of isArray(value) ? value : [value]) expect(values, key).toContain(one);
      }
    });

    it("leave to the pod network what it replaces, and one default class", () => {
      expect(parse(file("k3s/a/config.yaml"))).toMatchObject({
        "flannel-backend": "none",
        "disable-network-policy": true,
        "disable-kube-proxy": true,
        disable: ["local-storage", "servicelb", "traefik"],
      });
    });

    it("put volumes on the data disk of the node that has one", () => {
      expect(file("k3s/b/user-data")).toContain(
        "/var/lib/k8sgen/components/longhorn /var/lib/longhorn none bind",
      );
      expect(file("k3s/a/user-data")).not.toContain("/var/lib/k8sgen");
    });

    it("put kinds before the pod network, all of them objects", () => {
      const paths = [...(compiled?.tree.files.keys() ?? [])].filter((path) =>
        path.startsWith("k3s/a/manifests/"),
      );
      expect(paths).toEqual(["k3s/a/manifests/10-gateway-api.yaml", "k3s/a/manifests/20-cilium.yaml"]);
      const objects = paths.flatMap((path) =>
        parseAllDocuments(file(path)).map((document) => document.toJS() as Json),
      );
      expect(objects.filter((object) => !isObject(object) || object.kind === undefined)).toEqual([]);
      expect(objects.map((object) => isObject(object) && object.kind)).toContain("HelmChart");
    });

    it.skipIf(!hasCloudInit).each(["a", "b"])(
      "give %s a user-data that `cloud-init schema` accepts",
      (name) => {
        const path = join(folder, name);
        writeFileSync(path, file(`k3s/${name}/user-data`));
        const { status, stderr } = spawnSync("cloud-init", ["schema", "--config-file", path], {
          encoding: "utf8",
        });
        expect([status, stderr]).toEqual([0, ""]);
      },
    );
  },
);
