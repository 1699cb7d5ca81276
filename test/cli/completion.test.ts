import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/cli.ts";
import { run } from "./process.ts";

const folder = temporaryFolder();
mkdirSync(join(folder, "charts"));
writeFileSync(join(folder, "lab.yaml"), "");
for (const shell of ["bash", "zsh", "fish"])
  writeFileSync(join(folder, `script.${shell}`), run(["completion", shell], folder).stdout);

const has = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status === 0;

/** What a shell prints, without its user's settings. */
function printed(shell: string, args: readonly string[], script: string): readonly string[] {
  const { stdout, stderr } = spawnSync(shell, [...args, "-c", script], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, HOME: folder },
  });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((line) => line !== "");
}

type Complete = (...words: readonly string[]) => readonly string[];

const inBash: Complete = (...words) =>
  printed(
    "bash",
    ["--norc"],
    `source script.bash; COMP_WORDS=(k8sgen ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}; _k8sgen; printf '%s\\n' "\${COMPREPLY[@]}"`,
  );

/** zsh's own widgets need a terminal; functions in their place print what they are given. */
const inZsh: Complete = (...words) =>
  printed(
    "zsh",
    ["-f"],
    `compdef() {}; _describe() { [ "$1" = -o ] && shift; print -rl -- "\${(@P)2%%:*}"; }; _files() { print -r -- files "$@"; }; compadd() { shift; print -rl -- "$@"; }; _message() {}
source ./script.zsh; words=(k8sgen ${words.map((word) => `'${word}'`).join(" ")}); CURRENT=${words.length + 1}; _k8sgen`,
  ).filter((word) => word.startsWith(words.at(-1) ?? "") || word.startsWith("files"));

const inFish: Complete = (...words) =>
  printed("fish", ["--no-config"], `source script.fish; complete -C "k8sgen ${words.join(" ")}"`).map(
    (line) => line.split("\t")[0] ?? "",
  );

describe.each([
  ["bash", inBash],
  ["zsh", inZsh],
  ["fish", inFish],
] as const)("completion in %s", (shell, complete) => {
  const test = it.skipIf(!has(shell));

  test(`completes commands (${shell} is installed)`, () => {
    expect(complete("bui")).toEqual(["build"]);
    expect(complete("secrets", "l")).toEqual(["list"]);
    expect([...complete("ip", "")]).toEqual(expect.arrayContaining(["list", "next"]));
  });

  test(`completes options, of the command that stands there (${shell} is installed)`, () => {
    expect(complete("build", "--st")).toEqual(["--strict"]);
    expect(complete("ip", "next", "--co")).toEqual(expect.arrayContaining(["--count"]));
    expect(complete("schema", "--st")).toEqual([]);
  });

  test(`completes values (${shell} is installed)`, () => {
    expect(complete("explain", "-o", "j")).toEqual(["json"]);
    expect(complete("completion", "z")).toEqual(["zsh"]);
    if (shell === "zsh") {
      expect(complete("build", "-f", "")).toEqual(["files"]);
      expect(complete("build", "--charts", "")).toEqual(["files -/"]);
      return;
    }
    expect(complete("build", "-f", "lab")).toEqual(["lab.yaml"]);
    expect(complete("build", "--charts", "ch").map((name) => name.replace(/\/$/, ""))).toEqual(["charts"]);
  });
});

it("refuses a shell that it does not know", () => {
  const { code, stderr } = run(["completion", "tcsh"], folder);
  expect(code).toBe(1);
  expect(stderr).toContain("bash, zsh, fish");
});
