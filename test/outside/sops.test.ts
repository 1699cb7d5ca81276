import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { toolPath } from "../../scripts/tools.mjs";
import { openSecret } from "../../src/secrets/sops/open.ts";
import { readSopsSecret } from "../../src/secrets/sops/read.ts";
import { sealSecret } from "../../src/secrets/sops/seal.ts";
import { toYaml } from "../../src/values/yaml.ts";
import { keyPair, NOW } from "../secrets/lab.ts";
import { temporaryFolder } from "../support/cli.ts";

const tool = toolPath("sops");
const mine = await keyPair();
const other = await keyPair();
const folder = temporaryFolder();
const FILE = join(folder, "secrets/n/s.sops.yaml");
mkdirSync(dirname(FILE), { recursive: true });

function sops(args: readonly string[], identity = mine.identity) {
  const { status, stdout, stderr } = spawnSync(tool.path ?? "", args, {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", HOME: folder, SOPS_AGE_KEY: identity },
  });
  return { status, stdout, stderr };
}

const RULE = ["--age", mine.recipient, "--encrypted-regex", "^(data|stringData)$"];

/** What the makers' program reads in a file. */
function theirs(text: string, identity = mine.identity): unknown {
  writeFileSync(FILE, text);
  const { status, stdout, stderr } = sops(["--decrypt", FILE], identity);
  expect(status, stderr).toBe(0);
  return parse(stdout);
}

/** The file that the makers' program makes of a Secret. */
function encrypted(secret: object, args: readonly string[] = RULE): string {
  writeFileSync(FILE, toYaml(secret as never));
  const { status, stderr } = sops(["--encrypt", ...args, "--in-place", FILE]);
  expect(status, stderr).toBe(0);
  return readFileSync(FILE, "utf8");
}

/** What we read in a file. */
async function ours(text: string) {
  const reading = readSopsSecret(new TextEncoder().encode(text));
  if ("problem" in reading) throw new Error(`${reading.problem.line}: ${reading.problem.reason}`);
  const opening = await openSecret(reading.secret, [mine.identity]);
  if (typeof opening === "string") throw new Error(opening);
  return opening;
}

const clear = (contents: ReadonlyMap<string, Uint8Array>) =>
  Object.fromEntries([...contents].map(([key, bytes]) => [key, new TextDecoder().decode(bytes)]));

const seal = (contents: ReadonlyMap<string, string>, recipients = [mine.recipient]) =>
  sealSecret({ namespace: "n", name: "s", contents, recipients, now: NOW });

const secret = (fields: object) => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "s", namespace: "n" },
  ...fields,
});

const NASTY = {
  "ssh-key": "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----\n",
  yes: "yes",
  octal: "012",
  date: "2026-11-21",
  looks: "ENC[AES256_GCM,data:x]",
  unicode: "Grüße 😀 \u2028",
  tabs: "\t a: b # c ",
  quotes: `'"\\`,
  "a.b": "~",
};

/** Go's YAML takes no controls; what a person types or a file holds is the rest. */
const text = fc
  .oneof(
    fc.string({ minLength: 1 }),
    fc.string({ unit: "grapheme", minLength: 1 }),
    fc.constantFrom(...Object.values(NASTY)),
  )
  .filter((value) => value.isWellFormed());
const contents = fc
  .dictionary(fc.stringMatching(/^[-._a-zA-Z0-9]{1,20}$/), text, { minKeys: 1, maxKeys: 4 })
  .map((all) => ({ ...all }));

const skipped = tool.path === undefined ? ` (skipped: ${tool.reason})` : "";

describe.skipIf(tool.path === undefined)(`the makers' sops and ours${skipped}`, () => {
  it("sops reads what we wrote", async () => {
    expect(theirs(await seal(new Map(Object.entries(NASTY))))).toEqual(secret({ stringData: NASTY }));
  });

  it("sops reads any contents of ours (property)", async () => {
    await fc.assert(
      fc.asyncProperty(contents, async (all) => {
        expect(theirs(await seal(new Map(Object.entries(all))))).toEqual(secret({ stringData: all }));
      }),
      { numRuns: 25 },
    );
  });

  it("we read what sops wrote, of any contents (property)", async () => {
    await fc.assert(
      fc.asyncProperty(contents, async (all) => {
        const file = encrypted(secret({ stringData: all }));
        expect(clear((await ours(file)).contents)).toEqual(all);
      }),
      { numRuns: 25 },
    );
  });

  it("we read base64, other fields, and the digest over what is encrypted only", async () => {
    const rich = secret({
      metadata: { name: "s", namespace: "n", labels: { "a/b": "c" } },
      type: "Opaque",
      immutable: true,
      data: { raw: Buffer.from("raw\n").toString("base64") },
      stringData: { k: "v" },
    });
    for (const args of [RULE, [...RULE, "--mac-only-encrypted"]])
      expect(clear((await ours(encrypted(rich, args))).contents)).toEqual({ raw: "raw\n", k: "v" });
  });

  it("we change what sops wrote, and sops reads it again", async () => {
    const rich = secret({
      type: "Opaque",
      immutable: false,
      data: { old: "b2xk" },
      stringData: { k: "v", l: "w" },
    });
    const before = await ours(encrypted(rich));
    const text = await sealSecret(
      {
        namespace: "n",
        name: "s",
        contents: new Map([["k", "new"]]),
        recipients: [mine.recipient],
        now: NOW,
      },
      before,
    );
    expect(theirs(text)).toEqual(
      secret({ type: "Opaque", immutable: false, data: { old: "b2xk" }, stringData: { k: "new", l: "w" } }),
    );
  });

  it("sops changes what we wrote, and we read it again", async () => {
    writeFileSync(FILE, await seal(new Map([["k", "v"]])));
    const { status, stderr } = sops(["set", FILE, '["stringData"]["k"]', '"hunter2"']);
    expect(status, stderr).toBe(0);
    expect(clear((await ours(readFileSync(FILE, "utf8"))).contents)).toEqual({ k: "hunter2" });
  });

  it("both take the recipients for what they are", async () => {
    const before = await ours(await seal(new Map([["k", "v"]]), [mine.recipient, other.recipient]));
    const both = await seal(new Map([["k", "v"]]), [mine.recipient, other.recipient]);
    expect(theirs(both, other.identity)).toEqual(secret({ stringData: { k: "v" } }));
    const alone = await sealSecret(
      { namespace: "n", name: "s", contents: new Map(), recipients: [mine.recipient], now: NOW },
      before,
    );
    writeFileSync(FILE, alone);
    expect(sops(["--decrypt", FILE], other.identity).status).not.toBe(0);
    expect(sops(["--decrypt", FILE]).status).toBe(0);
  });

  it("both refuse what was changed by hand", async () => {
    const file = (await seal(new Map([["k", "v"]]))).replace("name: s", "name: t");
    writeFileSync(FILE, file);
    const { status, stderr } = sops(["--decrypt", FILE]);
    expect(status).not.toBe(0);
    expect(stderr).toContain("MAC mismatch");
    await expect(ours(file)).rejects.toThrow("damaged");
  });

  it("comments that sops encrypts do not disturb us", async () => {
    writeFileSync(
      FILE,
      "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: n}\nstringData:\n  # a comment\n  k: v # another\n  l: w\n",
    );
    const { status, stderr } = sops(["--encrypt", ...RULE, "--in-place", FILE]);
    expect(status, stderr).toBe(0);
    const file = readFileSync(FILE, "utf8");
    expect(file).not.toContain("a comment");
    expect(clear((await ours(file)).contents)).toEqual({ k: "v", l: "w" });
  });
});
