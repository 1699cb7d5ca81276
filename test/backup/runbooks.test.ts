import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { compileText, readText } from "../support/compile.ts";

/** The README of a case of a blueprint, in its parts before and after the heading "Restore". */
const readmeOf = (path: string): readonly [before: string, restore: string] => {
  const { compiled, diagnostics } = compileText(readText(`blueprints/${path}/homelab.yaml`));
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const text = new TextDecoder().decode(compiled?.tree.files.get("README.md"));
  for (const [, script = ""] of text.matchAll(/^```sh\n([\s\S]*?)^```$/gm))
    expect(spawnSync("sh", ["-n"], { input: script, encoding: "utf8" }).stderr, script).toBe("");
  const [before = "", restore = ""] = text.split("\n## Restore\n");
  return [before, restore];
};

describe("what is restored", () => {
  it("comes in order: files, the cluster, volumes, what lies in them", () => {
    const [, restore] = readmeOf("backup/borgmatic/cases/complete");
    expect([...restore.matchAll(/^### (.*)$/gm)].map(([, title]) => title)).toEqual([
      "Files from the off-site backup",
      "Volumes: Longhorn",
      "Volumes: folders on the NAS",
    ]);
  });

  it("a volume of Longhorn, into a new one that takes the place of the old", () => {
    const [, restore] = readmeOf("storage/longhorn/cases/complete");
    const objects = [...restore.matchAll(/^printf '(.*)'((?: "\$[A-Z]+")+) \| kubectl apply -f -$/gm)].map(
      ([, format = "", values = ""]) => {
        const names = values.match(/[A-Z]+/g) ?? [];
        return JSON.parse(format.replace(/%s/g, () => names.shift() ?? "none")) as unknown;
      },
    );
    expect(objects).toMatchObject([
      { metadata: { name: "VOLUME" }, spec: { size: "SIZE", fromBackup: "URL" } },
      {
        metadata: { name: "VOLUME" },
        spec: {
          capacity: { storage: "SIZE" },
          accessModes: ["MODE"],
          persistentVolumeReclaimPolicy: "Retain",
          claimRef: { namespace: "NAMESPACE", name: "CLAIM" },
          csi: { volumeHandle: "VOLUME" },
        },
      },
      {
        metadata: { namespace: "NAMESPACE", name: "CLAIM" },
        spec: { accessModes: ["MODE"], resources: { requests: { storage: "SIZE" } }, volumeName: "VOLUME" },
      },
    ]);
  });

  it("nothing is told of Longhorn where it keeps no backups", () => {
    expect(readmeOf("storage/longhorn/cases/minimal")[1]).toBe("");
  });

  it("authentik's database, with the dumps at hand", () => {
    const [, restore] = readmeOf("identity/authentik/cases/complete");
    expect(restore).toContain(
      "pg_restore --clean --if-exists --no-owner --exit-on-error --single-transaction",
    );
    expect(restore).toContain('{"name":"dump","args":["sleep 3600"]}');
  });
});

describe("what is done once", () => {
  it("the first login; kubectl's only where the API server believes the provider", () => {
    const [complete] = readmeOf("identity/authentik/cases/complete");
    expect(complete).toContain("get secret authentik -o jsonpath='{.data.AUTHENTIK_BOOTSTRAP_PASSWORD}'");
    expect(complete).toContain("/application/o/kubernetes/ --exec-arg=--oidc-client-id=kubernetes ");
    const [minimal] = readmeOf("identity/authentik/cases/minimal");
    expect(minimal).toContain("### Login: the first administrator\n");
    expect(minimal).not.toContain("oidc-login");
  });
});
