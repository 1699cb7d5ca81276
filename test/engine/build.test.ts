import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { builtFrom, needsBuild, sourceDigest } from "../../scripts/build-engine.mjs";
import { locateEngine } from "../../src/engine/locate.ts";
import { PROTOCOL } from "../../src/engine/protocol.ts";
import { ROOT } from "../support/root.ts";

const text = (path: string) => readFileSync(join(ROOT, path), "utf8");

describe("The two sides of the protocol", () => {
  it("have one number, also in the note that is built", () => {
    const numbers = [
      /^const protocol = (\d+)$/m.exec(text("engine/main.go"))?.[1],
      /^const PROTOCOL = (\d+);$/m.exec(text("scripts/build-engine.mjs"))?.[1],
      String(JSON.parse(text("engine/dist/engine.json")).protocol),
    ];
    expect(numbers).toEqual(Array(3).fill(String(PROTOCOL)));
  });

  const go = [
    "main",
    "chart",
    "crds",
    "images",
    "objects",
    "render",
    "schemas",
    "validate",
    "values",
    "workload",
  ]
    .map((name) => text(`engine/${name}.go`))
    .join("\n");
  const types = text("src/engine/protocol.ts");

  /** The JSON names of a Go struct's own fields; a `?` where they may be left out. */
  const tags = (name: string): readonly string[] => {
    const body = new RegExp(`^type ${name} struct \\{\\n([\\s\\S]*?)^\\}`, "m").exec(go)?.[1];
    return [...(body ?? "").matchAll(/`json:"(\w+)(,omitempty)?"`/g)]
      .map(([, field, isOptional]) => `${field}${isOptional === undefined ? "" : "?"}`)
      .toSorted();
  };

  /** The fields of an interface of protocol.ts; `op` is read before a request is decoded. */
  const fields = (name: string): readonly string[] => {
    const body = new RegExp(`^export interface ${name} \\{\\n([\\s\\S]*?)^\\}`, "m").exec(types)?.[1];
    return [...(body ?? "").matchAll(/^ {2}readonly (\w+\??):/gm)]
      .map(([, field]) => field ?? "")
      .filter((field) => field !== "op")
      .toSorted();
  };

  it.each<[string, string, readonly string[]]>([
    ["failure", "Failure", []],
    ["chartRequest", "ChartRequest", []],
    ["chartAnswer", "ChartInfo", []],
    ["renderRequest", "RenderRequest", []],
    ["renderAnswer", "Rendered", []],
    // What a file says twice is a matter of the verdict.
    ["object", "RenderedObject", ["duplicates?"]],
    ["crdsRequest", "CrdsRequest", []],
    ["crd", "CrdSchema", []],
    ["schemasRequest", "SchemasRequest", []],
    ["validateRequest", "ValidateRequest", []],
    ["verdict", "Verdict", []],
    ["imageSources", "ImageSources", []],
    ["imageUse", "ImageUse", []],
    ["workload", "Workload", []],
    ["volumeDemand", "VolumeDemand", []],
  ])("have the same fields: %s and %s", (struct, type, own) => {
    expect(fields(type)).not.toEqual([]);
    expect(tags(struct).filter((field) => !own.includes(field))).toEqual(fields(type));
  });

  it("have the same failures", () => {
    const union = /export type FailureCode =([\s\S]*?");/.exec(types)?.[1] ?? "";
    const known = [...union.matchAll(/\| "([\w-]+)"/g)].map(([, code]) => code);
    const used = new Set([...go.matchAll(/failure\{Code: "([\w-]+)"/g)].map(([, code]) => code));
    // The client itself gives up after a time; it knows `worker` and `protocol` as the engine does.
    expect([...used, "timeout"].toSorted()).toEqual(known.toSorted());
  });

  it("have the same operations", () => {
    const answered = [...go.matchAll(/^\tcase "(\w+)":$/gm)].map(([, op]) => op);
    const sent = [...types.matchAll(/readonly op: "(\w+)"/g)].map(([, op]) => op);
    expect(answered.toSorted()).toEqual(sent.toSorted());
  });
});

describe("The file that is shipped", () => {
  it("has at most 35 MiB, and is the one whose digest goes into the keys of the cache", async () => {
    const files = locateEngine();
    expect(statSync(files?.wasm ?? "").size).toBeLessThan(35 * 2 ** 20);
    const { createHash } = await import("node:crypto");
    const digest = createHash("sha256")
      .update(readFileSync(files?.wasm ?? ""))
      .digest("hex");
    expect(files?.digest).toBe(`sha256:${digest}`);
  });

  it("was built from these sources", () => {
    expect(needsBuild()).toBe(false);
  });
});

describe("An engine is built", () => {
  const folder = mkdtempSync(join(tmpdir(), "k8sgen-build-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const engine = join(folder, "engine");
  const write = (path: string, content: string) => writeFileSync(join(engine, path), content);

  beforeEach(() => {
    rmSync(engine, { recursive: true, force: true });
    cpSync(join(ROOT, "engine"), engine, {
      recursive: true,
      filter: (path) => !path.endsWith(".wasm"),
    });
    write("dist/engine.wasm", "");
  });

  it("not again where its sources have the same contents, in whichever folder and of whichever time", () => {
    expect(sourceDigest(engine)).toBe(sourceDigest());
    expect(needsBuild(engine)).toBe(false);
  });

  it.each<[string, () => void]>([
    ["a source changed", () => write("main.go", `${text("engine/main.go")}\n`)],
    ["a source is new", () => write("new.go", "package main\n")],
    ["a source is gone", () => rmSync(join(engine, "warm.go"))],
    ["a source below a folder is new", () => write("stub/new.go", "package stub\n")],
    ["a dependency changed", () => write("go.sum", `${text("engine/go.sum")}\n`)],
    ["the file is missing", () => rmSync(join(engine, "dist/engine.wasm"))],
    ["Go's glue is missing", () => rmSync(join(engine, "dist/wasm_exec.js"))],
    ["the note is missing", () => rmSync(join(engine, "dist/engine.json"))],
    ["the note is cut off", () => write("dist/engine.json", '{"protocol": 1, "sour')],
  ])("where %s", (_, change) => {
    change();
    expect(needsBuild(engine)).toBe(true);
  });

  it("not for a change of the worker's script, which is no part of it", () => {
    write("host/worker.mjs", "");
    expect(needsBuild(engine)).toBe(false);
    expect(builtFrom(engine)).toBe(sourceDigest(engine));
  });
});

describe("An engine that is not there", () => {
  it.each<[string, string | undefined]>([
    ["no note", undefined],
    ["a note that is cut off", '{"wasm'],
    ["a note without a digest", "{}"],
  ])("is not found: %s", (_, note) => {
    const root = mkdtempSync(join(tmpdir(), "k8sgen-root-"));
    cpSync(join(ROOT, "engine/dist/wasm_exec.js"), join(root, "engine/dist/wasm_exec.js"));
    writeFileSync(join(root, "engine/dist/engine.wasm"), "");
    if (note !== undefined) writeFileSync(join(root, "engine/dist/engine.json"), note);
    expect(locateEngine(root)).toBeUndefined();
    rmSync(root, { recursive: true });
  });
});
