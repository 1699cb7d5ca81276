import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nodeDisk } from "../../src/write/disk.ts";
import type { Tree } from "../../src/write/tree.ts";
import { compareTree, writeTree } from "../../src/write/write.ts";
import { stepsOf } from "./disks.ts";
import { codesOf, FOREIGN, NEW, OLD, put, scratchFolder, snapshot, textsOf, treeOf } from "./trees.ts";

const target = () => join(scratchFolder(), "output", "lab");

/** Every path below a folder with its times and identity: what a touch would change. */
function stamps(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return Object.fromEntries(
    [".", ...paths].map((path) => {
      const { ino, mtimeNs, ctimeNs } = statSync(join(folder, path), { bigint: true });
      return [path, `${ino} ${mtimeNs} ${ctimeNs}`];
    }),
  );
}

describe("writeTree", () => {
  test("creates the folder, its parents and nothing else", () => {
    const folder = target();
    const { value, diagnostics } = writeTree(folder, NEW);
    expect(diagnostics).toEqual([]);
    expect(value).toEqual({
      added: [...NEW.keys()].sort(),
      changed: [],
      removed: [],
      unchanged: [],
      foreign: [],
      edited: [],
      written: true,
      recovered: "nothing",
    });
    expect(snapshot(folder)).toEqual(textsOf(NEW));
    expect(readdirSync(join(folder, ".."))).toEqual(["lab"]);
  });

  test("replaces, adds and removes, and keeps what no build wrote", () => {
    const folder = target();
    writeTree(folder, OLD);
    put(folder, FOREIGN);
    mkdirSync(join(folder, "manifests/mine/empty"), { recursive: true });
    const expected = {
      added: ["file-then-folder/g.yaml", "folder-then-file", "k3s/node-1/config.yaml"],
      changed: ["README.md", "chart/values.yaml", "k8sgen.json"],
      removed: [
        "file-then-folder",
        "folder-then-file/inner/f.yaml",
        "manifests/gone/deep/x.yaml",
        "manifests/gone/y.yaml",
        "manifests/kept/z.yaml",
      ],
      unchanged: ["chart/same.yaml"],
      foreign: ["chart/mine/", "manifests/kept/mine.yaml", "manifests/mine/", "notes.md"],
      edited: [],
    };
    expect(compareTree(folder, NEW)).toEqual({ value: expected, diagnostics: [] });
    expect(writeTree(folder, NEW)).toEqual({
      value: { ...expected, written: true, recovered: "nothing" },
      diagnostics: [],
    });
    expect(snapshot(folder)).toEqual({ ...textsOf(NEW, FOREIGN), "manifests/mine/empty/": "" });
    expect(readdirSync(join(folder, ".."))).toEqual(["lab"]);
  });

  test("touches nothing where nothing differs, and asks for no right to write", () => {
    const folder = target();
    writeTree(folder, NEW);
    put(folder, FOREIGN);
    const before = stamps(join(folder, ".."));
    const steps = stepsOf(nodeDisk, (disk) => {
      expect(writeTree(folder, NEW, { disk }).value).toMatchObject({
        written: false,
        added: [],
        changed: [],
      });
    });
    expect(steps).toEqual([]);
    expect(stamps(join(folder, ".."))).toEqual(before);
  });

  test("leaves unchanged files alone", () => {
    const folder = target();
    writeTree(folder, OLD);
    const before = statSync(join(folder, "chart/same.yaml"), { bigint: true });
    utimesSync(join(folder, "chart/same.yaml"), 1, 1);
    writeTree(folder, NEW);
    const after = statSync(join(folder, "chart/same.yaml"), { bigint: true });
    expect(after.ino).toBe(before.ino);
    expect(after.mtimeMs).toBe(1000n);
  });

  test("sets modes whatever the umask and the replaced file say", () => {
    const folder = target();
    const umask = process.umask(0o077);
    try {
      writeTree(folder, OLD);
      chmodSync(join(folder, "README.md"), 0o777);
      writeTree(folder, NEW);
    } finally {
      process.umask(umask);
    }
    for (const path of NEW.keys()) expect(statSync(join(folder, path)).mode & 0o777, path).toBe(0o644);
    for (const path of [".", "..", "chart", "k3s", "k3s/node-1"])
      expect(statSync(join(folder, path)).mode & 0o777, path).toBe(0o755);
  });

  test("keeps every byte: line ends, a byte order mark, bytes that are no text, emptiness", () => {
    const folder = target();
    const bytes = new Map<string, Uint8Array>([
      ["crlf", Buffer.from("a\r\nb\rc\n")],
      ["bom", Buffer.from([0xef, 0xbb, 0xbf, 0x61])],
      ["binary", Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
      ["empty", new Uint8Array()],
    ]);
    const tree: Tree = new Map([...treeOf({}), ...bytes]);
    writeTree(folder, tree);
    for (const [path, wanted] of bytes)
      expect(Buffer.compare(nodeDisk.read(join(folder, path)), wanted)).toBe(0);
    expect(compareTree(folder, tree).value?.unchanged).toEqual([...tree.keys()].sort());
  });

  test("writes names that a shell or JavaScript would take for something else", () => {
    const folder = target();
    const tree = treeOf({ "__proto__/constructor": "a", "-rf": "b", "name with $(blank)": "c", "ü/…": "d" });
    writeTree(folder, tree);
    expect(snapshot(folder)).toEqual(textsOf(tree));
    expect(writeTree(folder, treeOf({})).value?.removed).toHaveLength(4);
    expect(snapshot(folder)).toEqual(textsOf(treeOf({})));
  });

  test("brings back files that were deleted, the inventory too", () => {
    const folder = target();
    writeTree(folder, NEW);
    rmSync(join(folder, "chart"), { recursive: true });
    rmSync(join(folder, "k8sgen.json"));
    expect(compareTree(folder, NEW).value?.added).toEqual([
      "chart/same.yaml",
      "chart/values.yaml",
      "k8sgen.json",
    ]);
    expect(codesOf(writeTree(folder, NEW))).toEqual([]);
    expect(snapshot(folder)).toEqual(textsOf(NEW));
  });

  test("says which files a hand had changed, and whether they are replaced or removed", () => {
    const folder = target();
    writeTree(folder, OLD);
    put(folder, {
      "README.md": "edited\n",
      "manifests/gone/y.yaml": "edited\n",
      "chart/same.yaml": "edited\n",
    });
    expect(compareTree(folder, NEW)).toMatchObject({
      value: { edited: ["README.md", "chart/same.yaml", "manifests/gone/y.yaml"] },
      diagnostics: [],
    });
    const { diagnostics } = writeTree(folder, NEW);
    expect(diagnostics.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ["W_OUTPUT_EDITED", "warning", expect.stringMatching(/README\.md.* is replaced\.$/)],
      ["W_OUTPUT_EDITED", "warning", expect.stringMatching(/chart\/same\.yaml.* is replaced\.$/)],
      ["W_OUTPUT_EDITED", "warning", expect.stringMatching(/y\.yaml.* is removed\.$/)],
    ]);
    expect(snapshot(folder)).toEqual(textsOf(NEW));
  });

  test("does not call a file edited that already has the bytes that are wanted", () => {
    const folder = target();
    writeTree(folder, OLD);
    put(folder, { "chart/values.yaml": "a: 2\nb: 3\n" });
    expect(writeTree(folder, NEW)).toMatchObject({ value: { edited: [] }, diagnostics: [] });
  });

  test("sums up where a tool changed many files", () => {
    const folder = target();
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}`, "a\n"]));
    writeTree(folder, treeOf(files));
    put(folder, Object.fromEntries(Object.keys(files).map((path) => [path, "a\r\n"])));
    const { diagnostics } = writeTree(folder, treeOf(files));
    expect(diagnostics).toHaveLength(11);
    expect(diagnostics.at(-1)).toMatchObject({
      code: "W_OUTPUT_EDITED",
      message: expect.stringContaining("20 more"),
    });
  });

  test.each([
    ["a path that leaves the folder", "../x"],
    ["an absolute path", "/x"],
    ["a path that is not normal", "a//x"],
    ["Git's own folder", ".git/hooks/x"],
    ["a Windows path", "a\\x"],
  ])("refuses %s as a fault of the caller", (_name, path) => {
    const folder = target();
    expect(() => writeTree(folder, new Map([...NEW, [path, new Uint8Array()]]))).toThrow("not a path inside");
    expect(() => statSync(folder)).toThrow("ENOENT");
  });

  test("refuses a tree in which a file is a folder, or without inventory", () => {
    const both = new Map([...NEW, ["README.md/x", new Uint8Array()]]);
    expect(() => compareTree(target(), both)).toThrow("both a file and a folder: README.md");
    expect(() => writeTree(target(), new Map())).toThrow("no k8sgen.json");
  });
});

describe("compareTree", () => {
  test("sees a folder that is not there as all new, and does not create it", () => {
    const folder = target();
    expect(compareTree(folder, NEW).value?.added).toEqual([...NEW.keys()].sort());
    expect(() => statSync(join(folder, ".."))).toThrow("ENOENT");
  });

  test("takes no step", () => {
    const folder = target();
    writeTree(folder, OLD);
    writeFileSync(join(folder, "README.md"), "edited");
    expect(stepsOf(nodeDisk, (disk) => void compareTree(folder, NEW, { disk }))).toEqual([]);
  });
});
