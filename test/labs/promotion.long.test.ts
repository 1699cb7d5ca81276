import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { digests } from "../support/cli.ts";
import { lab, type Texts, Workshop } from "./workshop.ts";

/** Staging and production on one layer, in versions of their own. */
const labs = (staging: string, production: string, metadata = ", promotedFrom: staging"): Texts => ({
  "labs/staging.yaml": lab("staging", 2, "", `, version: ${staging}`),
  "labs/production.yaml": lab("production", 3, "", `, version: ${production}${metadata}`),
});

const read = (shop: Workshop, path: string): string => readFileSync(join(shop.output, path), "utf8");
const under = (folder: string, all: Record<string, string>) =>
  Object.entries(all).filter(([path]) => path.startsWith(folder));

describe("a lab that is promoted from another one", () => {
  const shop = new Workshop(labs("1.0.0", "1.0.0"));
  const change = (text: string) => {
    const base = shop.texts["shared/base.yaml"] ?? "";
    shop.texts = {
      ...shop.texts,
      "shared/base.yaml": base.replace(/one: \{text: \w+\}/, `one: {text: ${text}}`),
    };
  };

  it("is compiled like any other while both have one version", async () => {
    expect((await shop.run()).found).toEqual([]);
    expect(JSON.parse(read(shop, "production/k8sgen.json")).promotedFrom).toBe("staging");
    shop.texts = {
      ...shop.texts,
      "labs/production.yaml": (shop.texts["labs/production.yaml"] ?? "").replace("168.1.3", "168.1.4"),
    };
    expect((await shop.run()).found).toEqual([]);
    expect(read(shop, "production/k3s/a/config.yaml")).toContain("192.168.1.4");
  });

  it("gets no change under a version that it runs already", async () => {
    const before = digests(shop.output);
    change("new");
    expect((await shop.run()).found).toEqual(["E_PROMOTION_VERSION labs/staging.yaml:2"]);
    expect(digests(shop.output)).toEqual(before);
  });

  it("stays as it is while the other one goes on", async () => {
    const before = digests(shop.output);
    shop.texts = { ...shop.texts, ...labs("1.1.0", "1.0.0") };
    const { report, found } = await shop.run();
    expect(found).toEqual([]);
    expect(report.labs[0]).toMatchObject({
      file: "labs/production.yaml",
      held: { version: "1.0.0", source: "staging", sourceVersion: "1.1.0" },
    });
    expect(under("production/", digests(shop.output))).toEqual(under("production/", before));
    expect(read(shop, "staging/manifests/one/a.yaml")).toContain("text: new");
    const [one] = JSON.parse(read(shop, "production/k8sgen.json")).shared;
    expect(read(shop, `shared/${one}/a.yaml`)).toContain("text: same");
    expect((await shop.run(true)).found).toEqual([]);
  });

  it("is promoted by its version", async () => {
    shop.texts = { ...shop.texts, ...labs("1.1.0", "1.1.0") };
    const { report, found } = await shop.run();
    expect(found).toEqual([]);
    expect(report.labs[0]?.held).toBeUndefined();
    const [one] = JSON.parse(read(shop, "production/k8sgen.json")).shared;
    expect(read(shop, `shared/${one}/a.yaml`)).toContain("text: new");
  });

  it("cannot stay at what is not there, or was changed by hand", async () => {
    shop.texts = { ...shop.texts, ...labs("1.2.0", "1.0.0") };
    expect((await shop.run()).found).toEqual(["E_PROMOTION_HELD labs/production.yaml:2"]);
    shop.texts = { ...shop.texts, ...labs("1.2.0", "1.1.0") };
    const path = join(shop.output, "production/chart/values.yaml");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, `${text}#`);
    expect((await shop.run()).found).toEqual(["E_PROMOTION_HELD labs/production.yaml:2"]);
    writeFileSync(path, text);
    expect((await shop.run()).found).toEqual([]);
  });

  it("stays too where the other one stays itself", async () => {
    shop.texts = {
      ...shop.texts,
      "labs/dev.yaml": lab("dev", 7, "", ", version: 1.3.0"),
      "labs/staging.yaml": lab("staging", 2, "", ", version: 1.2.0, promotedFrom: dev"),
    };
    const { report, found } = await shop.run();
    expect(found).toEqual([]);
    expect(report.labs.map(({ held }) => held?.source)).toEqual([undefined, "staging", "dev"]);
  });

  it.each([
    ["from nobody", labs("1.0.0", "1.0.0", ", promotedFrom: stagin")],
    ["from itself", labs("1.0.0", "1.0.0", ", promotedFrom: production")],
  ])("cannot be promoted %s", async (_, texts) => {
    const other = new Workshop(texts);
    expect((await other.run()).found).toEqual(["E_PROMOTION labs/production.yaml:2"]);
  });
});

describe("k8sgen promote", () => {
  const shop = new Workshop(labs("1.0.0", "1.0.0"));

  it("proves the lab with the other version and tells what it brings", async () => {
    expect((await shop.run()).found).toEqual([]);
    const base = shop.texts["shared/base.yaml"] ?? "";
    shop.texts = {
      ...shop.texts,
      ...labs("1.1.0", "1.0.0"),
      "shared/base.yaml": base.replace("one: {text: same}", "one: {text: new}"),
    };
    expect((await shop.run()).found).toEqual([]);
    const { promotion } = await shop.promote("production");
    expect(promotion).toMatchObject({
      from: "1.0.0",
      to: "1.1.0",
      source: "staging",
      file: "labs/production.yaml",
      text: labs("", "1.1.0")["labs/production.yaml"],
      isNew: true,
      files: { added: [], removed: [] },
    });
    expect(promotion?.files.changed).toContain("manifests/one/kustomization.yaml");
    expect(promotion?.files.changed).toContain("chart/Chart.yaml");
    expect(promotion?.files.changed).not.toContain("manifests/two/kustomization.yaml");
  });

  it.each([
    ["a lab that is not there", "productio", "did you mean `production`?"],
    ["a lab that follows no other", "staging", "name that lab: `promotedFrom: staging` below `metadata`"],
  ])("refuses %s", async (_, name, hint) => {
    const { report, promotion } = await shop.promote(name);
    expect(promotion).toBeUndefined();
    expect(report.diagnostics).toMatchObject([{ code: "E_PROMOTION", hint }]);
  });

  it("refuses what was not built as it would be promoted", async () => {
    const base = shop.texts["shared/base.yaml"] ?? "";
    shop.texts = { ...shop.texts, "shared/base.yaml": base.replace("text: new", "text: newer") };
    const { report, promotion } = await shop.promote("production");
    expect(promotion).toBeUndefined();
    expect(report.labs.flatMap((one) => one.report.diagnostics)).toMatchObject([
      { code: "E_PROMOTION_VERSION" },
    ]);
  });
});
