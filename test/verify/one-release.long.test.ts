import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { readText } from "../support/compile.ts";
import { CHARTS } from "../support/root.ts";
import { laboratory } from "./lab.ts";

const { run } = laboratory();
const title = CHARTS === undefined ? "the reference homelab (skipped: no charts)" : "the reference homelab";

describe.skipIf(CHARTS === undefined)(title, () => {
  it("is refused as one release, by the laws that it breaks and by nothing else", {
    timeout: 600_000,
  }, async () => {
    const document = parseDocument(readText("examples/turing-pi/homelab.yaml"));
    document.delete("secrets");
    document.delete("extensions");
    document.set("delivery", { helm: {} });
    const folder = CHARTS ?? "";
    const archives = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    const files = Object.fromEntries(
      archives.map((name) => [`charts/${name}`, readFileSync(join(folder, name))]),
    );
    const { report } = await run({ homelab: document.toString(), use: "  {}", files, charts: true });
    expect(
      report.diagnostics
        .filter(({ severity }) => severity === "error")
        .map(({ code, path, location }) => `${code} ${path ?? location?.file}`)
        .sort(),
    ).toEqual([
      "E_HELM_CNI network.cni.cilium",
      "E_HELM_CRDS k8sgen/blueprints/observability/prometheus-crds/blueprint.yaml",
      "E_HELM_CRDS storage.longhorn",
      "E_HELM_CRDS tls.certManager",
      "E_HELM_NAMESPACE dns.externalDns",
      "E_HELM_NAMESPACE identity.authentik",
      "E_HELM_NAMESPACE storage.longhorn",
      "E_HELM_NAMESPACE storage.nfs",
      "E_HELM_NAMESPACE tls.certManager",
      "E_HELM_TEMPLATES observability.metrics.prometheus",
    ]);
  });
});
