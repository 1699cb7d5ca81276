import { describe, expect, it } from "vitest";
import { changesText, secretsJson, secretsText } from "../../src/report/secrets.ts";
import { initSecrets } from "../../src/secrets/init.ts";
import { slotsOf } from "../../src/secrets/slots.ts";
import { secretStates } from "../../src/secrets/state.ts";
import { BLUEPRINT, FILES, homelab, keyPair, Lab, NOW, planOf } from "./lab.ts";

const mine = await keyPair();
const lab = new Lab([mine.recipient], [mine.identity]);
const made = await initSecrets(await lab.vault(), { given: new Map() }, NOW);
lab.take(made);

const listing = (files: Readonly<Record<string, string | Uint8Array>>) => {
  const states = secretStates(planOf(files), lab.with(files), "");
  return { states, diagnostics: states.diagnostics };
};
const stateOf = (files: Readonly<Record<string, string | Uint8Array>>, name: string): unknown =>
  JSON.parse(secretsJson(listing(files))).secrets.find((secret: { name: string }) => secret.name === name)
    ?.state;

describe("a listing", () => {
  it("has the state of each Secret", () => {
    const broken = { ...lab.files, [FILES.login]: "a: b\n" };
    expect(stateOf(lab.files, "login")).toBe("complete");
    expect(stateOf(lab.files, "client")).toBe("incomplete");
    expect(stateOf(lab.files, "token")).toBe("missing");
    expect(stateOf(broken, "login")).toBe("unusable");
    const { ok, diagnostics } = JSON.parse(secretsJson(listing(broken)));
    expect([ok, diagnostics[0].code, diagnostics[0].file]).toEqual([false, "E_SECRET_FILE", FILES.login]);
  });

  it("tells what is no longer needed", () => {
    const text = new TextDecoder().decode(lab.files[FILES.login] as Uint8Array);
    const files = {
      ...lab.files,
      "secrets/gone/old.sops.yaml": text
        .replace("name: login", "name: old")
        .replace("namespace: door", "namespace: gone"),
    };
    expect(secretsText(listing(files))).toContain("no longer needed:\n  secrets/gone/old.sops.yaml\n");
    expect(JSON.parse(secretsJson(listing(files))).unused).toEqual(["secrets/gone/old.sops.yaml"]);
  });

  it("without any Secret says so", () => {
    const files = { ...BLUEPRINT, "homelab.yaml": homelab([]).replace(/extensions.*\n/, "") };
    expect(secretsText(listing(files))).toBe("no component needs a Secret\n");
  });

  it("of a stranger's blueprint cannot write to the terminal", () => {
    const hostile = JSON.stringify("x\u001b[2J\u009b1A\nerror E_FAKE");
    const files = {
      ...lab.files,
      "blueprints/extensions/door/contributions.yaml.hbs": `Secret: [{name: s, namespace: n, reason: ${hostile}, keys: [{name: k, description: ${hostile}}]}]\n`,
    };
    const text = secretsText(listing(files));
    expect(text).toContain("E_FAKE");
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]|^ *error/m);
  });
});

describe("what was written", () => {
  it("is told by names of keys, and only where it was", () => {
    expect(changesText(made.changes, [FILES.login])).toBe(
      `  + ${FILES.login}: password, user\nrun \`k8sgen build\`, then commit these files and the output\n`,
    );
    expect(changesText(made.changes, [])).toBe("nothing to write\n");
  });
});

describe("keys with one id are one content", () => {
  const secret = (name: string, ...keys: Parameters<typeof slotsOf>[0][number]["keys"]) => ({
    namespace: "n",
    name,
    reasons: [],
    keys,
  });
  it("and one of them says how it comes about", () => {
    const shared = { description: "x", shared: "id" };
    const slots = slotsOf([
      secret("a", { name: "k", ...shared }, { name: "id", description: "y" }),
      secret("b", { name: "k", ...shared, generate: { length: 8 } }),
      secret("c", { name: "k", ...shared, generate: { length: 16 } }),
    ]);
    expect(slots.map(({ source, length, places }) => [source, length, places.length])).toEqual([
      ["generated", 16, 3],
      ["asked for", undefined, 1],
    ]);
    const known = slotsOf([
      secret("a", { name: "k", ...shared, generate: { length: 8 } }),
      secret("b", { name: "k", ...shared, value: "v" }),
    ]);
    expect(known.map(({ source, value }) => [source, value])).toEqual([["known", "v"]]);
  });
});
