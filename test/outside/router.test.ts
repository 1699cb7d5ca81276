import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ROOT } from "../support/root.ts";

/** Debian keeps programs for administrators where the path of others does not lead. */
const ENV = { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` };
const folder = mkdtempSync(join(tmpdir(), "k8sgen-router-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const OWN_INTERFACE = Object.keys(networkInterfaces()).find((name) => name !== "lo") ?? "eth0";

interface Checker {
  /** The program and its arguments for a file; the arguments of several runs where it is read in several ways. */
  runs(path: string, text: string): readonly (readonly string[])[];
  /** What has to be there, where it is not what is run. */
  readonly program?: string;
  /** The text as this machine can check it. */
  adapt?(text: string): string;
  /** A line that the program must refuse: without it, it might be checking nothing. */
  readonly faulty: string;
  /** Only root may ask the kernel. */
  readonly root?: true;
}

/** The makers' own programs, by the name of the file that they read. */
const CHECKERS: Readonly<Record<string, Checker>> = {
  "haproxy.cfg": { runs: (path) => [["haproxy", "-c", "-f", path]], faulty: "\nfrontend x\n    bnd :1\n" },
  "dnsmasq.conf": {
    runs: (path) => [["dnsmasq", "--test", `--conf-file=${path}`]],
    faulty: "\ndhcp-rnage=1\n",
  },
  "frr.conf": { runs: (path) => [["vtysh", "-C", "-f", path]], faulty: "\nrouter bpg 1\n", root: true },
  "nftables.conf": {
    runs: (path) => [["nft", "-c", "-f", path]],
    faulty: "\ntable inet x { chian y { } }\n",
    root: true,
  },
  "wg0.conf": {
    // The file is read before the interface is looked for, which no machine has.
    runs: (path) => [
      [
        "bash",
        "-c",
        'wg-quick strip "$0" >"$0.bare" && wg setconf k8sgen-none "$0.bare" 2>&1 | grep -q "^Unable to modify interface"',
        path,
      ],
    ],
    program: "wg",
    faulty: "\nPubicKey = 1\n",
  },
  "unbound.conf": {
    runs: (path) => [["unbound-checkconf", path]],
    faulty: "\nserver:\n    interfaec: ::1\n",
  },
  "kea-dhcp4.conf": {
    runs: (path) => [["kea-dhcp4", "-t", path]],
    // An interface that is not there is refused.
    adapt: (text) => text.replace(/("interfaces": \[\s*)"[^"]*"/, `$1"${OWN_INTERFACE}"`),
    faulty: "]",
  },
  "nginx.conf": {
    // The file is one of those that the whole configuration includes. Its address is opened for the check.
    runs: (path) => [
      [
        "bash",
        "-c",
        'printf "events {}\npid $0.pid;\nhttp { include $0; }\n" >"$0.all" && nginx -t -e stderr -c "$0.all"',
        path,
      ],
    ],
    program: "nginx",
    adapt: (text) => text.replace(/listen \S+;/, "listen 127.0.0.1:38069;"),
    faulty: "\nserver { lsiten 1; }\n",
  },
  // What the installer makes of its own part, it alone knows.
  "user-data": {
    runs: (path) => [["cloud-init", "schema", "--config-file", path]],
    faulty: "\nruncmd: 5\n",
  },
  "keepalived.conf": {
    runs: (path, text) =>
      [...text.matchAll(/@(\S+) priority/g)].map(([, machine = ""]) => [
        "keepalived",
        "--config-test",
        `--config-id=${machine}`,
        `--use-file=${path}`,
      ]),
    // An interface that is not there is refused, and so is loopback.
    adapt: (text) => text.replace(/ interface \S+/g, ` interface ${OWN_INTERFACE}`),
    faulty: "\nvrrp_instance x {\n    priorty 1\n}\n",
  },
};

const folders = (path: string): string[] =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    : [];

const files = folders(join(ROOT, "blueprints/network")).flatMap((blueprint) => {
  const cases = join(ROOT, "blueprints/network", blueprint, "cases");
  return folders(cases).flatMap((example) => {
    const path = join(cases, example, "expected/router", blueprint);
    return existsSync(path)
      ? readdirSync(path).map((name) => ({
          title: `${blueprint}, ${example}: ${name}`,
          name,
          path: join(path, name),
        }))
      : [];
  });
});

/** Read by people, imported by a form, or the same whatever the homelab is. */
const UNCHECKED = /(\.md|\.csv|\.ipxe|^aliases\.json|^sysctl\.conf|^meta-data)$/;

const isThere = (program: string): boolean =>
  (ENV.PATH ?? "").split(":").some((path) => existsSync(join(path, program)));

describe("files for the router are what their programs take", () => {
  for (const [index, { title, name, path }] of files.filter((file) => !UNCHECKED.test(file.name)).entries()) {
    const checker = CHECKERS[name];
    const [run = ""] = checker?.runs("x", "@x priority")[0] ?? [];
    const program = checker?.program ?? run;
    const canRun = isThere(program) && (checker?.root !== true || process.getuid?.() === 0);
    it.skipIf(checker !== undefined && !canRun)(`${title} (${program})`, () => {
      if (checker === undefined) throw new Error(`no program is known that checks ${name}`);
      const text = readFileSync(path, "utf8");
      const own = checker.adapt?.(text) ?? text;
      const place = join(folder, `${index}-${name}`);
      const told = (content: string) => {
        writeFileSync(place, content);
        return checker.runs(place, content).map(([command = "", ...args]) => {
          const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", env: ENV });
          return { status, output: `${stdout}${stderr}` };
        });
      };
      const runs = told(own);
      expect(runs.length).toBeGreaterThan(0);
      for (const { status, output } of runs) expect({ status, output }).toMatchObject({ status: 0 });
      for (const { status } of told(`${own}${checker.faulty}`)) expect(status).not.toBe(0);
    });
  }
});
