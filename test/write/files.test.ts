import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nodeDisk } from "../../src/write/disk.ts";
import { writeFiles } from "../../src/write/files.ts";
import { failing, stepsOf } from "./disks.ts";
import { MemoryDisk } from "./memory-disk.ts";
import { scratchFolder } from "./trees.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const NEW = [
  { path: "secrets/a/x.yaml", bytes: bytes("new x"), before: bytes("old x") },
  { path: "secrets/b/y.yaml", bytes: bytes("new y") },
];

function disk(): MemoryDisk {
  const made = new MemoryDisk();
  made.put("/lab/secrets/a/x.yaml", "old x");
  return made;
}

describe("files that stand for themselves", () => {
  test("are written with the folders that they need", () => {
    const made = disk();
    expect(writeFiles("/lab/", NEW, made)).toEqual({
      written: ["secrets/a/x.yaml", "secrets/b/y.yaml"],
      diagnostics: [],
    });
    expect(made.snapshot("/lab")).toEqual({ "secrets/a/x.yaml": "new x", "secrets/b/y.yaml": "new y" });
  });

  test("are the old ones or the new ones whichever step fails, and no draft stays", () => {
    const steps = stepsOf(disk(), (watched) => writeFiles("/lab/", NEW, watched));
    expect(steps.length).toBeGreaterThan(8);
    for (const [number, step] of steps.entries()) {
      const made = disk();
      const broken = failing(made, (_, at) => (at === number ? "ENOSPC" : undefined));
      const { diagnostics } = writeFiles("/lab/", NEW, broken);
      expect(
        diagnostics.map(({ code }) => code),
        `${step.call} ${step.path}`,
      ).toEqual(["E_OUTPUT_WRITE"]);
      expect(diagnostics[0]?.message).toContain("the disk is full");
      const found = made.snapshot("/lab");
      expect(["old x", "new x"]).toContain(found["secrets/a/x.yaml"]);
      expect([undefined, "new y"]).toContain(found["secrets/b/y.yaml"]);
      expect(Object.keys(found).filter((path) => path.includes("k8sgen"))).toEqual([]);
      expect(writeFiles("/lab/", [], made).diagnostics).toEqual([]);
    }
  });

  test("last through a power failure once that was said", () => {
    const made = disk();
    writeFiles("/lab/", NEW, made);
    made.powerCut(() => false);
    expect(made.snapshot("/lab")).toMatchObject({ "secrets/b/y.yaml": "new y" });
  });

  test("do not replace what somebody else changed meanwhile", () => {
    const made = disk();
    made.put("/lab/secrets/a/x.yaml", "theirs");
    made.put("/lab/secrets/b/y.yaml", "theirs");
    const { written, diagnostics } = writeFiles("/lab/", NEW, made);
    expect(written).toEqual([]);
    expect(diagnostics.map(({ location }) => location?.file)).toEqual([
      "/lab/secrets/a/x.yaml",
      "/lab/secrets/b/y.yaml",
    ]);
    expect(made.snapshot("/lab")["secrets/a/x.yaml"]).toBe("theirs");
  });

  test("follow no link, leave no draft, and can be read by all", () => {
    const base = scratchFolder();
    mkdirSync(join(base, "outside"));
    mkdirSync(join(base, "lab/secrets"), { recursive: true });
    symlinkSync(join(base, "outside"), join(base, "lab/secrets/b"));
    writeFileSync(join(base, "outside/z"), "precious");
    mkdirSync(join(base, "lab/secrets/c"));
    symlinkSync(join(base, "outside/z"), join(base, "lab/secrets/c/z.yaml"));
    mkdirSync(join(base, "lab/secrets/a"));
    writeFileSync(join(base, "lab/secrets/a/x.yaml"), "old x");
    writeFileSync(join(base, "lab/secrets/a/.x.yaml.k8sgen"), "left by a killed process");
    const changes = [...NEW, { path: "secrets/c/z.yaml", bytes: bytes("new z") }];
    const { written, diagnostics } = writeFiles(`${base}/lab/`, changes, nodeDisk);
    expect(written).toEqual(["secrets/a/x.yaml"]);
    expect(diagnostics.map(({ code }) => code)).toEqual(["E_OUTPUT_WRITE", "E_OUTPUT_WRITE"]);
    expect(readdirSync(join(base, "outside"))).toEqual(["z"]);
    expect(readFileSync(join(base, "outside/z"), "utf8")).toBe("precious");
    expect(readdirSync(join(base, "lab/secrets/a"))).toEqual(["x.yaml"]);
    expect(statSync(join(base, "lab/secrets/a/x.yaml")).mode & 0o777).toBe(0o644);
  });

  test.each(["../x", "/x", "a/../../x", "a\\x", ".git/x"])("cannot be called %s", (path) => {
    expect(() => writeFiles("/lab/", [{ path, bytes: bytes("x") }], disk())).toThrow();
  });
});
