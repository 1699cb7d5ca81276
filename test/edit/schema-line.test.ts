import { describe, expect, it } from "vitest";
import { withSchemaLine } from "../../src/edit/head.ts";
import { checkSchemaLine } from "../../src/edit/schema-line.ts";
import { type FileSystem, FileSystemError } from "../../src/fs/filesystem.ts";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import { schemaDocument } from "../../src/schema/document.ts";

const SCHEMA = { title: "Homelab", type: "object" };
const LINE = "# yaml-language-server: $schema=";

const check = (text: string, files: Readonly<Record<string, string>> = {}, file = "lab/homelab.yaml") =>
  checkSchemaLine(memoryFileSystem(files), file, text, SCHEMA);

describe("the $schema line of a homelab", () => {
  it.each([
    ["is not there", "kind: Homelab\n", {}],
    ["leads to what `k8sgen schema` writes", `${LINE}s.json\n`, { "lab/s.json": schemaDocument(SCHEMA) }],
    ["leads to another folder", `${LINE}../s.json\n`, { "lab/../s.json": schemaDocument(SCHEMA) }],
    ["leads to the network", `${LINE}https://k8sgen.dev/s.json\n`, {}],
    ["stands behind the first key, where it is a comment like others", `kind: a\n${LINE}s.json\n`, {}],
  ])("is fine where it %s", (_, text, files) => expect(check(text, files)).toEqual([]));

  it("is told where the file is missing", () =>
    expect(check(`# mine\n\n${LINE}s.json  \nkind: a\n`)).toMatchObject([
      {
        code: "W_SCHEMA_LINE",
        location: { line: 3, column: 1, endColumn: 39 },
        message: "The editor's schema `s.json` is not there.",
      },
    ]));

  it("is told where the file is an old one", () =>
    expect(check(`${LINE}s.json\r\n`, { "lab/s.json": "{}" })).toMatchObject([
      { code: "W_SCHEMA_LINE", message: expect.stringContaining("is not what `k8sgen schema` writes now") },
    ]));

  it("is told where the file cannot be read", () => {
    const fs: FileSystem = {
      read: (path) => {
        throw new FileSystemError(path, "it is a folder");
      },
      kind: () => undefined,
      list: () => undefined,
    };
    expect(checkSchemaLine(fs, "homelab.yaml", `${LINE}.`, SCHEMA)).toHaveLength(1);
  });

  it("is put on the first line, in the place of an older one", () => {
    expect(withSchemaLine(`# mine\n${LINE}old.json\nkind: a\n`, "new.json")).toBe(
      `${LINE}new.json\n# mine\nkind: a\n`,
    );
    expect(withSchemaLine("kind: a\n", "new.json")).toBe(`${LINE}new.json\nkind: a\n`);
  });
});
