import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { getAt } from "../../src/values/json.ts";
import { compileText, located, readText } from "../support/compile.ts";

/** With a login provider, a private authority, and two programs that ask it. */
const LAB = readText("blueprints/delivery/argo-cd/cases/complete/homelab.yaml").replace(
  "  metrics: { prometheus: {} }",
  "  metrics: { prometheus: {} }\n  dashboards: { grafana: {} }",
);

const PRIVATE = "issuer: { privateCa: {} }";
const acme = (more = ""): string =>
  `issuer: { letsencrypt: { email: me@example.org, solver: { dns01: { cloudflare: {} } }${more} } }`;

function builtWith(issuer: string) {
  const { compiled, diagnostics } = compileText(LAB.replace(PRIVATE, issuer));
  const text = (path: string) => {
    const bytes = compiled?.tree.files.get(path);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };
  const values = (name: string) =>
    getAt(parse(text("chart/values.yaml") ?? ""), ["components", name, "values"]) ?? null;
  // The boards of this case have no disk for data, which is told and not meant here.
  const told = located({ diagnostics }).filter((line) => !line.startsWith("W_SYSTEM_DISK"));
  return { told, text, argo: values("argo-cd"), grafana: values("grafana") };
}

describe("programs that ask the login provider by HTTPS", () => {
  it("are given the authority of the homelab's own, from a certificate in their namespace", () => {
    const { told, text, argo, grafana } = builtWith(PRIVATE);
    expect(told).toEqual([]);
    for (const [name, mounted] of [
      ["argocd-authority", getAt(argo, ["server", "volumes", 0, "secret"])],
      ["grafana-authority", getAt(grafana, ["extraSecretMounts", 0])],
    ] as const) {
      expect(mounted).toMatchObject({ secretName: name, items: [{ key: "ca.crt", path: "ca.crt" }] });
      const folder = name === "argocd-authority" ? "argo-cd" : "grafana";
      const certificate = parse(text(`manifests/${folder}/authority.yaml`) ?? "");
      expect(getAt(certificate, ["spec"])).toMatchObject({
        secretName: name,
        issuerRef: { kind: "ClusterIssuer", name: "private-ca" },
      });
    }
    const folder = getAt(argo, ["server", "volumeMounts", 0, "mountPath"]);
    expect(String(getAt(argo, ["server", "env", 0, "value"])).split(":")).toContain(folder);
    expect(getAt(grafana, ["grafana.ini", "auth.generic_oauth", "tls_client_ca"])).toBe(
      `${String(folder)}/ca.crt`,
    );
  });

  it("need none where everybody trusts the issuer", () => {
    const { told, text, argo, grafana } = builtWith(acme());
    expect(told).toEqual([]);
    expect(getAt(argo, ["server", "volumes"])).toBeUndefined();
    expect(getAt(grafana, ["extraSecretMounts"])).toBeUndefined();
    expect(text("manifests/argo-cd/authority.yaml")).toBeUndefined();
    expect(text("manifests/grafana/authority.yaml")).toBeUndefined();
  });

  it.each([
    ["an issuer whose certificates have no authority", "issuer: { selfSigned: {} }"],
    ["one for tries", acme(", staging: true")],
  ])("cannot with %s, which is told", (_title, issuer) => {
    expect(builtWith(issuer).told).toEqual([expect.stringMatching(/^W_COMPONENT .*identity\.authentik$/)]);
  });
});
