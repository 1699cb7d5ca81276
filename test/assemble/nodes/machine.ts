import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { temporaryFolder } from "../../support/cli.ts";

interface Entry {
  readonly path: string;
  readonly content: string;
  readonly permissions: string;
  readonly encoding?: string;
}

/** Programs that change a system: here they write down their call, and nothing else. */
const SYSTEM = [
  "apt-get",
  "apt-mark",
  "blkid",
  "k3s",
  "kubeadm",
  "kubectl",
  "mkfs.ext4",
  "modprobe",
  "mount",
  "mountpoint",
  "pgrep",
  "sleep",
  "swapoff",
  "sync",
  "sysctl",
  "systemctl",
  "wipefs",
];

/** As curl does it: it makes no folder, and says 23 where it cannot write. What it fetches is a script that tells of itself. */
export const CURL = (root: string): readonly string[] => [
  'while [ $# -gt 0 ]; do case "$1" in --output) output=$2; shift;; https://*) url=$1;; esac; shift; done',
  '[ -d "$(dirname "$output")" ] || { echo "curl: (23) client returned ERROR on write" >&2; exit 23; }',
  `printf 'env | grep ^INSTALL_ | sort > %s/installed\\n# %s\\n' ${root} "$url" > "$output"`,
];

/** A machine of paper: what user-data writes lies below a folder, and so does all that its programs read and write. */
export class Machine {
  readonly root = temporaryFolder();

  constructor(userData: string) {
    const { write_files } = parse(userData) as { write_files: readonly Entry[] };
    for (const folder of ["bin", "run", "etc/apt/sources.list.d", "usr/local/sbin", "var/lib", "dev/disk"])
      mkdirSync(join(this.root, folder), { recursive: true });
    this.write("/etc/os-release", "ID=ubuntu\nVERSION_CODENAME=noble\n");
    this.write("/etc/fstab", "LABEL=writable / ext4 defaults 0 1\n");
    this.write("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
    for (const { path, content, permissions, encoding } of write_files) {
      const text =
        encoding === undefined ? content : gunzipSync(Buffer.from(content, "base64")).toString("utf8");
      this.write(path, this.#below(text));
      chmodSync(join(this.root, path), Number.parseInt(permissions, 8));
    }
    for (const name of SYSTEM) this.fake(name);
    this.fake("dpkg-query", "echo install ok installed");
    this.fake("timedatectl", "echo yes");
    this.fake("mountpoint", "exit 1");
    this.fake("k3s", "exit 127");
    this.fake("curl", ...CURL(this.root));
  }

  /** A program of the system whose calls are written down. */
  fake(name: string, ...lines: readonly string[]): void {
    const path = join(this.root, "bin", name);
    writeFileSync(path, ["#!/bin/sh", `echo "${name} $*" >> ${this.root}/made`, ...lines, ""].join("\n"));
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

  /** All calls of the system's programs, with paths as on a node. */
  get made(): readonly string[] {
    return this.has("made") ? this.read("made").replaceAll(this.root, "").trim().split("\n") : [];
  }

  /** Only a kernel makes block devices: a file stands for one. */
  #below = (text: string): string =>
    text
      .replaceAll(/(?<![\w.:/-])\/(etc|run|var|usr|sys|boot|dev\/disk)\//g, `${this.root}/$1/`)
      .replaceAll('"/$file"', `"${this.root}/$file"`)
      .replaceAll('[ -b "$device" ]', '[ -f "$device" ]');
}
