import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clientPath } from "../../scripts/clients.mjs";
import { toolPath } from "../../scripts/tools.mjs";
import { readText } from "../support/compile.ts";
import { ROOT } from "../support/root.ts";
import { type Command, commandsOf, inner } from "./commands.ts";

const scriptsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, script = ""]) => script);
const spread = (command: Command): Command[] => [command, ...inner(command).flatMap(spread)];

/** Every command of the generated README, those on the other side of ssh too. */
const commands = scriptsIn(readText("output/turing-pi/README.md")).flatMap(commandsOf).flatMap(spread);

/** Commands of the programs below in texts for people: those of scripts, and those that stand in a sentence. */
const documented = ["README.md", "docs/architecture.md", "docs/blueprints.md", "docs/diagnostics.md"]
  .map(readText)
  .flatMap((text) => [
    ...scriptsIn(text).flatMap(commandsOf),
    ...[...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/`((?:flux|kubectl|k8sgen) [^`]+)`/g)].map(
      ([, command = ""]) => command.split(/\s+/),
    ),
  ])
  .flatMap(spread);

/** Of POSIX, of every Ubuntu, or made by the user-data of the nodes. */
const PLAIN = new Set(
  "backup base64 break cat cd chmod cloud-init cp cut date echo export find getent git install ls mkdir mount mv nslookup openssl pg_restore printf read rm rsync sed set sh sleep sort ssh ssh-add ssh-keygen sudo systemctl tar test touch umask umount unset k8sgen-token k8sgen-setup".split(
    " ",
  ),
);

interface Program {
  /** Number of words that name the subcommand. */
  readonly depth: (words: readonly string[]) => number;
  readonly help: (path: readonly string[]) => string;
}

const run = (program: string, args: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, HOME: "/nonexistent" },
  });
  return stdout + stderr;
};

const KUBECTL_NESTED = new Set(["create", "config", "rollout", "apply", "auth"]);

const kubectl = clientPath("kubectl");
const flux = clientPath("flux");
const age = toolPath("age-keygen");
const missing = kubectl.reason ?? flux.reason ?? age.reason;

/** Programs of Debian's and PyPI's packages: what uses them is left out, by name, where they are not installed. */
const installed = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;
const absent = ["borg", "borgmatic"].filter((program) => !installed(program));

const K3S = JSON.stringify(JSON.parse(readText("schemas/k3s/v1.36.json")));

const PROGRAMS: Readonly<Record<string, Program>> = {
  kubectl: {
    depth: ([first = "", second = ""]) =>
      first === "create" && second === "secret" ? 3 : KUBECTL_NESTED.has(first) ? 2 : 1,
    help: (words) => run(kubectl.path ?? "", [...words, "--help"]) + run(kubectl.path ?? "", ["options"]),
  },
  "age-keygen": { depth: () => 0, help: () => run(age.path ?? "", ["--help"]) },
  borg: { depth: () => 1, help: (words) => run("borg", [...words, "--help"]) },
  borgmatic: { depth: () => 1, help: (words) => run("borgmatic", [...words, "--help"]) },
  // K3s itself is no program of this machine: its keys were read from its source.
  k3s: { depth: () => 1, help: () => K3S.replace(/"([a-z0-9-]+)"/g, "--$1 ") },
  flux: { depth: () => 2, help: (words) => run(flux.path ?? "", [...words, "--help"]) },
  k8sgen: {
    depth: ([first = ""]) => (["ip", "secrets"].includes(first) ? 2 : 1),
    help: (words) => run(process.execPath, [join(ROOT, "dist/cli.js"), ...words, "--help"]),
  },
};

/** Flags of a help text: `-n, --namespace`, `--for=''`. */
const flagsOf = (help: string): ReadonlySet<string> =>
  new Set(help.match(/(?<![\w-])--?[a-zA-Z][a-zA-Z0-9-]*/g) ?? []);

describe.skipIf(missing !== undefined)(
  `commands of the generated README${missing === undefined ? "" : `: ${missing}`}`,
  () => {
    it("are found", () => expect(commands.length).toBeGreaterThan(30));

    it("are of programs that a reader has, or is told to install", () => {
      const unknown = commands
        .map(([program = ""]) => program)
        .filter((each) => !PLAIN.has(each) && !Object.hasOwn(PROGRAMS, each));
      expect([...new Set(unknown)]).toEqual([]);
    });

    it("of people's texts are found, and those of Flux that go through namespaces among them", () => {
      expect(documented.length).toBeGreaterThan(20);
      expect(documented.map((words) => words.slice(0, 3).join(" "))).toContain("flux suspend helmrelease");
    });

    const checked = [...commands, ...documented].filter(
      ([program = ""]) => Object.hasOwn(PROGRAMS, program) && !absent.includes(program),
    );

    it.skipIf(absent.length > 0)(
      `${absent.length > 0 ? absent.join(", ") : "borg, borgmatic"}: installed`,
      () =>
        expect(checked.map(([program]) => program)).toEqual(expect.arrayContaining(["borg", "borgmatic"])),
    );

    it.each([...new Set(checked.map((words) => words.join(" ")))])("%s", (line) => {
      const [name = "", ...words] = checked.find((each) => each.join(" ") === line) ?? [];
      const program = PROGRAMS[name];
      if (program === undefined) expect.fail(name);
      const own = words.slice(0, words.includes("--") ? words.indexOf("--") : words.length);
      // Global flags stand before the subcommand: `kubectl -n monitoring create ...`.
      const named = own.filter(
        (each, index) => !each.startsWith("-") && !["-n", "--namespace"].includes(own[index - 1] ?? ""),
      );
      const path = named.slice(0, program.depth(named));
      const help = program.help(path);
      expect(help).not.toMatch(/unknown command/i);
      const flags = flagsOf(help);
      for (const flag of own
        .filter((each) => /^--?[a-zA-Z]/.test(each))
        .map((each) => each.replace(/=.*$/s, "")))
        expect(flags, `${flag} of ${name} ${path.join(" ")}`).toContain(flag);
    });
  },
);
