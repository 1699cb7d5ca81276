import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeFileSystem } from "../../src/fs/node.ts";
import { standingIn, unshared } from "../../src/labs/standing.ts";
import { groupedByLab } from "../../src/report/labs.ts";
import { digests } from "../support/cli.ts";
import { lab, Workshop } from "./workshop.ts";

const read = (shop: Workshop, path: string): string => readFileSync(join(shop.output, path), "utf8");
const sharedOf = (shop: Workshop, name: string): readonly string[] =>
  JSON.parse(read(shop, `${name}/k8sgen.json`)).shared;

describe("many labs", () => {
  const shop = new Workshop({
    "labs/a.yaml": lab("a", 2),
    "labs/b.yaml": lab("b", 3),
    "labs/c/homelab.yaml": lab("c", 4, "extensions: {one: {text: other}}\n").replace("../", "../../"),
    "labs/c/_layer.yaml": "nonsense",
    "labs/_layer.yaml": "nonsense",
  });

  it("are built in one run, and what is equal stands once", async () => {
    // A lab in a folder of its own has blueprints of its own.
    shop.texts = {
      ...shop.texts,
      ...Object.fromEntries(
        Object.entries(shop.texts).flatMap(([path, text]) =>
          path.startsWith("labs/blueprints/") ? [[path.replace("labs/", "labs/c/"), text]] : [],
        ),
      ),
    };
    const { report, found } = await shop.run();
    expect(found).toEqual([]);
    expect(report.labs.map(({ file }) => file)).toEqual([
      "labs/a.yaml",
      "labs/b.yaml",
      "labs/c/homelab.yaml",
    ]);
    const [one = "", two = ""] = sharedOf(shop, "a");
    expect(sharedOf(shop, "b")).toEqual([one, two]);
    expect(sharedOf(shop, "c")).toEqual([two]);
    expect(read(shop, "a/manifests/one/kustomization.yaml")).toContain(`- ../../../shared/${one}\n`);
    expect(read(shop, `shared/${one}/a.yaml`)).toContain("text: same");
    expect(existsSync(join(shop.output, "a/manifests/one/a.yaml"))).toBe(false);
    expect(read(shop, "c/manifests/one/a.yaml")).toContain("text: other");
  });

  it("are each what they are alone, once what they share is put back", async () => {
    const shared = standingIn(nodeFileSystem, join(shop.output, "shared"));
    for (const name of ["a", "b"]) {
      const { [`labs/${name}.yaml`]: text = "" } = shop.texts;
      const alone = new Workshop({ [`labs/${name}.yaml`]: text });
      expect((await alone.run()).found).toEqual([]);
      const single = standingIn(nodeFileSystem, join(alone.output, name));
      const together = standingIn(nodeFileSystem, join(shop.output, name));
      if (single === undefined || together === undefined) throw new Error("no inventory");
      expect(single.shared).toEqual([]);
      expect(together.shared).toHaveLength(2);
      expect([...unshared(together, shared)].sort()).toEqual([...single.files].sort());
    }
  });

  it("are not compiled again while nothing changes, and nothing is written", async () => {
    const before = digests(shop.output);
    const { report, compiled } = await shop.run();
    expect(compiled).toEqual([]);
    expect(report.labs.map(({ report: { files } }) => files.added.length + files.changed.length)).toEqual([
      0, 0, 0,
    ]);
    expect(digests(shop.output)).toEqual(before);
    expect((await shop.run(true)).found).toEqual([]);
  });

  it("change alone, but for what they truly share", async () => {
    const before = digests(shop.output);
    shop.texts = { ...shop.texts, "labs/a.yaml": lab("a", 9) };
    expect((await shop.run(true)).found).toEqual(["E_OUTPUT_STALE"]);
    const { found } = await shop.run();
    expect(found).toEqual([]);
    const after = digests(shop.output);
    const changed = Object.keys({ ...before, ...after }).filter((path) => before[path] !== after[path]);
    expect(changed.filter((path) => !path.startsWith("a/"))).toEqual([]);
    expect(changed.length).toBeGreaterThan(0);
  });

  it("share anew where one of two goes its own way", async () => {
    const [one = ""] = sharedOf(shop, "b");
    shop.texts = { ...shop.texts, "labs/a.yaml": lab("a", 9, "extensions: {one: {text: other}}\n") };
    expect((await shop.run()).found).toEqual([]);
    expect(existsSync(join(shop.output, "shared", one))).toBe(false);
    expect(read(shop, "b/manifests/one/a.yaml")).toContain("text: same");
    expect(sharedOf(shop, "a")[0]).toBe(sharedOf(shop, "c")[0]);
    expect((await shop.run(true)).found).toEqual([]);
  });

  it("are written where their bytes are known to nobody but the compiler", async () => {
    const before = digests(shop.output);
    rmSync(join(shop.output, "b"), { recursive: true });
    rmSync(join(shop.output, "shared"), { recursive: true });
    expect((await shop.run()).found).toEqual([]);
    expect(digests(shop.output)).toEqual(before);
  });

  it("leave behind what their clusters may still follow", async () => {
    const { "labs/c/homelab.yaml": _, ...rest } = shop.texts;
    const [one = ""] = sharedOf(shop, "c");
    shop.texts = rest;
    const { report, found } = await shop.run();
    expect(found).toEqual(["W_LAB_ORPHAN"]);
    expect(report.ok).toBe(true);
    expect(existsSync(join(shop.output, "shared", one, "a.yaml"))).toBe(true);
    rmSync(join(shop.output, "c"), { recursive: true });
    expect((await shop.run()).found).toEqual([]);
    expect(existsSync(join(shop.output, "shared", one))).toBe(false);
  });

  it("are not written at all where one of them has a fault, of which all are told", async () => {
    const before = digests(shop.output);
    shop.texts = {
      ...shop.texts,
      "shared/base.yaml": `${shop.texts["shared/base.yaml"]}dns: {domain: 7}\n`,
      "labs/b.yaml": lab("b", 3, "nonsense: 1\n"),
    };
    const { report, found } = await shop.run();
    expect(found).toEqual(["E_TYPE shared/base.yaml:7", "E_UNKNOWN_KEY labs/b.yaml:4"]);
    expect(groupedByLab(report).map(({ labs }) => labs)).toEqual([
      ["labs/a.yaml", "labs/b.yaml"],
      ["labs/b.yaml"],
    ]);
    expect(digests(shop.output)).toEqual(before);
  });
});

