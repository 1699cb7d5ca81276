import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Result } from "../../src/diagnostics/diagnostic.ts";
import { compareTree, writeTree } from "../../src/write/write.ts";
import { MemoryDisk } from "./memory-disk.ts";
import { codesOf, NEW, OLD, put, scratchFolder, sha256, snapshot, textsOf, treeOf } from "./trees.ts";

/** `lab` with an earlier build, and beside the outputs a folder that nothing may touch. */
function scene(): { base: string; target: string } {
  const base = scratchFolder();
  const target = join(base, "output", "lab");
  writeTree(target, OLD);
  put(base, { "outside/x": "precious\n", "outside/deep/x": "precious\n" });
  return { base, target };
}

/** Both calls tell the same, and not a byte below the base changes. */
function refused(base: string, target: string): Result<unknown> {
  const before = snapshot(base);
  const written = writeTree(target, NEW);
  expect(written.value).toBeUndefined();
  expect(compareTree(target, NEW)).toEqual({ diagnostics: written.diagnostics });
  expect(snapshot(base)).toEqual(before);
  for (const { message, hint } of written.diagnostics)
    expect([message, hint].join()).not.toContain("undefined");
  return written;
}

const placed = (result: Result<unknown>) =>
  result.diagnostics.map(({ code, location }) => [code, location?.file.replace(/.*\/output\//, "")]);

describe("what no build wrote is never replaced", () => {
  test("a file with other bytes, and every one is told", () => {
    const { base, target } = scene();
    put(target, { "k3s/node-1/config.yaml": "mine\n" });
    rmSync(join(target, "folder-then-file"), { recursive: true });
    put(target, { "folder-then-file": "mine\n" });
    expect(placed(refused(base, target))).toEqual([
      ["E_OUTPUT_FOREIGN", "lab/folder-then-file"],
      ["E_OUTPUT_FOREIGN", "lab/k3s/node-1/config.yaml"],
    ]);
  });

  test("a file with the very bytes is taken over", () => {
    const { target } = scene();
    put(target, { "k3s/node-1/config.yaml": "token: none\n" });
    expect(writeTree(target, NEW)).toMatchObject({ value: { written: true }, diagnostics: [] });
    expect(writeTree(target, treeOf({})).value?.removed).toContain("k3s/node-1/config.yaml");
  });

  test("a folder where a file is wanted", () => {
    const { base, target } = scene();
    rmSync(join(target, "README.md"));
    mkdirSync(join(target, "README.md"));
    const result = refused(base, target);
    expect(placed(result)).toEqual([["E_OUTPUT_FOREIGN", "lab/README.md"]]);
    expect(result.diagnostics[0]?.message).toMatch(/is to be a file, but a folder is there\.$/);
  });

  test("a folder of ours where a file is wanted, with a file of the user in it", () => {
    const { base, target } = scene();
    put(target, { "folder-then-file/mine.txt": "mine\n" });
    expect(placed(refused(base, target))).toEqual([["E_OUTPUT_FOREIGN", "lab/folder-then-file"]]);
    rmSync(join(target, "folder-then-file/mine.txt"));
    expect(writeTree(target, NEW).diagnostics).toEqual([]);
  });

  test("a folder of ours where a file is wanted, with an empty folder of the user in it", () => {
    const { base, target } = scene();
    mkdirSync(join(target, "folder-then-file/inner/mine"));
    expect(placed(refused(base, target))).toEqual([["E_OUTPUT_FOREIGN", "lab/folder-then-file"]]);
  });

  test("a file of the user where a folder is wanted", () => {
    const { base, target } = scene();
    put(target, { k3s: "mine\n" });
    expect(placed(refused(base, target))).toEqual([["E_OUTPUT_FOREIGN", "lab/k3s"]]);
  });

  test("a file where the output folder, or the folder around it, is wanted", () => {
    const base = scratchFolder();
    writeFileSync(join(base, "lab"), "mine\n");
    expect(codesOf(refused(base, join(base, "lab")))).toEqual(["E_OUTPUT_FOREIGN"]);
    expect(codesOf(writeTree(join(base, "lab", "deep", "lab"), NEW))).toEqual(["E_OUTPUT_WRITE"]);
    expect(snapshot(base)).toEqual({ lab: "mine\n" });
  });

  test.skipIf(process.platform === "win32")("a pipe is neither opened nor replaced (needs mkfifo)", () => {
    const { base, target } = scene();
    rmSync(join(target, "README.md"));
    execFileSync("mkfifo", [join(target, "README.md"), join(target, "k3s"), join(target, "elsewhere")]);
    expect(placed(refused(base, target))).toEqual([
      ["E_OUTPUT_FOREIGN", "lab/README.md"],
      ["E_OUTPUT_FOREIGN", "lab/k3s"],
    ]);
  });

  test("a file whose name differs in case only, on a disk that takes both for one", () => {
    const disk = new MemoryDisk({ foldsCase: true });
    const processes = {
      self: { pid: 1, start: 1, space: "0".repeat(12) },
      startOf: () => undefined,
      now: () => 0,
    };
    disk.put("/output/lab/readme.MD", "mine\n");
    const before = disk.snapshot("/output");
    expect(codesOf(writeTree("/output/lab", NEW, { disk, processes }))).toEqual(["E_OUTPUT_FOREIGN"]);
    expect(disk.snapshot("/output")).toEqual(before);
    disk.remove("/output/lab/readme.MD");
    writeTree("/output/lab", treeOf({ "Folder/File": "1", other: "2" }), { disk, processes });
    const renamed = treeOf({ "folder/file": "1", other: "2" });
    expect(writeTree("/output/lab", renamed, { disk, processes }).diagnostics).toEqual([]);
    expect(disk.snapshot("/output/lab")).toEqual(textsOf(renamed));
  });
});

describe("links are never followed", () => {
  test.each([
    ["README.md", "../../outside/x"],
    ["chart", "../../outside"],
    ["k3s", "../../outside"],
    ["k3s", "nowhere"],
    ["k8sgen.json", "../../outside/x"],
    ["folder-then-file", "../../outside/x"],
  ])("%s as a link to %s is refused", (path, goal) => {
    const { base, target } = scene();
    rmSync(join(target, path), { recursive: true, force: true });
    symlinkSync(goal, join(target, path));
    expect(placed(refused(base, target))).toEqual([["E_OUTPUT_LINK", `lab/${path}`]]);
  });

  test("the output folder as a link is refused", () => {
    const { base, target } = scene();
    rmSync(target, { recursive: true });
    symlinkSync("../outside", target);
    expect(placed(refused(base, target))).toEqual([["E_OUTPUT_LINK", "lab"]]);
  });

  test("an unwanted file of ours below a link of the user stays, and so does the link", () => {
    const { base, target } = scene();
    rmSync(join(target, "manifests/gone"), { recursive: true });
    put(base, { "outside/y.yaml": "y\n", "outside/deep/x.yaml": "x\n" });
    symlinkSync("../../../outside", join(target, "manifests/gone"));
    rmSync(join(target, "manifests/kept/z.yaml"));
    symlinkSync("../../../../outside/x", join(target, "manifests/kept/z.yaml"));
    const outside = snapshot(join(base, "outside"));
    expect(writeTree(target, NEW)).toMatchObject({
      value: { written: true, foreign: ["manifests/gone", "manifests/kept/z.yaml"] },
      diagnostics: [],
    });
    expect(snapshot(join(base, "outside"))).toEqual(outside);
    expect(snapshot(target)["manifests/gone"]).toBe("-> ../../../outside");
  });

  test("the working folder as a link is refused", () => {
    const { base, target } = scene();
    symlinkSync("../outside", join(target, "../.lab.k8sgen"));
    const before = snapshot(base);
    expect(codesOf(writeTree(target, NEW))).toEqual(["E_OUTPUT_WRITE"]);
    expect(snapshot(base)).toEqual(before);
  });
});

describe("an inventory is trusted with nothing", () => {
  const inventory = (files: unknown, more: object = {}) =>
    JSON.stringify({ apiVersion: "k8sgen.dev/v1", kind: "Inventory", files, ...more });
  const x = sha256("precious\n");

  test.each([
    ["no JSON", "<<<<<<< HEAD\n{"],
    ["no UTF-8", Buffer.from([0x7b, 0xff, 0x7d])],
    ["empty", ""],
    ["a list", "[]"],
    ["null", "null"],
    ["of another kind", JSON.stringify({ apiVersion: "v1", kind: "List", files: {} })],
    ["without files", inventory(undefined)],
    ["with files in a list", inventory([])],
    ["only below __proto__", `{"__proto__": ${inventory({})}}`],
    ["with a digest of another kind", inventory({ "README.md": "md5:00" })],
    [
      "with a digest that is no text",
      `{"apiVersion":"k8sgen.dev/v1","kind":"Inventory","files":{"__proto__":{}}}`,
    ],
    ["with a path upwards", inventory({ "../../outside/x": x })],
    ["with a path up and down", inventory({ "chart/../../../outside/x": x })],
    ["with an absolute path", inventory({ "/etc/passwd": x })],
    ["with a Windows path", inventory({ "C:\\x": x })],
    ["with a drive", inventory({ "C:/x": x })],
    ["with an empty path", inventory({ "": x })],
    ["with a folder", inventory({ "chart/": x })],
    ["with a zero byte", inventory({ "a\u0000b": x })],
    ["with Git's files", inventory({ ".GIT/config": x })],
  ])("%s: nothing is touched", (_name, text) => {
    const { base, target } = scene();
    writeFileSync(join(target, "k8sgen.json"), text);
    const result = refused(base, target);
    expect(placed(result)).toEqual([["E_OUTPUT_INVENTORY", "lab/k8sgen.json"]]);
    expect(result.diagnostics[0]?.hint).toContain("Git");
  });

  test("a folder in its place is refused", () => {
    const { base, target } = scene();
    rmSync(join(target, "k8sgen.json"));
    mkdirSync(join(target, "k8sgen.json"));
    expect(placed(refused(base, target))).toEqual([["E_OUTPUT_FOREIGN", "lab/k8sgen.json"]]);
  });

  test("names of JavaScript's own are names", () => {
    const target = join(scratchFolder(), "lab");
    mkdirSync(target);
    for (const name of ["__proto__", "toString", "constructor"]) writeFileSync(join(target, name), "a\n");
    const digest = sha256("a\n");
    writeFileSync(
      join(target, "k8sgen.json"),
      `{"apiVersion":"k8sgen.dev/v1","kind":"Inventory","files":{"__proto__":"${digest}","toString":"${digest}"}}`,
    );
    expect(writeTree(target, NEW)).toMatchObject({
      value: { removed: ["__proto__", "toString"], foreign: ["constructor"] },
      diagnostics: [],
    });
    expect(snapshot(target)).toEqual(textsOf(NEW, { constructor: "a\n" }));
  });
});
