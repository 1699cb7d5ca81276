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
