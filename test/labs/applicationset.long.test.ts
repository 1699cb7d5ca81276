import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { labsEntry } from "../../src/assemble/engines/argo-cd/labs.ts";
import { toYamlDocuments } from "../../src/values/yaml.ts";
import { ROOT } from "../support/root.ts";
import { engine, lab, Workshop } from "./workshop.ts";

const REPOSITORY = "https://git.example.org/me/t.git";
const ARGO = "delivery: {flux: null, argoCd: {repository: https://git.example.org/me/t.git, led: true}}\n";
const entry = (name: string, branch = "main") => ({
  name,
  repository: REPOSITORY,
  branch,
  path: `output/${name}`,
});

describe("labs that Argo CD delivers", () => {
  it("have one entry for all, with the rights to put entries into their clusters", async () => {
    const shop = new Workshop({ "labs/a.yaml": lab("a", 2, ARGO), "labs/b.yaml": lab("b", 3, ARGO) });
    expect((await shop.run()).found).toEqual([]);
    const text = readFileSync(join(shop.output, "shared/gitops/labs.yaml"), "utf8");
    await expect(text).toMatchFileSnapshot("labs.golden.yaml");
    expect((await shop.run(true)).found).toEqual([]);
  });

  it("are those that say so", async () => {
    const alone = ARGO.replace(", led: true", "");
    const shop = new Workshop({ "labs/a.yaml": lab("a", 2, alone), "labs/b.yaml": lab("b", 3, alone) });
    expect((await shop.run()).found).toEqual([]);
    expect(existsSync(join(shop.output, "shared/gitops/labs.yaml"))).toBe(false);
  });

  it("is what the CRDs of its chart allow", async () => {
    const schemas = {
      key: "argo",
      packs: ["kubernetes/v1.36.json.gz", "crds/argo-cd-10.1.1.json.gz"].map((path) =>
        readFileSync(join(ROOT, "schemas", path)),
      ),
    };
    const judge = async (text: string) => {
      const answer = await engine.session(0).validate({ files: [{ name: "labs.yaml", text }] }, schemas);
      return "error" in answer ? [answer.error] : answer.value.verdicts;
    };
    const text = toYamlDocuments(labsEntry([entry("a"), entry("b"), entry("c", "next")]));
    const verdicts = await judge(text);
    expect(verdicts.map((verdict) => ("kind" in verdict ? [verdict.kind, verdict.status] : verdict))).toEqual(
      [
        ["AppProject", "valid"],
        ["ApplicationSet", "valid"],
        ["ApplicationSet", "valid"],
      ],
    );
    const [, wrong] = await judge(text.replace("goTemplate: true", "goTemplate: maybe"));
    expect(wrong).toMatchObject({ kind: "ApplicationSet", status: "invalid" });
  });

  it("are grouped by what their engines follow", () => {
    const names = labsEntry([entry("a"), entry("b", "next"), entry("c")]).map(({ metadata }) => metadata);
    expect(names).toEqual(["labs", "labs", "labs-2"].map((name) => ({ name, namespace: "argocd" })));
  });

  it("name the labs as strings, whatever they look like", () => {
    const [, set] = parseAllDocuments(toYamlDocuments(labsEntry([entry("1"), entry("true")])));
    expect(JSON.stringify(set?.toJS())).toContain(
      '"elements":[{"lab":"1","path":"output/1/gitops"},{"lab":"true"',
    );
  });
});
