import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CODES, type Code } from "../../src/diagnostics/codes.ts";
import { Sources } from "../../src/diagnostics/sources.ts";
import { renderText } from "../../src/diagnostics/text.ts";
import { compileFiles, compileText, located } from "../support/compile.ts";
import { corpus, SOUND } from "./corpus.ts";

const UPDATE = process.env.UPDATE_GOLDENS !== undefined;
const files = corpus();

/** Codes that a homelab.yaml alone can raise up to planning; the others need a broken blueprint, chart, Secret or disk. */
const RAISED: readonly Code[] = [
  "E_ACCESS_MODE",
  "E_ADDRESS_DUPLICATE",
  "E_ADDRESS_IN_DHCP",
  "E_ADDRESS_OUTSIDE",
  "E_ADDRESS_RESERVED",
  "E_API_VERSION",
  "E_CAPABILITY_CONFLICT",
  "E_CAPABILITY_MISSING",
  "E_CHOICE",
  "E_CIDR_HOST_BITS",
  "E_CIDR_TOO_SMALL",
  "E_COMPONENT",
  "E_CONTRIBUTION_UNMET",
  "E_DISTRIBUTION",
  "E_DOMAIN",
  "E_DUPLICATE_ITEM",
  "E_ENDPOINT_MISSING",
  "E_ENGINE_RELEASE",
  "E_ENUM",
  "E_FAMILY",
  "E_FILE_ENCODING",
  "E_HOST_DUPLICATE",
  "E_KUBERNETES_VERSION",
  "E_MAC_DUPLICATE",
  "E_NAME_DUPLICATE",
  "E_NODE_UNKNOWN",
  "E_NO_SERVER",
  "E_PATTERN",
  "E_RANGE",
  "E_RANGE_ORDER",
  "E_RANGE_OVERLAP",
  "E_REFERENCE",
  "E_REPLICAS",
  "E_REQUIRED",
  "E_RETIRED",
  "E_SECRET_CLEAR",
  "E_SERVER_COUNT",
  "E_SLOT_CONFLICT",
  "E_SLOT_EMPTY",
  "E_SLOT_NEEDS",
  "E_TYPE",
  "E_UNKNOWN_KEY",
  "E_UNKNOWN_PROVIDER",
  "E_VERSION_NEWER",
  "E_VLAN_DUPLICATE",
  "E_YAML_ALIAS",
  "E_YAML_KEY",
  "E_YAML_MULTIPLE",
  "E_YAML_SYNTAX",
  "E_YAML_TAG",
];

describe("the corpus of faulty homelabs", () => {
  it("the file that they differ from is sound", () => {
    expect(located(compileText(SOUND)).filter((line) => line.startsWith("E_"))).toEqual([]);
  });

  it("has at least 80 files with one fault, and 10 with many", () => {
    const many = files.filter(({ name }) => name.startsWith("many-"));
    expect(files.length - many.length).toBeGreaterThanOrEqual(80);
    expect(many.length).toBeGreaterThanOrEqual(10);
    for (const { name, codes } of many) expect(codes.length, name).toBeGreaterThan(3);
  });

  it("raises every code that a homelab.yaml can raise", () => {
    const found = new Set(files.flatMap(({ codes }) => codes.map((line) => line.split(" ")[0])));
    expect([...found].sort()).toEqual([...RAISED]);
    for (const code of RAISED) expect(CODES).toHaveProperty(code);
  });
});

describe("each faulty homelab is told as it is written beside it (UPDATE_GOLDENS=1 writes the texts)", () => {
  it.each(files)("$name", ({ folder, content, codes }) => {
    const sources = new Sources();
    const result = compileFiles({ "homelab.yaml": content }, "homelab.yaml", { sources });
    const errors = result.diagnostics.filter(({ severity }) => severity === "error");
    expect(located({ diagnostics: errors }).map((line) => line.trimEnd())).toEqual(codes);
    expect(result.compiled).toBeUndefined();
    const text = renderText(errors, { color: false, sources });
    const golden = join(folder, "expected.txt");
    if (UPDATE) writeFileSync(golden, text);
    expect(existsSync(golden) ? readFileSync(golden, "utf8") : "").toBe(text);
    for (const { message, location, code } of errors) {
      expect(message).toMatch(/[.:!?]$/m);
      // The frame of a private key would print it.
      if (code !== "E_SECRET_CLEAR") expect(location?.file).toBe("homelab.yaml");
    }
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});
