import { createCipheriv, createHash, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentOf } from "../../src/secrets/content.ts";
import { randomText } from "../../src/secrets/generate.ts";
import { decrypt, encrypt, newDataKey } from "../../src/secrets/sops/cipher.ts";
import { parseCipherText } from "../../src/secrets/sops/format.ts";
import { openSecret } from "../../src/secrets/sops/open.ts";
import { readSopsSecret, type SopsSecret } from "../../src/secrets/sops/read.ts";
import { sealSecret } from "../../src/secrets/sops/seal.ts";
import { keyPair, NOW } from "./lab.ts";

const mine = await keyPair();
const other = await keyPair();

const text = fc
  .oneof(
    fc.string({ unit: "binary", minLength: 1 }),
    fc.constantFrom(
      "a\nb\n",
      "\n",
      " ",
      "ENC[x]",
      "true",
      "~",
      "012",
      "\u0000",
      "\ufeffx",
      "a: b # c",
      "---\n",
    ),
  )
  .filter((value) => value.isWellFormed());
const key = fc
  .stringMatching(/^[-._a-zA-Z0-9]{1,40}$/)
  .filter((name) => !["__proto__", ".", ".."].includes(name));
const contents = fc
  .dictionary(key, text, { minKeys: 1, maxKeys: 6 })
  .map((all) => new Map(Object.entries(all)));

const seal = (all: ReadonlyMap<string, string>, recipients = [mine.recipient]) =>
  sealSecret({ namespace: "n", name: "s", contents: all, recipients, now: NOW });

function read(file: string): SopsSecret {
  const reading = readSopsSecret(new TextEncoder().encode(file));
  if ("problem" in reading) throw new Error(`${reading.problem.line}: ${reading.problem.reason}`);
  return reading.secret;
}

async function open(file: string, identities = [mine.identity]) {
  const opening = await openSecret(read(file), identities);
  if (typeof opening === "string") throw new Error(opening);
  return opening;
}

const clear = (all: ReadonlyMap<string, Uint8Array>) =>
  Object.fromEntries(
    [...all].map(([name, bytes]) => [name, new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)]),
  );

describe("the type of a Secret", () => {
  it("stands in clear, and under the digest", async () => {
    const all = new Map([["password", "hunter2"]]);
    const made = { namespace: "n", name: "s", contents: all, recipients: [mine.recipient], now: NOW };
    const file = await sealSecret({ ...made, type: "kubernetes.io/basic-auth" });
    expect(file).toContain("\ntype: kubernetes.io/basic-auth\n");
    expect(clear((await open(file)).contents)).toEqual({ password: "hunter2" });
    const changed = file.replace("basic-auth", "tls");
    expect(await openSecret(read(changed), [mine.identity])).toBe("damaged");
    expect(await seal(all)).not.toContain("\ntype:");
  });
});

describe("one value", () => {
  it("is authenticated together with its place, in SOPS' form", () => {
    const data = newDataKey();
    const sealed = encrypt("hunter2", data, "stringData:password:");
    const parts = parseCipherText(sealed);
    expect([parts?.iv.byteLength, parts?.tag.byteLength, parts?.type]).toEqual([32, 16, "str"]);
    expect(decrypt(sealed, data, "stringData:password:")?.toString()).toBe("hunter2");
    expect(decrypt(sealed, data, "stringData:user:")).toBeUndefined();
    expect(decrypt(sealed, newDataKey(), "stringData:password:")).toBeUndefined();
    expect(decrypt(sealed, data.subarray(1), "stringData:password:")).toBeUndefined();
  });

  it("is encrypted differently each time (property)", () => {
    const data = newDataKey();
    fc.assert(
      fc.property(text, (value) => {
        const [one, two] = [encrypt(value, data, "a:"), encrypt(value, data, "a:")];
        expect(one).not.toBe(two);
        expect(new TextDecoder("utf-8", { ignoreBOM: true }).decode(decrypt(one, data, "a:"))).toBe(value);
      }),
    );
  });

  it("with a shorter tag is none: it would be easier to forge", () => {
    const iv = randomBytes(32);
    const data = newDataKey();
    const cipher = createCipheriv("aes-256-gcm", data, iv, { authTagLength: 4 });
    cipher.setAAD(Buffer.from("a:"));
    const body = Buffer.concat([cipher.update("x"), cipher.final()]).toString("base64");
    const tag = cipher.getAuthTag().toString("base64");
    const forged = `ENC[AES256_GCM,data:${body},iv:${iv.toString("base64")},tag:${tag},type:str]`;
    expect(decrypt(forged, data, "a:")).toBeUndefined();
  });
});

