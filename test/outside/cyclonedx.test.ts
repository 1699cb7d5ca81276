import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import type { Bill } from "../../src/report/bill.ts";
import { cycloneDx } from "../../src/report/cyclonedx.ts";

const schema = (name: string): { $id: string } =>
  JSON.parse(
    gunzipSync(readFileSync(join(import.meta.dirname, `cyclonedx/${name}.schema.json.gz`))).toString(),
  );

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false });
ajv.addSchema(schema("spdx"), "http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json");
ajv.addSchema(schema("jsf-0.82"), "http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json");
const valid = ajv.compile(schema("bom-1.6"));

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

const BILL: Bill = {
  homelab: { name: "t", version: "0.1.0" },
  k3s: "v1.36.3+k3s1",
  components: [
    {
      name: "one",
      title: "One",
      version: "v1.2.3",
      license: "Apache-2.0",
      home: "https://example.org/",
      chart: {
        name: "one",
        version: "1.0.0",
        repository: "oci://example.org/charts",
        digest: DIGEST,
        rendered: true,
      },
      images: ["a", `quay.io/x/b:1@${DIGEST}`],
    },
    { name: "two", title: "Two", images: [] },
  ],
  images: [
    { image: "a", repository: "docker.io/library/a" },
    { image: `quay.io/x/b:1@${DIGEST}`, repository: "quay.io/x/b", tag: "1", digest: DIGEST },
    { image: "ghcr.io/x/c:2", repository: "ghcr.io/x/c", tag: "2" },
  ],
};

describe("the bill as CycloneDX", () => {
  const document = JSON.parse(cycloneDx(BILL, "1.0.0"));

  it("is what the official schema asks for", () => {
    expect(valid(document), JSON.stringify(valid.errors)).toBe(true);
  });

  it("is refused by that schema where it is wrong", () => {
    expect(valid({ ...document, components: [{ type: "chart", name: "x" }] })).toBe(false);
    expect(valid({ ...document, components: [...document.components, document.components[0]] })).toBe(false);
  });

  it("refers to nothing that it does not have, and has nothing that it does not refer to", () => {
    const refs = document.components.map((component: { "bom-ref": string }) => component["bom-ref"]);
    const used = document.dependencies.flatMap(({ dependsOn }: { dependsOn: string[] }) => dependsOn);
    expect(new Set(refs).size).toBe(refs.length);
    expect(used.filter((ref: string) => !refs.includes(ref))).toEqual([]);
    expect(refs.filter((ref: string) => !used.includes(ref))).toEqual(["image/ghcr.io/x/c:2"]);
  });

  it("names packages as scanners do", () => {
    const urls = document.components.flatMap(({ purl }: { purl?: string }) => purl ?? []);
    expect(urls).toEqual([
      "pkg:github/k3s-io/k3s@v1.36.3%2Bk3s1",
      "pkg:helm/one@1.0.0?repository_url=oci%3A%2F%2Fexample.org%2Fcharts",
      "pkg:docker/library/a@latest",
      `pkg:oci/b@sha256%3A${DIGEST.slice(7)}?repository_url=quay.io%2Fx%2Fb&tag=1`,
      "pkg:docker/x/c@2?repository_url=ghcr.io",
    ]);
  });

  it("has the same bytes each time", () => {
    expect(cycloneDx(BILL, "1.0.0")).toBe(cycloneDx(structuredClone(BILL), "1.0.0"));
  });
});
