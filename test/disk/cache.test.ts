import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { diskArchives } from "../../src/commands/disk-archives.ts";
import { diskCache } from "../../src/commands/disk-cache.ts";
import { trimCache } from "../../src/commands/disk-trim.ts";
import { temporaryFolder } from "../support/cli.ts";

const DAY = 24 * 3600 * 1000;
const NOW = Date.UTC(2026, 5, 1);

interface Lab {
  readonly root: string;
  /** Makes a file of so many bytes, last used so many days ago. */
  readonly file: (path: string, days: number, bytes?: number) => string;
  readonly there: (folder: string) => readonly string[];
}

function lab(): Lab {
  const root = temporaryFolder();
  for (const folder of ["results", "charts/sha256"]) mkdirSync(join(root, folder), { recursive: true });
  return {
    root,
    file(path, days, bytes = 1) {
      const full = join(root, path);
      writeFileSync(full, "");
      // A hole counts as its size, and takes no room.
      truncateSync(full, bytes);
      const at = (NOW - days * DAY) / 1000;
      utimesSync(full, at, at);
      return full;
    },
    there: (folder) => readdirSync(join(root, folder)).sort(),
  };
}

describe("the cache on disk is trimmed", () => {
  it("of results that nobody used for a month, and archives that nobody used for half a year", () => {
    const { root, file, there } = lab();
    file("results/a.json", 29);
    file("results/b.json", 31);
    file("results/c.0f3a", 31);
    file("charts/sha256/d.tgz", 179);
    file("charts/sha256/e.tgz", 181);
    trimCache(root, NOW);
    expect(there("results")).toEqual(["a.json"]);
    expect(there("charts/sha256")).toEqual(["d.tgz"]);
  });

  it("of the oldest where there is too much, but not of what is in use", () => {
    const { root, file, there } = lab();
    for (const [name, days] of [
      ["a", 2],
      ["b", 3],
      ["c", 4],
    ] as const)
      file(`results/${name}.json`, days, 120 * 2 ** 20);
    for (const [name, days] of [
      ["d", 1],
      ["e", 29],
      ["f", 31],
    ] as const)
      file(`charts/sha256/${name}.tgz`, days, 1500 * 2 ** 20);
    trimCache(root, NOW);
    expect(there("results")).toEqual(["a.json", "b.json"]);
    expect(there("charts/sha256")).toEqual(["d.tgz", "e.tgz"]);
  });

  it("once a day", () => {
    const { root, file, there } = lab();
    trimCache(root, Date.now());
    const old = file("results/a.json", 0);
    utimesSync(old, 1, 1);
    trimCache(root, Date.now() + 0.9 * DAY);
    expect(there("results")).toEqual(["a.json"]);
    trimCache(root, Date.now() + 1.1 * DAY);
    expect(there("results")).toEqual([]);
  });

  it("of plain files only, and of nothing else in the folder", () => {
    const { root, file, there } = lab();
    const mine = file("mine.txt", 999);
    mkdirSync(join(root, "results/folder"));
    symlinkSync(mine, join(root, "results/link.json"));
    trimCache(root, NOW);
    expect(there("results")).toEqual(["folder", "link.json"]);
    expect(existsSync(mine)).toBe(true);
  });

  it("where there is none yet, or none that may be written to", () => {
    const root = join(temporaryFolder(), "new");
    trimCache(root, NOW);
    expect(readdirSync(root)).toEqual(["trimmed"]);
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    expect(() => trimCache(file, NOW)).not.toThrow();
  });
});

describe("what is used stays", () => {
  it("results and archives are as old as their last use", () => {
    const { root, there } = lab();
    const bytes = Buffer.from("x");
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    const results = diskCache(join(root, "results"));
    const archives = diskArchives(join(root, "charts/sha256"), "tgz");
    results.put("used", "{}");
    results.put("unused", "{}");
    archives.put(digest, bytes);
    const paths = [
      ...there("results").map((name) => join(root, "results", name)),
      join(root, "charts/sha256", `${digest.slice(7)}.tgz`),
    ];
    for (const path of paths) utimesSync(path, 1, 1);
    expect(results.get("used")).toBe("{}");
    expect(archives.get(digest)).toEqual(bytes);
    trimCache(root);
    expect(there("results")).toEqual(["used.json"]);
    expect(there("charts/sha256")).toHaveLength(1);
    for (const folder of ["results", "charts/sha256"])
      for (const name of there(folder))
        expect(Date.now() - statSync(join(root, folder, name)).mtimeMs).toBeLessThan(DAY);
  });

  it("also where the cache may only be read", () => {
    const { root } = lab();
    const results = diskCache(join(root, "results"));
    results.put("a", "{}");
    const path = join(root, "results/a.json");
    utimesSync(path, 1, 1);
    chmodSync(path, 0o444);
    chmodSync(join(root, "results"), 0o555);
    expect(results.get("a")).toBe("{}");
    chmodSync(join(root, "results"), 0o755);
  });
});