describe("a Secret", () => {
  it("comes back as it was, whatever is in it (property)", async () => {
    await fc.assert(
      fc.asyncProperty(contents, async (all) => {
        const file = await seal(all);
        expect(clear((await open(file)).contents)).toEqual(Object.fromEntries(all));
        expect(read(file).keys).toEqual([...all.keys()].sort());
      }),
      { numRuns: 60 },
    );
  });

  it("shows no content of any length in its bytes (property)", async () => {
    const secret = fc.stringMatching(/^[!-~]{8,80}$/);
    await fc.assert(
      fc.asyncProperty(secret, async (value) => {
        const file = await seal(new Map([["k", value]]));
        for (const form of [value, Buffer.from(value).toString("base64"), Buffer.from(value).toString("hex")])
          expect(file).not.toContain(form);
      }),
      { numRuns: 30 },
    );
  });

  it("keeps the cipher texts of what did not change (property)", async () => {
    await fc.assert(
      fc.asyncProperty(contents, contents, async (before, changes) => {
        const first = await seal(before);
        const opened = await open(first);
        const second = await sealSecret(
          { namespace: "n", name: "s", contents: changes, recipients: [mine.recipient], now: NOW },
          opened,
        );
        expect(clear((await open(second)).contents)).toEqual(Object.fromEntries([...before, ...changes]));
        for (const { path, value } of read(first).leaves)
          if (path[0] === "stringData" && !changes.has(path[1] ?? ""))
            expect(second).toContain(String(value));
      }),
      { numRuns: 30 },
    );
  });

  it("for others gets a new data key and new cipher texts", async () => {
    const first = await seal(new Map([["k", "v"]]));
    const opened = await open(first);
    const second = await sealSecret(
      { namespace: "n", name: "s", contents: new Map(), recipients: [other.recipient], now: NOW },
      opened,
    );
    const reopened = await open(second, [other.identity]);
    expect(Buffer.from(reopened.dataKey).equals(opened.dataKey)).toBe(false);
    expect(clear(reopened.contents)).toEqual({ k: "v" });
    expect(await openSecret(read(second), [mine.identity])).toBe("no-key");
    expect(await openSecret(read(second), [])).toBe("no-key");
  });

  it("opens with any one of several recipients", async () => {
    const file = await seal(new Map([["k", "v"]]), [mine.recipient, other.recipient]);
    for (const { identity } of [mine, other])
      expect(clear((await open(file, [identity])).contents)).toEqual({ k: "v" });
  });

  it("is damaged when any part was exchanged, dropped or renamed", async () => {
    const file = await seal(
      new Map([
        ["aa", "one"],
        ["bb", "two"],
      ]),
    );
    const lines = file.split("\n");
    const [a = "", b = ""] = lines.filter((line) => /^ {2}(aa|bb): /.test(line));
    const older = await seal(
      new Map([
        ["aa", "one"],
        ["bb", "two"],
      ]),
    );
    const mac = (from: string) => from.split("\n").find((line) => line.startsWith("  mac: ")) ?? "";
    const changed = {
      "contents exchanged": file.replace(a, `  aa: ${b.slice(6)}`).replace(b, `  bb: ${a.slice(6)}`),
      "one dropped": file.replace(`${b}\n`, ""),
      "order turned": file.replace(`${a}\n${b}\n`, `${b}\n${a}\n`),
      "a key renamed": file.replace("  bb: ", "  cc: "),
      "another name": file.replace("name: s", "name: t"),
      "another time": file.replace("2026-11-21T12", "2026-11-21T13"),
      "the digest of another file": file.replace(mac(file), mac(older)),
      "a label added": file.replace("  name: s", "  labels:\n    a: b\n  name: s"),
    };
    for (const [what, text] of Object.entries(changed)) {
      expect(text, what).not.toBe(file);
      expect(await openSecret(read(text), [mine.identity]), what).toBe("damaged");
    }
  });

  it("cannot be made from a changed bit (property)", async () => {
    const file = await seal(new Map([["k", "some content"]]));
    const places = [...file.matchAll(/(?<=data:|iv:|tag:)[A-Za-z0-9+/]+/g)].flatMap(({ index, 0: run }) =>
      // The last letter may hold bits that mean nothing.
      Array.from({ length: run.length - 1 }, (_, at) => index + at),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), async (at) => {
        const letter = file[at] === "A" ? "B" : "A";
        const text = file.slice(0, at) + letter + file.slice(at + 1);
        expect(await openSecret(read(text), [mine.identity])).toBe("damaged");
      }),
      { numRuns: 60 },
    );
  });

  it("has the digest of its values in their order", async () => {
    const file = await seal(new Map([["k", "v"]]));
    const { dataKey } = await open(file);
    const { mac, lastModified } = read(file).sops;
    const digest = createHash("sha512").update("v1Secretsnv").digest("hex").toUpperCase();
    expect(decrypt(mac, dataKey, lastModified)?.toString()).toBe(digest);
    expect(lastModified).toBe("2026-11-21T12:00:00Z");
  });
});

describe("contents", () => {
  it("lose the line break behind a single line only", () => {
    const told = (value: string) => contentOf(new TextEncoder().encode(value));
    expect(told("a\n")).toEqual({ text: "a" });
    expect(told("a\r\n")).toEqual({ text: "a" });
    expect(told(" a ")).toEqual({ text: " a " });
    expect(told("a\nb\n")).toEqual({ text: "a\nb\n" });
    expect(told("\ufeffa")).toEqual({ text: "\ufeffa" });
    for (const empty of ["", "\n", " \n", "\n\n"]) expect(told(empty)).toEqual({ refused: "is empty" });
    expect(contentOf(new Uint8Array([0xff]))).toEqual({ refused: "is not UTF-8 text" });
    expect(contentOf(new Uint8Array(2 ** 20 + 1))).toEqual({ refused: "is longer than a Secret may be" });
  });

  it("that are random use each of 62 letters and digits as often as any other", () => {
    const counts = new Map<string, number>();
    for (const letter of randomText(62_000)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    expect([...counts.keys()].sort().join("")).toMatch(/^0-?[0-9A-Za-z]{61}$/);
    // Standard deviation is 31: eight of them happen once in 10^13 runs.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(260);
    expect(randomText(24)).not.toBe(randomText(24));
  });
});
