import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeFileSystem } from "../../src/fs/node.ts";
import { Contents } from "../../src/labs/contents.ts";
import { layOut } from "../../src/labs/layout.ts";
import type { SoundLab } from "../../src/labs/model.ts";
import { writeLabs } from "../../src/labs/write.ts";
import { EMPTY_REPORT } from "../../src/report/report.ts";
import { writeTree } from "../../src/write/write.ts";
import { temporaryFolder } from "../support/cli.ts";

/** A lab with one folder of manifests, whose file holds a text. */
function labOf(name: string, text: string, contents: Contents): SoundLab {
  const place = { file: `${name}.yaml`, line: 1, column: 1 };
  const files = Object.entries({
    "manifests/app/a.yaml": text,
    "manifests/app/kustomization.yaml": "resources: [a.yaml]\n",
  }).map(([path, content]) => [path, contents.text(content)] as const);
  const inventory = { apiVersion: "k8sgen.dev/v1", kind: "Inventory", name, version: "1.0.0", files: {} };
  return {
    file: place.file,
    report: EMPTY_REPORT,
    files: new Map([["k8sgen.json", contents.text(JSON.stringify(inventory))], ...files]),
    facts: {
      name,
      version: "1.0.0",
      engine: "flux",
      repository: "r",
      branch: "main",
      path: `output/${name}`,
      isLed: false,
      places: { name: place, version: place, delivery: place },
    },
  };
}

class Stopped extends Error {}

/** Writes labs with these texts, and stops before a write that is counted from 0. */
function write(output: string, texts: Readonly<Record<string, string>>, stop = Number.POSITIVE_INFINITY) {
  const contents = new Contents();
  const labs = Object.entries(texts).map(([name, text]) => labOf(name, text, contents));
  const { trees, between } = layOut(nodeFileSystem, output, labs, contents);
  let count = 0;
  writeLabs(output, trees, between, contents, (...args) => {
    if (count++ === stop) throw new Stopped();
    return writeTree(...args);
  });
}

/** The text of each lab, read as an engine does: through the folder that it takes from `shared/`. */
const standing = (output: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(output)
      .filter((name) => name !== "shared")
      .map((name) => {
        const folder = join(output, name, "manifests/app");
        const base = /\.\.\S+/.exec(readFileSync(join(folder, "kustomization.yaml"), "utf8"))?.[0];
        return [name, readFileSync(join(folder, base ?? "", "a.yaml"), "utf8")];
      }),
  );

const BEFORE = { a: "old", b: "old", c: "own" };
const AFTER = { a: "new", b: "new", c: "old" };

describe("writing labs that share", () => {
  it.each([0, 1, 2, 3, 4])("leaves each lab old or new, and whole, when it stops before write %s", (stop) => {
    const output = temporaryFolder();
    write(output, BEFORE);
    expect(standing(output)).toEqual(BEFORE);
    expect(() => write(output, AFTER, stop)).toThrow(Stopped);
    for (const [name, text] of Object.entries(standing(output)))
      expect([BEFORE, AFTER].map((texts) => texts[name as keyof typeof texts])).toContain(text);
    write(output, AFTER);
    expect(standing(output)).toEqual(AFTER);
    expect(readdirSync(join(output, "shared/manifests"))).toHaveLength(1);
  });

  it("needs five writes for three labs, and none once they are done", () => {
    const output = temporaryFolder();
    write(output, BEFORE);
    expect(() => write(output, AFTER, 5)).not.toThrow();
    expect(() => write(output, AFTER, 0)).not.toThrow();
  });

  it("has no folder for what nobody shares", () => {
    const output = temporaryFolder();
    write(output, { a: "one", b: "two" });
    expect(existsSync(join(output, "shared"))).toBe(false);
    expect(standing(output)).toEqual({ a: "one", b: "two" });
  });
});
