import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CACHE, CLI, lab } from "../cli/process.ts";
import { HOMELAB } from "../load/texts.ts";

/** Runs a line of bash in a folder with a homelab; ends it where it hangs. */
function shell(line: string, folder = lab(HOMELAB)) {
  const { status, signal, stdout, stderr } = spawnSync("bash", ["-c", line], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, K8SGEN_CACHE: CACHE, BUILD: `${process.execPath} ${CLI} build` },
    timeout: 60_000,
  });
  return { status, signal, stdout, stderr, folder };
}

describe("homelabs from a pipe", () => {
  it.each([
    ["a command", "$BUILD -f <(cat homelab.yaml)"],
    ["standard input", "cat homelab.yaml | $BUILD -f /dev/stdin"],
    ["a slow command", "$BUILD -f <(head -3 homelab.yaml; sleep 1; tail -n +4 homelab.yaml)"],
    ["a file as standard input", "$BUILD -f /dev/stdin < homelab.yaml"],
  ])("%s compiles as the file does, into the working directory", (_, line) => {
    const { status, stderr, folder } = shell(line);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(existsSync(join(folder, "output/t/README.md"))).toBe(true);
  });
});

describe("what is no file is refused at once", () => {
  it.each([
    [
      "a device without end",
      "$BUILD -f /dev/zero",
      "`/dev/zero` cannot be read: it is a device, not a file.",
    ],
    [
      "a pipe that nobody writes to",
      "mkfifo p && $BUILD -f p",
      "`p` cannot be read: it is a pipe, not a file.",
    ],
    ["a folder", "mkdir d && $BUILD -f d", "`d` cannot be read: it is a folder, not a file."],
    ["a stream without end", "$BUILD -f /dev/stdin < /dev/zero", "it gives more than 16777216 bytes."],
    [
      "a stream that is too long",
      "$BUILD -f <(head -c 5000000 /dev/zero)",
      "The file has more than 4194304 bytes.",
    ],
    [
      "a file that is too large",
      "truncate -s 600M big && $BUILD -f big",
      "it has more than 536870912 bytes.",
    ],
    ["an empty stream", "$BUILD -f <(true)", "The value is missing; a map is needed."],
  ])("%s", (_, line, told) => {
    const { status, signal, stderr, folder } = shell(line);
    expect(stderr).toContain(told);
    expect([status, signal]).toEqual([1, null]);
    expect(existsSync(join(folder, "output"))).toBe(false);
  });
});
