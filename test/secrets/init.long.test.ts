import { describe, expect, it } from "vitest";
import { initSecrets } from "../../src/secrets/init.ts";
import { setContent, slotAt } from "../../src/secrets/set.ts";
import { placeText } from "../../src/secrets/slots.ts";
import { sealSecret } from "../../src/secrets/sops/seal.ts";
import { FILES, homelab, keyPair, Lab, NOW, placed } from "./lab.ts";

const mine = await keyPair();
const other = await keyPair();
const fresh = () => new Lab([mine.recipient], [mine.identity]);
const NOTHING = { given: new Map<string, string>() };
const ALL = new Map([
  ["house/client ssh-key", "-----BEGIN KEY-----\nabc\n-----END KEY-----\n"],
  ["house/token token", "tok-1"],
]);

/** A lab with everything that it needs. */
async function complete(lab = fresh()): Promise<Lab> {
  lab.take(await initSecrets(await lab.vault(), { given: ALL }, NOW));
  return lab;
}

async function set(lab: Lab, id: string, key: string, text: string) {
  const vault = await lab.vault();
  const { value: slot, diagnostics } = slotAt(vault, { id, key });
  if (slot === undefined) throw new Error(JSON.stringify(diagnostics));
  return setContent(vault, slot, text, NOW);
}

describe("init", () => {
  it("makes what can be made, and tells what only people know", async () => {
    const lab = fresh();
    const made = await initSecrets(await lab.vault(), NOTHING, NOW);
    expect(lab.take(made)).toEqual([FILES.login, FILES.client]);
    expect(placed(made.diagnostics)).toEqual(["E_SECRET_MISSING"]);
    expect(made.diagnostics[0]?.message).toContain("`house/client ssh-key`: Private key of the house.");
    expect(made.diagnostics[0]?.message).toContain("`house/token token`: Token of the provider.");
    expect(Object.keys(await lab.contents()).sort()).toEqual([
      "door/login password",
      "door/login user",
      "house/client client-secret",
    ]);
  });

  it("makes both halves of a login, of the longer length, and nothing again", async () => {
    const lab = await complete();
    const contents = await lab.contents();
    expect(contents["door/login password"]).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(contents["house/client client-secret"]).toBe(contents["door/login password"]);
    expect(contents["door/login user"]).toBe("guest");
    expect(contents["house/client ssh-key"]).toBe(ALL.get("house/client ssh-key"));
    const again = await initSecrets(await lab.vault(), { given: ALL }, NOW + 1000);
    expect(again).toEqual({ changes: [], diagnostics: [] });
  });

  it("asks once for each content, and leaves what has no answer", async () => {
    const lab = fresh();
    const asked: string[] = [];
    const made = await initSecrets(
      await lab.vault(),
      {
        ...NOTHING,
        ask: async ({ places }) => {
          asked.push(places.map(placeText).join());
          return places[0].key === "token" ? "tok-2" : undefined;
        },
      },
      NOW,
    );
    expect(asked).toEqual(["house/client ssh-key", "house/token token"]);
    expect(lab.take(made)).toEqual([FILES.login, FILES.client, FILES.token]);
    expect(made.diagnostics[0]?.message).not.toContain("house/token");
    expect((await lab.contents())["house/token token"]).toBe("tok-2");
  });

  it("gives the half that is missing what the other half has", async () => {
    const lab = await complete();
    const before = await lab.contents();
    delete lab.files[FILES.client];
    expect(lab.take(await initSecrets(await lab.vault(), { given: ALL }, NOW))).toEqual([FILES.client]);
    expect(await lab.contents()).toEqual(before);
  });

  it("does not invent a half while the other one cannot be read", async () => {
    const lab = await complete();
    delete lab.files[FILES.client];
    lab.env = { SOPS_AGE_KEY: other.identity };
    const made = await initSecrets(await lab.vault(), NOTHING, NOW);
    expect(made.changes).toEqual([]);
    expect(placed(made.diagnostics)).toEqual(["E_SECRET_MISSING", `E_SECRET_KEY ${FILES.login}:1`]);
    expect(made.diagnostics[1]?.message).toContain(mine.recipient);
  });

  it("needs no private key where all is new, or all is there", async () => {
    const lab = fresh();
    lab.env = {};
    const made = await initSecrets(await lab.vault(), { given: ALL }, NOW);
    expect(made.diagnostics).toEqual([]);
    expect(lab.take(made)).toEqual([FILES.login, FILES.client, FILES.token]);
    expect(await initSecrets(await lab.vault(), NOTHING, NOW)).toEqual({ changes: [], diagnostics: [] });
  });

  it("tells where it looked for a private key", async () => {
    const lab = await complete();
    delete lab.files[FILES.client];
    lab.env = { HOME: "/home/me", SOPS_AGE_KEY_FILE: "nope.txt" };
    const { diagnostics } = await initSecrets(await lab.vault(), { given: ALL }, NOW);
    expect(placed(diagnostics)).toEqual(["E_SECRET_KEY", "E_SECRET_KEY"]);
    expect(diagnostics[0]?.message).toBe("SOPS_AGE_KEY_FILE: there is no file `nope.txt`.");
    expect(diagnostics[1]?.message).toContain("/home/me/.config/sops/age/keys.txt");
  });

  it("never replaces what is there with what was given", async () => {
    const lab = await complete();
    const given = new Map([["house/token token", "another"]]);
    const made = await initSecrets(await lab.vault(), { given }, NOW);
    expect(made.changes).toEqual([]);
    expect(placed(made.diagnostics)).toEqual(["E_SECRET_VALUE"]);
    expect(JSON.stringify(made.diagnostics)).not.toContain("tok-1");
  });

  it("follows homelab.yaml where a content follows from it", async () => {
    const lab = await complete();
    const before = await lab.contents();
    lab.files["homelab.yaml"] = homelab([mine.recipient], "{user: boss}");
    expect(lab.take(await initSecrets(await lab.vault(), NOTHING, NOW))).toEqual([FILES.login]);
    expect(await lab.contents()).toEqual({ ...before, "door/login user": "boss" });
  });

  it("encrypts everything again for other recipients, also what is not needed now", async () => {
    const lab = await complete();
    const before = await lab.contents();
    const stale = "secrets/gone/old.sops.yaml";
    lab.files[stale] = await sealSecret({
      namespace: "gone",
      name: "old",
      contents: new Map([["k", "v"]]),
      recipients: [mine.recipient],
      now: NOW,
    });
    lab.files["homelab.yaml"] = homelab([other.recipient]);
    const made = await initSecrets(await lab.vault(), NOTHING, NOW);
    expect(made.diagnostics).toEqual([]);
    expect(lab.take(made)).toEqual([FILES.login, stale, FILES.client, FILES.token]);
    lab.env = { SOPS_AGE_KEY: mine.identity };
    expect(await lab.contents()).toEqual({});
    lab.env = { SOPS_AGE_KEY: other.identity };
    expect(await lab.contents()).toEqual({ ...before, "gone/old k": "v" });
  });

  it("tells halves that differ, and makes the rest", async () => {
    const lab = await complete();
    lab.files[FILES.login] = await sealSecret({
      namespace: "door",
      name: "login",
      contents: new Map([["password", "hunter2hunter2"]]),
      recipients: [mine.recipient],
      now: NOW,
    });
    const made = await initSecrets(await lab.vault(), NOTHING, NOW);
    expect(placed(made.diagnostics)).toEqual(["E_SECRET_SHARED"]);
    expect(made.diagnostics[0]?.message).toContain("`door/login password`");
    expect(JSON.stringify(made.diagnostics)).not.toContain("hunter2");
    expect(lab.take(made)).toEqual([FILES.login]);
    lab.take(await set(lab, "door/login", "password", "agreed"));
    expect((await initSecrets(await lab.vault(), NOTHING, NOW)).diagnostics).toEqual([]);
    expect((await lab.contents())["house/client client-secret"]).toBe("agreed");
  });
});

