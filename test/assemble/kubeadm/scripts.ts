import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { temporaryFolder } from "../../support/cli.ts";
import { compileText, readText } from "../../support/compile.ts";

export const TOKEN = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/** The text of a case, changed where asked. */
export const lab = (name: string, change: (text: string) => string = (text) => text): string =>
  change(readText(`test/assemble/kubeadm/cases/${name}.yaml`));

/** Files of the output below `kubeadm/`, as text. */
export function kubeadmFiles(text: string): ReadonlyMap<string, string> {
  const { compiled, diagnostics } = compileText(text);
  if (compiled === undefined) throw new Error(JSON.stringify(diagnostics));
  return new Map(
    [...compiled.tree.files].flatMap(([path, bytes]) =>
      path.startsWith("kubeadm/") ? [[path.slice(8), new TextDecoder().decode(bytes)] as const] : [],
    ),
  );
}

interface Entry {
  readonly path: string;
  readonly content: string;
}

/** What a node's user-data writes, by path; uncompressed files alone. */
export function writtenBy(files: ReadonlyMap<string, string>, node: string): ReadonlyMap<string, string> {
  const { write_files } = parse(files.get(`${node}/user-data`) ?? "") as { write_files: readonly Entry[] };
  return new Map(write_files.map(({ path, content }) => [path, content]));
}

/** A machine of paper: paths of the scripts lie below a folder, and kubeadm writes down what it is asked. */
export class Machine {
  readonly root = temporaryFolder();
  readonly #files: ReadonlyMap<string, string>;

  constructor(files: ReadonlyMap<string, string>, node: string) {
    this.#files = writtenBy(files, node);
    for (const folder of ["bin", "run", "etc/kubernetes", "etc/k8sgen"])
      mkdirSync(join(this.root, folder), { recursive: true });
    for (const [path, content] of this.#files) this.write(path, this.#below(content));
    this.write("/etc/k8sgen/token", `${TOKEN}\n`);
    this.fake("curl", "exit 7");
    this.fake(
      "kubeadm",
      `echo "$@" >> ${this.root}/calls`,
      'while [ $# -gt 1 ]; do if [ "$1" = --config ]; then name=$(ls ' +
        `${this.root}/given | wc -l); cp "$2" "${this.root}/given/$name.yaml"; fi; shift; done`,
    );
    mkdirSync(join(this.root, "given"));
  }

  fake(name: string, ...lines: readonly string[]): void {
    const path = join(this.root, "bin", name);
    writeFileSync(path, ["#!/bin/sh", ...lines, ""].join("\n"));
    chmodSync(path, 0o755);
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  /** Runs one of the node's commands. */
  run(name: string) {
    return spawnSync("sh", [join(this.root, "usr/local/sbin", name)], {
      encoding: "utf8",
      env: { ...process.env, PATH: `${this.root}/bin:${process.env.PATH}` },
    });
  }

  /** kubeadm's calls, with paths as on a node. */
  get calls(): readonly string[] {
    return this.has("calls") ? this.read("calls").replaceAll(this.root, "").trim().split("\n") : [];
  }

  /** The configurations that kubeadm was given, in order. */
  get given(): readonly string[] {
    return readdirSync(join(this.root, "given"))
      .sort()
      .map((name) => join(this.root, "given", name));
  }

  #below = (text: string): string =>
    text.replaceAll(/(?<![\w.:/-])\/(etc|run|var|usr)\//g, `${this.root}/$1/`);
}
