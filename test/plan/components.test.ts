import { describe, expect, it } from "vitest";
import { compileFiles, compileText, located, readText } from "../support/compile.ts";

const HTTP01 = readText("blueprints/tls/cert-manager/cases/http01/homelab.yaml");

/** The homelab of the case with one text exchanged; the text must be there. */
const edited = (from: string, to: string): string => {
  expect(HTTP01).toContain(from);
  return HTTP01.replace(from, to);
};

const readme = (homelab: string): string =>
  new TextDecoder().decode(compileText(homelab).compiled?.tree.files.get("README.md"));

describe("certificates by http01", () => {
  it("are fine where port 80 leads in from the internet; the README says how", () => {
    const text = readme(HTTP01);
    expect(text).toContain(
      "| Ports that are passed on from the internet | TCP 80 and 443 to `192.168.178.200` |",
    );
    expect(text).toContain("with the router's public address");
  });

  it.each([
    ["nothing is reachable", "  internet: { ports: [80, 443] }\n", ""],
    ["only another port is", "{ ports: [80, 443] }", "{ ports: [443] }"],
  ])("are an error where %s", (_, from, to) => {
    const faults = located(compileText(edited(from, to))).filter((line) => line.startsWith("E_"));
    expect(faults).toEqual([
      expect.stringMatching(/^E_COMPONENT \d+:\d+ tls\.certManager\.issuer\.letsencrypt\.solver\.http01$/),
    ]);
  });

  it("are an error with a wildcard", () => {
    const faults = located(
      compileText(edited("{ address: 192.168.178.200 }", "{ address: 192.168.178.200, wildcard: true }")),
    ).filter((line) => line.startsWith("E_"));
    expect(faults).toEqual([
      expect.stringMatching(/^E_COMPONENT \d+:\d+ network\.gateway\.cilium\.wildcard$/),
    ]);
  });

  it("are an error where the public zone is given addresses of the LAN", () => {
    const faults = located(
      compileText(
        edited(
          "dns: { domain: home.example.org }",
          "dns: { domain: home.example.org, externalDns: { cloudflare: {} } }",
        ),
      ),
    ).filter((line) => line.startsWith("E_"));
    expect(faults).toEqual([expect.stringMatching(/^E_COMPONENT \d+:\d+ dns\.externalDns\.cloudflare$/)]);
  });
});

describe("a wildcard certificate", () => {
  const names = (homelab: string): string =>
    new TextDecoder().decode(
      compileText(homelab).compiled?.tree.files.get("manifests/cilium/certificate.yaml"),
    );

  it("is what dns01 gives, unless each host name shall be named", () => {
    const dns01 = edited("http01: {}", "dns01: { cloudflare: {} }");
    expect(names(dns01)).toContain('"*.home.example.org"');
    const named = dns01.replace(
      "{ address: 192.168.178.200 }",
      "{ address: 192.168.178.200, wildcard: false }",
    );
    expect(names(named)).not.toContain("*.");
    expect(names(named)).toContain("- hubble.home.example.org");
  });
});

describe("what a blueprint knows of others by what they offer", () => {
  const needs = (rule: string) => ({
    "blueprints/extensions/one/blueprint.yaml":
      "apiVersion: k8sgen.dev/v1\nkind: Blueprint\nmetadata: {name: one, title: one, description: one}\nslots: [{path: extensions.one}]\nuses: [cni]\n",
    "blueprints/extensions/one/schema.json":
      '{"title":"X","description":"x","type":"object","additionalProperties":false,"properties":{}}',
    "blueprints/extensions/one/contributions.yaml.hbs": `{{#if ${rule}}}\nFault:\n  - at: {{spec}}\n    message: It cannot be here.\n    hint: Leave it out.\n{{/if}}\n`,
    "homelab.yaml": `${HTTP01}extensions: {one: {}}\n`,
  });
  const found = (rule: string) =>
    compileFiles(needs(rule)).diagnostics.flatMap(({ code, path }) => (code === "E_COMPONENT" ? [path] : []));

  it.each([
    ["kube-proxy, where the pod network has taken its place", "capabilities.cni.kubeProxyReplacement"],
    ["nine nodes, where there are fewer", "(lt cluster.nodeCount 9)"],
  ])("%s", (_, rule) => {
    expect(found(rule)).toEqual(["extensions.one"]);
    expect(found(`(not ${rule})`)).toEqual([]);
  });
});