describe("set", () => {
  it("changes the files that hold the content, and of those that content alone", async () => {
    const lab = await complete();
    const before = String(new TextDecoder().decode(lab.files[FILES.client] as Uint8Array));
    expect(lab.take(await set(lab, "house/client", "ssh-key", "new"))).toEqual([FILES.client]);
    const after = new TextDecoder().decode(lab.files[FILES.client] as Uint8Array);
    const changed = after.split("\n").filter((line) => !before.includes(line));
    expect(changed.map((line) => line.trim().split(":")[0])).toEqual(["ssh-key", "mac"]);
    expect((await lab.contents())["house/client ssh-key"]).toBe("new");
    expect(lab.take(await set(lab, "door/login", "password", "word"))).toEqual([FILES.login, FILES.client]);
    expect(lab.take(await set(lab, "door/login", "password", "word"))).toEqual([]);
  });

  it("changes no half of a login where one Secret would be too long for Kubernetes", async () => {
    const lab = await complete();
    lab.take(await set(lab, "house/client", "ssh-key", "x".repeat(2 ** 20 - 100)));
    const { changes, diagnostics } = await set(lab, "door/login", "password", "y".repeat(101));
    expect(changes).toEqual([]);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "E_SECRET_VALUE The contents of `house/client` are longer together than a Secret may be (1 MiB).",
    ]);
    expect(lab.take(await set(lab, "door/login", "password", "y".repeat(100)))).toHaveLength(2);
    expect((await lab.vault()).states.map(({ isBroken }) => isBroken)).toEqual([false, false, false]);
  });

  it("needs the private key of what it changes", async () => {
    const lab = await complete();
    lab.env = { SOPS_AGE_KEY: other.identity };
    const { changes, diagnostics } = await set(lab, "house/token", "token", "x");
    expect(changes).toEqual([]);
    expect(placed(diagnostics)).toEqual([`E_SECRET_KEY ${FILES.token}:1`]);
  });

  it("knows the Secrets and keys that are needed, and those that follow from homelab.yaml", async () => {
    const vault = await fresh().vault();
    const told = (id: string, key: string) =>
      slotAt(vault, { id, key }).diagnostics.map(({ code, hint }) => `${code} ${hint}`);
    expect(told("house/tokem", "token")).toEqual(["E_SECRET_UNKNOWN did you mean `house/token`?"]);
    expect(told("house/client", "ssh")).toEqual(["E_SECRET_UNKNOWN its keys: `client-secret`, `ssh-key`"]);
    expect(told("door/login", "user")).toEqual(["E_SECRET_VALUE change it there"]);
    expect(told("../../etc", "passwd")[0]).toMatch(/^E_SECRET_UNKNOWN/);
  });
});

describe("without recipients", () => {
  it("says how to make a key, or which recipient the key at hand has", async () => {
    const lab = new Lab([], []);
    lab.env = { HOME: "/home/me" };
    const { value, diagnostics } = await lab.open();
    expect(value).toBeUndefined();
    expect(placed(diagnostics)).toEqual(["E_SECRETS_OFF"]);
    expect(diagnostics[0]?.message).toContain("age-keygen -o /home/me/.config/sops/age/keys.txt");
    lab.env = { SOPS_AGE_KEY: mine.identity };
    const [known] = (await lab.open()).diagnostics;
    expect(known?.message).toContain(`secrets: {sops: {age: ${mine.recipient}}}`);
    expect(JSON.stringify(known)).not.toContain(mine.identity);
  });
});
