import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { type Document, parseDocument } from "yaml";
import { k8sgen } from "../support/cli.ts";

/** Contents that nobody can make up, as a person would type them. */
const TYPED: Readonly<Record<string, string>> = {
  "borgmatic/borgmatic/known-hosts": "borg.example.net ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample\n",
  "borgmatic/borgmatic/ssh-key": "an end-to-end test has no repository\n",
  "cert-manager/dns01/api-token": "an-end-to-end-test-has-no-domain",
  "external-dns/dns-provider/api-token": "an-end-to-end-test-has-no-domain",
};

/** The person's side: a folder with a homelab, its secrets and its output, and the repository that it is pushed to. */
export class Lab {
  /** What Git holds: the copy of the person's folder that is committed. */
  readonly repository: string;
  /** Folder of bare repositories. */
  readonly remotes: string;
  readonly name: string;
  /** The private key that the secrets are encrypted for, as age keeps it. */
  readonly key: string;
  readonly #folder: string;
  readonly #charts: string;
  readonly #homelab: Document;

  private constructor(folder: string, charts: string, homelab: Document, key: string) {
    this.#folder = join(folder, "lab");
    this.#charts = charts;
    this.#homelab = homelab;
    this.name = String(homelab.getIn(["metadata", "name"]));
    this.key = key;
    this.repository = join(folder, "repository");
    this.remotes = join(folder, "remotes");
    for (const path of [this.#folder, this.repository, this.remotes]) mkdirSync(path);
    git(this.remotes, "init", "--quiet", "--bare", "--initial-branch=main", "homelab.git");
    git(this.repository, "init", "--quiet", "--initial-branch=main");
  }

  /** A homelab's text, with a key of the test's own as the only recipient of its secrets. */
  static async of(text: string, folder: string, charts: string): Promise<Lab> {
    const key = await generateX25519Identity();
    const homelab = parseDocument(text);
    homelab.setIn(["secrets", "sops", "age"], await identityToRecipient(key));
    const lab = new Lab(folder, charts, homelab, key);
    lab.#save();
    lab.#makeSecrets();
    return lab;
  }

  /** A homelab's text whose secrets are made by hand. */
  static byHand(text: string, folder: string, charts: string): Lab {
    const homelab = parseDocument(text);
    homelab.delete("secrets");
    const lab = new Lab(folder, charts, homelab, "");
    lab.#save();
    return lab;
  }

  /** The homelab as it stands in the file. */
  get text(): string {
    return this.#homelab.toString();
  }

  /** Folder of the output inside of the repository. */
  get output(): string {
    return `output/${this.name}`;
  }

  /** What the output holds, without what the test has changed in its copy. */
  built(path: string): string {
    return readFileSync(join(this.#folder, this.output, path), "utf8");
  }

  set(path: readonly string[], value: unknown): void {
    this.#homelab.setIn(path, value);
    this.#save();
  }

  delete(path: readonly string[]): void {
    this.#homelab.deleteIn(path);
    this.#save();
  }

  /** @throws where the homelab has faults */
  build(): void {
    this.#run(["build", "--charts", this.#charts]);
  }

  /**
   * Commits the folder and pushes it.
   * @param change changes the committed copy of the output
   * @returns the commit
   */
  push(message: string, change: (output: string) => void): string {
    for (const name of ["homelab.yaml", "secrets", this.output]) {
      const target = join(this.repository, name);
      if (!existsSync(join(this.#folder, name))) continue;
      // What Flux commits itself stands beside the output's files.
      rmSync(target, { recursive: true, force: true });
      cpSync(join(this.#folder, name), target, { recursive: true });
    }
    change(join(this.repository, this.output));
    git(this.repository, "add", "--all");
    git(this.repository, "commit", "--quiet", `--message=${message}`);
    return this.#upload();
  }

  /** Takes the last commit back, and pushes that. */
  revert(): string {
    git(this.repository, "revert", "--no-edit", "HEAD");
    return this.#upload();
  }

  #upload(): string {
    git(this.repository, "push", "--quiet", join(this.remotes, "homelab.git"), "HEAD:main");
    return git(this.repository, "rev-parse", "HEAD").trim();
  }

  #save(): void {
    writeFileSync(join(this.#folder, "homelab.yaml"), this.text);
  }

  #makeSecrets(): void {
    const typed = Object.entries(TYPED).map(([place, content]) => {
      const path = join(this.#folder, place.replaceAll("/", "-"));
      writeFileSync(path, content, { mode: 0o600 });
      return ["--from-file", `${place}=${path}`];
    });
    this.#run(["secrets", "init", ...typed.flat()]);
  }

  #run(args: readonly string[]): void {
    const { code, stdout, stderr } = k8sgen(args, this.#folder, { SOPS_AGE_KEY: this.key });
    if (code !== 0) throw new Error(`k8sgen ${args[0]} ended with ${code}:\n${stdout}${stderr}`);
  }
}

const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=owner", "-c", "user.email=owner@example.org", ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
  });
