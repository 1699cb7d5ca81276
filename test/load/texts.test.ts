import { describe, expect, it } from "vitest";
import { compileFiles, located } from "../support/compile.ts";
import { HOMELAB, LAUGHS, named } from "./texts.ts";

const MIB = 1024 * 1024;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Those of test/invalid are small enough to be read; these are not. */
const REFUSED: readonly (readonly [title: string, content: string | Uint8Array, expected: string])[] = [
  ["5 MiB", `${HOMELAB}# ${"x".repeat(5 * MIB)}\n`, "E_FILE_READ 1:1"],
  ["billion laughs", LAUGHS, "E_YAML_ALIAS 12:45"],
  ["lists in lists, without end", `${HOMELAB}a: ${"[".repeat(50_000)}\n`, "E_YAML_SYNTAX 1:1"],
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