describe("labs that cannot stand beside each other", () => {
  it.each([
    [
      "with one name",
      { "labs/a.yaml": lab("a", 2), "labs/b.yaml": lab("a", 3) },
      ["E_LAB_NAME labs/b.yaml:2"],
    ],
    ["with the name of what they share", { "labs/a.yaml": lab("shared", 2) }, ["E_LAB_NAME labs/a.yaml:2"]],
    [
      "with places in each other",
      {
        "labs/a.yaml": lab("a", 2, "delivery: {flux: {path: clusters}}\n"),
        "labs/b.yaml": lab("b", 3, "delivery: {flux: {path: clusters/b}}\n"),
      },
      ["E_LAB_PATH labs/b.yaml:4"],
    ],
    [
      "with one place",
      {
        "labs/a.yaml": lab("a", 2, "delivery: {flux: {path: clusters/b}}\n"),
        "labs/b.yaml": lab("b", 3, "delivery: {flux: {path: clusters/b}}\n"),
      },
      ["E_LAB_PATH labs/b.yaml:4"],
    ],
    ["of which there is none", {}, ["E_LABS_EMPTY"]],
  ])("%s", async (_, texts, codes) => {
    const shop = new Workshop(texts);
    expect((await shop.run()).found).toEqual(codes);
    expect(digests(shop.output)).toEqual({});
  });

  it("with something of the user's in the way of one of them", async () => {
    const shop = new Workshop({ "labs/a.yaml": lab("a", 2), "labs/b.yaml": lab("b", 3) });
    writeFileSync(join(shop.output, "b"), "mine");
    expect((await shop.run()).found).toEqual(["E_OUTPUT_FOREIGN output/b:1"]);
    expect(Object.keys(digests(shop.output))).toEqual(["b"]);
  });
});
