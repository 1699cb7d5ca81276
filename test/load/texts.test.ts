import { describe, expect, it } from "vitest";
import { compileFiles, located } from "../support/compile.ts";
import { HOMELAB, LAUGHS, named } from "./texts.ts";

const MIB = 1024 * 1024;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const REFUSED: readonly (readonly [title: string, content: string | Uint8Array, expected: string])[] = [
  ["ISO 8859-1", Buffer.from(`# caf\u00e9\n${HOMELAB}`, "latin1"), "E_FILE_ENCODING 1:1"],
  ["UTF-16", Buffer.from(`\ufeff${HOMELAB}`, "utf16le"), "E_FILE_ENCODING 1:1"],
  ["5 MiB", `${HOMELAB}# ${"x".repeat(5 * MIB)}\n`, "E_FILE_READ 1:1"],
  ["a second document", `${HOMELAB}---\n${HOMELAB}`, "E_YAML_MULTIPLE 8:1"],
  ["a tag of one's own", named("{name: !mine t}"), "E_YAML_TAG 3:24"],
  ["a tag of YAML's that is no plain value", named("{name: !!binary dA==}"), "E_YAML_TAG 3:27"],
  ["a tag on a map", named("!!omap {name: t}"), "E_YAML_TAG 3:18"],
  ["a tag on a key", named("{!mine name: t}"), "E_YAML_TAG 3:18"],
  ["__proto__ as a key", `${HOMELAB}__proto__: {polluted: true}\n`, "E_YAML_KEY 8:1"],
  ["a list as a key", `${HOMELAB}? [a, b]\n: 1\n`, "E_YAML_KEY 8:3"],
  ["a map as a key", `${HOMELAB}? {a: b}\n: 1\n`, "E_YAML_KEY 8:3"],
  ["null as a key", `${HOMELAB}? \n: 1\n`, "E_YAML_KEY 8:3"],
  ["billion laughs", LAUGHS, "E_YAML_ALIAS 12:45"],
  ["an alias in its own anchor", `${HOMELAB}a: &a [*a]\n`, "E_YAML_ALIAS 8:8"],
  ["a map merged into itself", `${HOMELAB}a: &a {b: 1, <<: *a}\n`, "E_YAML_ALIAS 8:18"],
  ["an alias without an anchor", named("{name: *t}"), "E_YAML_SYNTAX 3:18"],
  ["lists in lists, without end", `${HOMELAB}a: ${"[".repeat(50_000)}\n`, "E_YAML_SYNTAX 1:1"],
  ["a tab as indentation", named("\n\tname: t"), "E_YAML_SYNTAX 4:1"],
  ["one key twice", `${HOMELAB}metadata: {name: u}\n`, "E_YAML_SYNTAX 8:1"],
  ["one key twice, below", named("{name: t, name: u}"), "E_YAML_SYNTAX 3:21"],
  ["an empty file", "", "E_TYPE 1:1 "],
  ["a file of comments", "# Nothing.\n\n# More.\n", "E_TYPE 1:1 "],
  ["a list", "- a\n", "E_TYPE 1:1 "],
  ["a text", "hello\n", "E_TYPE 1:1 "],
];

const TAKEN: readonly (readonly [title: string, content: string | Uint8Array])[] = [
  ["a byte order mark", utf8(`\ufeff${HOMELAB}`)],
  ["line ends of Windows", HOMELAB.replaceAll("\n", "\r\n")],
  ["no line end at the end", HOMELAB.trimEnd()],
  ["document marks", `---\n${HOMELAB}...\n`],
  ["anchors and aliases", HOMELAB.replace("{name: t}", "{name: &n t}").replace("name: a,", "name: &a a,")],
  ["plain tags", named("!!map {name: !!str t}")],
];

describe("texts that are refused", () => {
  it.each(REFUSED)("%s", (_, content, expected) => {
    const result = compileFiles({ "homelab.yaml": content });
    expect(located(result)).toEqual([expected]);
    expect(result.compiled).toBeUndefined();
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

describe("texts that are taken compile to the same bytes", () => {
  const plain = compileFiles({ "homelab.yaml": HOMELAB });
  it.each(TAKEN)("%s", (_, content) => {
    const { diagnostics, compiled } = compileFiles({ "homelab.yaml": content });
    expect(diagnostics).toEqual([]);
    expect(compiled?.tree.files).toEqual(plain.compiled?.tree.files);
  });

  it("places count in lines and columns of the file, whatever its line ends", () => {
    const text = named("{name: t, nam: u}");
    const expected = ["E_UNKNOWN_KEY 3:21 metadata.nam"];
    for (const content of [text, text.replaceAll("\n", "\r\n"), utf8(`\ufeff${text}`)])
      expect(located(compileFiles({ "homelab.yaml": content }))).toEqual(expected);
  });
});
