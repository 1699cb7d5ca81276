import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { planHomelab } from "../../src/compile.ts";
import { Sources } from "../../src/diagnostics/sources.ts";
import type { FileSystem } from "../../src/fs/filesystem.ts";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import { nodeFileSystem } from "../../src/fs/node.ts";
import type { Plan } from "../../src/plan/model.ts";
import { Stopwatch } from "../../src/report/stopwatch.ts";
import type { Changed } from "../../src/secrets/changes.ts";
import type { OpenSecret } from "../../src/secrets/sops/open.ts";
import { openVault, type Vault } from "../../src/secrets/vault.ts";
import { HOMELAB } from "../load/texts.ts";
import { ROOT } from "../support/root.ts";

/** A pair of keys as `age-keygen` makes it. */
export interface KeyPair {
  readonly identity: string;
  readonly recipient: string;
}

export async function keyPair(): Promise<KeyPair> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

export const NOW = Date.UTC(2026, 10, 21, 12);

/** Three Secrets: two halves of a login, a content that follows from the file, and two that only people know. */
export const BLUEPRINT: Readonly<Record<string, string>> = {
  "blueprints/extensions/door/blueprint.yaml": JSON.stringify({
    apiVersion: "k8sgen.dev/v1",
    kind: "Blueprint",
    metadata: { name: "door", title: "Door", description: "A door." },
    slots: [{ path: "extensions.door" }],
  }),
  "blueprints/extensions/door/schema.json":
    '{"title":"Door","description":"A door.","type":"object","additionalProperties":false,"properties":{"user":{"type":"string","description":"Who knocks.","default":"guest"}}}',
  "blueprints/extensions/door/contributions.yaml.hbs": `Secret:
  - name: login
    namespace: door
    reason: The door lets in who knows it.
    keys:
      - {name: password, description: The word., shared: door, generate: {length: 24}}
      - {name: user, description: Who knocks., value: "{{spec.user}}" }
  - name: client
    namespace: house
    reason: The house opens the door.
    keys:
      - {name: client-secret, description: The word., shared: door, generate: {length: 32}}
      - {name: ssh-key, description: Private key of the house.}
  - name: token
    namespace: house
    reason: The house calls the provider.
    keys:
      - {name: token, description: Token of the provider.}
`,
};

export const FILES = {
  login: "secrets/door/login.sops.yaml",
  client: "secrets/house/client.sops.yaml",
  token: "secrets/house/token.sops.yaml",
} as const;

/** The homelab with the door; without recipients secrets are made by hand. */
export const homelab = (recipients: readonly string[], door = "{}"): string =>
  `${HOMELAB}extensions: {door: ${door}}\n${
    recipients.length === 0 ? "" : `secrets: {sops: {age: [${recipients.join(", ")}]}}\n`
  }`;

export type Files = Readonly<Record<string, string | Uint8Array>>;

export function planOf(files: Files): Plan {
  const environment = {
    fs: memoryFileSystem(files),
    package: { fs: nodeFileSystem, root: ROOT },
    sources: new Sources(),
  };
  const { plan, diagnostics } = planHomelab("homelab.yaml", environment, new Stopwatch(() => 0));
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics));
  return plan;
}

/** A homelab in memory with its keys, and its encrypted files. */
export class Lab {
  readonly files: Record<string, string | Uint8Array>;
  env: Record<string, string>;

  constructor(recipients: readonly string[], identities: readonly string[], door = "{}") {
    this.files = { ...BLUEPRINT, "homelab.yaml": homelab(recipients, door) };
    this.env = { SOPS_AGE_KEY: identities.join("\n") };
  }

  get fs(): FileSystem {
    return memoryFileSystem(this.files);
  }

  /** Other files, as a file system. */
  with(files: Files): FileSystem {
    return memoryFileSystem(files);
  }

  open() {
    return openVault(planOf(this.files), { fs: this.fs, env: this.env, platform: "linux" }, "");
  }

  /** @throws where there is none: the diagnostics are in the message */
  async vault(): Promise<Vault> {
    const { value, diagnostics } = await this.open();
    if (value === undefined) throw new Error(JSON.stringify(diagnostics));
    return value;
  }

  /** Takes over what would be written, and tells which files that were. */
  take({ changes }: Changed): readonly string[] {
    for (const { path, bytes } of changes) this.files[path] = bytes;
    return changes.map(({ path }) => path);
  }

  /** Contents in clear by `<namespace>/<name> <key>`. */
  async contents(): Promise<Record<string, string>> {
    const { opened } = await this.vault();
    return Object.fromEntries([...opened].flatMap(([id, secret]) => clear(id, secret)));
  }
}

const clear = (id: string, { contents }: OpenSecret): [string, string][] =>
  [...contents].map(([key, bytes]) => [`${id} ${key}`, new TextDecoder().decode(bytes)]);

/** Diagnostics as `CODE file:line`. */
export const placed = (
  diagnostics: readonly {
    readonly code: string;
    readonly location?: { readonly file: string; readonly line: number };
  }[],
): readonly string[] =>
  diagnostics.map(({ code, location }) =>
    location === undefined ? code : `${code} ${location.file}:${location.line}`,
  );