describe("volumes and their classes", () => {
  const lab = (storage: string, volume: string) =>
    `${HTTP01.replace(/^storage:[\s\S]*?^(?=\S)/m, "")}${storage}apps:\n  notes: {image: "a.example.org/b:1", port: 80, volumes: {data: {path: /data, size: 1Gi, ${volume}}}}\n`;
  const found = (text: string, files: Readonly<Record<string, string>> = {}) =>
    compileFiles({ ...files, "homelab.yaml": text }).diagnostics.flatMap(({ code, hint }) =>
      code === "E_REFERENCE" || code === "E_ACCESS_MODE" ? [`${code} ${hint}`] : [],
    );

  it("K3s' own class is there until a component switches it off, and has one writer", () => {
    expect(found(lab("", "storageClass: local-path"))).toEqual([]);
    expect(found(lab("", "storageClass: local-path, shared: true"))).toEqual([
      "E_ACCESS_MODE switch on `storage.nfs`, or leave `shared` out",
    ]);
    expect(found(lab("storage: {longhorn: {}}\n", "storageClass: local-path"))).toEqual([
      "E_REFERENCE there is `longhorn`; without `storageClass` the default one is taken",
    ]);
  });

  it("a shared volume without a class takes the one for shared volumes, or the default one that can", () => {
    const both = "storage: {default: longhorn, longhorn: {}, nfs: {server: 192.168.178.5, path: /v}}\n";
    expect(found(lab(both, "shared: true"))).toEqual([]);
    expect(found(lab("storage: {longhorn: {}}\n", "shared: true"))).toEqual([]);
  });

  it("a provider that tells nothing of its classes is believed", () => {
    const silent = {
      "blueprints/storage/own/blueprint.yaml":
        "apiVersion: k8sgen.dev/v1\nkind: Blueprint\nmetadata: {name: own, title: own, description: own}\nslots: [{path: storage.own}]\n",
      "blueprints/storage/own/schema.json":
        '{"title":"X","description":"x","type":"object","additionalProperties":false,"properties":{}}',
    };
    const text = lab("storage: {own: {}}\n", "storageClass: fast");
    expect(found(text, silent)).toEqual([]);
    const told = {
      ...silent,
      "blueprints/storage/own/contributions.yaml.hbs": "StorageClass: [{name: fast}]\n",
    };
    expect(found(text, told)).toEqual([]);
    expect(found(text.replace("fast", "fats"), told)).toEqual(["E_REFERENCE did you mean `fast`?"]);
    expect(found(text.replace("fast", "fast, shared: true"), told)).toEqual([
      "E_ACCESS_MODE switch on `storage.nfs`, or leave `shared` out",
    ]);
  });
});

describe("a blueprint's own rule", () => {
  const blueprint = (severity: string) => ({
    "blueprints/extensions/one/blueprint.yaml":
      "apiVersion: k8sgen.dev/v1\nkind: Blueprint\nmetadata: {name: one, title: one, description: one}\nslots: [{path: extensions.one}]\n",
    "blueprints/extensions/one/schema.json":
      '{"title":"X","description":"x","type":"object","additionalProperties":false,"properties":{"text":{"type":"string","description":"x"}}}',
    "blueprints/extensions/one/contributions.yaml.hbs": `Fault:\n  - at: {{spec.text}}\n    severity: ${severity}\n    message: Not with {{cluster.name}}.\n    hint: Take another text.\n`,
    "homelab.yaml": `${HTTP01}extensions: {one: {text: no}}\n`,
  });

  it.each([
    ["error", "E_COMPONENT"],
    ["warning", "W_COMPONENT"],
  ])("makes an %s at the value", (severity, code) => {
    const result = compileFiles(blueprint(severity));
    const found = result.diagnostics.filter((each) => each.code === code);
    expect(found.map(({ path, message, hint }) => [path, message, hint])).toEqual([
      ["extensions.one.text", "Not with boards.", "Take another text."],
    ]);
    expect(result.compiled === undefined).toBe(severity === "error");
  });
});
