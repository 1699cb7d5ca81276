import { describe, expect, it } from "vitest";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import { defaultKeyFile, findIdentities } from "../../src/secrets/identities.ts";
import { keyPair } from "./lab.ts";

const one = await keyPair();
const two = await keyPair();
const three = await keyPair();

const find = (env: Record<string, string>, files: Record<string, string> = {}) =>
  findIdentities({ fs: memoryFileSystem(files), env, platform: "linux" });

describe("private keys", () => {
  it("come from all places where SOPS looks, each once", async () => {
    const { identities, diagnostics } = await find(
      { SOPS_AGE_KEY: `# mine\n${one.identity}\r\n\n`, SOPS_AGE_KEY_FILE: "k/mine", HOME: "/home/me" },
      {
        "k/mine": `# public key: ${two.recipient}\n${two.identity}\n${one.identity}\n`,
        "home/me/.config/sops/age/keys.txt": `  ${three.identity}`,
      },
    );
    expect(diagnostics).toEqual([]);
    expect(identities.keys).toEqual([one.identity, two.identity, three.identity]);
    expect(identities.recipients).toEqual([one.recipient, two.recipient, three.recipient].sort());
    expect(identities.looked).toEqual([
      "SOPS_AGE_KEY",
      "SOPS_AGE_KEY_FILE",
      "/home/me/.config/sops/age/keys.txt",
    ]);
  });

  it("that are none are told by their line, without a letter of them", async () => {
    const { identities, diagnostics } = await find({
      SOPS_AGE_KEY: `${one.identity}\nAGE-PLUGIN-YUBIKEY-1HUNTER2\n${two.identity}x`,
    });
    expect(identities.keys).toEqual([one.identity]);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "E_SECRET_KEY SOPS_AGE_KEY: line 2 is no private key of age.",
      "E_SECRET_KEY SOPS_AGE_KEY: line 3 is no private key of age.",
    ]);
    expect(JSON.stringify(diagnostics)).not.toMatch(/HUNTER2|AGE-SECRET-KEY-1[A-Z0-9]/);
  });

  it.each([
    ["linux", { HOME: "/h" }, "/h/.config/sops/age/keys.txt"],
    ["linux", { HOME: "/h", XDG_CONFIG_HOME: "/x" }, "/x/sops/age/keys.txt"],
    ["darwin", { HOME: "/h" }, "/h/Library/Application Support/sops/age/keys.txt"],
    ["darwin", { HOME: "/h", XDG_CONFIG_HOME: "/x" }, "/x/sops/age/keys.txt"],
    ["win32", { AppData: "C:\\a" }, "C:\\a\\sops\\age\\keys.txt"],
    ["win32", { APPDATA: "C:\\a" }, "C:\\a\\sops\\age\\keys.txt"],
    ["linux", {}, undefined],
    ["win32", { HOME: "/h" }, undefined],
  ])("of %s with %j are in %s", (platform, env, path) => {
    expect(defaultKeyFile({ env, platform })).toBe(path);
  });
});
