import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkSecrets } from "../../src/secrets/check.ts";
import { initSecrets } from "../../src/secrets/init.ts";
import { secretOfPath, secretPath } from "../../src/secrets/paths.ts";
import { compileFiles, located } from "../support/compile.ts";
import { ROOT } from "../support/root.ts";
import { BLUEPRINT, FILES, homelab, keyPair, Lab, NOW, placed, planOf } from "./lab.ts";

const mine = await keyPair();
const other = await keyPair();
const lab = new Lab([mine.recipient], [mine.identity]);
const given = new Map([
  ["house/client ssh-key", "a\nb\n"],
  ["house/token token", "tok-1"],
]);
lab.take(await initSecrets(await lab.vault(), { given }, NOW));
const sealed = (file: keyof typeof FILES) => new TextDecoder().decode(lab.files[FILES[file]] as Uint8Array);
const plan = planOf(lab.files);

/** The point 0 of the curve: its secrets are the same with every private key. */
const NOBODYS = "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z";

/** The faults of the files when some of them are others. */
function check(changes: Readonly<Record<string, string | Uint8Array | undefined>>): readonly string[] {
  const files = Object.fromEntries(
    Object.entries({ ...lab.files, ...changes }).flatMap(([path, content]) =>
      content === undefined ? [] : [[path, content]],
    ),
  );
  return placed(checkSecrets(plan, lab.with(files), "").diagnostics);
}

describe("an encrypted file is judged without a key", () => {
  const token = sealed("token");
  const change = (what: string | RegExp, by: string) => {
    const text = token.replace(what, by);
    if (text === token) throw new Error(`not there: ${what}`);
    return text;
  };
  const CLEAR = `E_SECRET_CLEAR ${FILES.token}`;
  const FAULT = `E_SECRET_FILE ${FILES.token}`;
  const cases: readonly (readonly [
    what: string,
    text: string | Uint8Array | undefined,
    expected: readonly string[],
  ])[] = [
    ["as it is", token, []],
    ["gone", undefined, ["W_SECRET_MISSING homelab.yaml:9"]],
    [
      "not encrypted at all",
      "apiVersion: v1\nkind: Secret\nmetadata: {name: token, namespace: house}\nstringData: {token: hunter2}\n",
      [`${CLEAR}:4`],
    ],
    [
      "encrypted nowhere, without contents",
      "apiVersion: v1\nkind: Secret\nmetadata: {name: token, namespace: house}\n",
      [`${CLEAR}:1`],
    ],
    ["a content in clear", change(/token: ENC.*/, "token: hunter2"), [`${CLEAR}:7`]],
    ["a second content in clear", change("stringData:\n", "stringData:\n  more: hunter2\n"), [`${CLEAR}:7`]],
    ["data in clear", change("stringData:\n", "data:\n  more: aHVudGVyMg==\nstringData:\n"), [`${CLEAR}:7`]],
    ["a comment in clear", change("stringData:\n", "stringData:\n  # hunter2\n"), [`${CLEAR}:8`]],
    ["an empty content", change(/token: ENC.*/, 'token: ""'), ["W_SECRET_MISSING homelab.yaml:9"]],
    ["another name", change("name: token", "name: tokens"), [`${FAULT}:1`]],
    ["another namespace", change("namespace: house", "namespace: mouse"), [`${FAULT}:1`]],
    ["another kind", change("kind: Secret", "kind: ConfigMap"), [`${FAULT}:1`]],
    [
      "names encrypted as well",
      change("name: token", `name: ${/ENC\[.*\]/.exec(token)?.[0]}`),
      [`${FAULT}:4`],
    ],
    ["no digest", change(/ {2}mac: .*\n/, ""), [`${FAULT}:1`]],
    ["no time", change(/ {2}lastmodified: .*\n/, ""), [`${FAULT}:1`]],
    ["another rule", change(/encrypted_regex: .*/, "encrypted_regex: ^data$"), [`${FAULT}:1`]],
    ["no recipient", change(/ {2}age:\n(( {4}.*)\n)+/, ""), [`${FAULT}:1`]],
    [
      "an anchor",
      change("metadata:\n", "metadata: &a\n").replace("sops:\n", "immutable: *a\nsops:\n"),
      [`${FAULT}:8`],
    ],
    ["a field of another object", change("kind: Secret", "kind: Secret\nspec: {}"), [`${FAULT}:3`]],
    ["a key twice", change("stringData:\n", "stringData:\n  token: x\n"), [`${FAULT}:8`]],
    ["two documents", `${token}---\n${token}`, [`${FAULT}:1`]],
    ["no YAML", "a: [", [`${FAULT}:1`]],
    ["empty", "", [`${FAULT}:1`]],
    ["not UTF-8", new Uint8Array([0xff, 0xfe]), [`${FAULT}:1`]],
    ["too long", `# ${"x".repeat(2 ** 21)}\n${token}`, [`${FAULT}:1`]],
  ];
  it.each(cases)("%s", (_, text, expected) => {
    expect(check({ [FILES.token]: text })).toEqual(expected);
  });

  it("quotes nothing of what it found", () => {
    for (const [, text] of cases) {
      const { diagnostics } = checkSecrets(
        plan,
        lab.with({ ...lab.files, ...(text === undefined ? {} : { [FILES.token]: text }) }),
        "",
      );
      expect(JSON.stringify(diagnostics)).not.toMatch(/hunter2|aHVudGVyMg/);
    }
  });

  it("tells recipients that are not those of homelab.yaml, and keys of other kinds", () => {
    const others = { ...lab.files, "homelab.yaml": homelab([mine.recipient, other.recipient]) };
    expect(placed(checkSecrets(planOf(others), lab.with(others), "").diagnostics)).toEqual(
      [FILES.login, FILES.client, FILES.token].map((path) => `W_SECRET_RECIPIENTS ${path}:1`),
    );
    const pgp = token.replace("sops:\n", "sops:\n  pgp:\n    - {fp: A, enc: B}\n");
    expect(check({ [FILES.token]: pgp })).toEqual([`W_SECRET_RECIPIENTS ${FILES.token}:1`]);
  });

  it("tells files that nothing needs, and does not copy them", () => {
    const stray = { "secrets/x.txt": "x", "secrets/Bad/y.sops.yaml": "x", "secrets/house/z.yaml": "x" };
    const kept = { "secrets/README.md": "x", "secrets/.sops.yaml": "x", "secrets/house/.draft": "x" };
    expect(
      check({
        ...stray,
        ...kept,
        "secrets/door/more.sops.yaml": sealed("login").replace("name: login", "name: more"),
      }),
    ).toEqual(["W_SECRET_UNUSED"]);
  });

  it("lists each key that is missing", () => {
    const files = { ...lab.files, [FILES.client]: sealed("client").replace(/ {2}ssh-key: .*\n/, "") };
    delete (files as Record<string, unknown>)[FILES.token];
    const [fault] = checkSecrets(plan, lab.with(files), "").diagnostics;
    expect(fault?.message.split("\n").slice(1)).toEqual(["- `house/client`: `ssh-key`", "- `house/token`"]);
  });
});

describe("hostile names cannot leave the folder", () => {
  it.each([
    ["..", "x"],
    ["a/b", "x"],
    ["a", "../x"],
    ["a", "x/y"],
    ["A", "x"],
    ["a", ""],
    ["", "x"],
    ["a", "x\u0000"],
    ["a", "..\\x"],
    ["a".repeat(64), "x"],
    ["a", "x".repeat(254)],
  ])("%j %j", (namespace, name) => {
    expect(() => secretPath(namespace, name)).toThrow();
    expect(secretOfPath(namespace, `${name}.sops.yaml`)).toBeUndefined();
  });

  it("any two texts are refused or stay inside (property)", () => {
    const part = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[a-z0-9.-]{1,5}$/),
      fc.constantFrom("..", "../a", "a"),
    );
    fc.assert(
      fc.property(part, part, (namespace, name) => {
        const place = secretOfPath(namespace, `${name}.sops.yaml`);
        if (place === undefined) expect(() => secretPath(namespace, name)).toThrow();
        else
          expect(secretPath(namespace, name)).toMatch(
            /^secrets\/[a-z0-9-]+\/[a-z0-9][a-z0-9.-]*\.sops\.yaml$/,
          );
      }),
    );
  });

  it("a blueprint cannot ask for such names", () => {
    const hostile = (name: string) =>
      compileFiles({
        ...BLUEPRINT,
        "homelab.yaml": homelab([mine.recipient]),
        "blueprints/extensions/door/contributions.yaml.hbs": `Secret: [{name: ${JSON.stringify(name)}, namespace: door, reason: x, keys: [{name: k, description: x}]}]\n`,
      }).diagnostics.map(({ severity }) => severity);
    expect(hostile("fine")).not.toContain("error");
    for (const name of ["../x", "a/b", "A", "x\n", ".x"]) expect(hostile(name), name).toContain("error");
  });
});

describe("a build", () => {
  const build = (files: Readonly<Record<string, string | Uint8Array>>) => compileFiles(files);
  it("copies the encrypted files byte for byte, to where Flux decrypts them", () => {
    const { compiled, diagnostics } = build(lab.files);
    expect(diagnostics).toEqual([]);
    for (const path of Object.values(FILES)) expect(compiled?.tree.files.get(path)).toEqual(lab.files[path]);
    const text = (path: string) => new TextDecoder().decode(compiled?.tree.files.get(path));
    expect(text("secrets/house/kustomization.yaml")).toContain("- client.sops.yaml\n  - token.sops.yaml\n");
    expect(text("gitops/secrets-house.yaml")).toContain(
      "provider: sops\n    secretRef:\n      name: sops-age\n",
    );
    expect(text("README.md")).toContain("kubectl create secret generic sops-age --namespace=flux-system");
    expect(text("README.md")).not.toContain("kubectl -n house create secret");
    for (const bytes of compiled?.tree.files.values() ?? [])
      expect(new TextDecoder().decode(bytes)).not.toMatch(/tok-1/);
  });

  it("stops at a content in clear, and shows no line of it", () => {
    const files = { ...lab.files, [FILES.token]: "stringData: {token: hunter2}\n" };
    const compilation = build(files);
    expect(located(compilation)).toEqual(["E_SECRET_CLEAR 1:1"]);
    expect(compilation.compiled).toBeUndefined();
  });

  it("leaves everything as it was where no recipient is named", () => {
    const { compiled } = build({ ...lab.files, "homelab.yaml": homelab([]) });
    const paths = [...(compiled?.tree.files.keys() ?? [])];
    expect(paths.filter((path) => path.includes("secret"))).toEqual([]);
    expect(new TextDecoder().decode(compiled?.tree.files.get("README.md"))).toContain(
      "kubectl -n house create secret",
    );
  });

  it("refuses a recipient with a wrong letter, at its place", () => {
    const wrong = mine.recipient.replace(/.$/, (letter) => (letter === "q" ? "p" : "q"));
    for (const recipient of [wrong, mine.recipient.toUpperCase(), "age1", NOBODYS])
      expect(located(build({ ...lab.files, "homelab.yaml": homelab([recipient]) }))).toEqual([
        "E_PATTERN 9:24 secrets.sops.age[0]",
      ]);
  });

  it("shows no letter of a private key that was taken for the public one", () => {
    const compilation = build({ ...lab.files, "homelab.yaml": homelab([mine.identity]) });
    expect(compilation.diagnostics.map(({ code }) => code)).toEqual(["E_SECRET_CLEAR"]);
    expect(JSON.stringify(compilation.diagnostics)).not.toMatch(/AGE-SECRET-KEY-1[A-Z0-9]/i);
  });

  it("of the example names what is missing: nobody has its key", () => {
    const example = readFileSync(join(ROOT, "examples/turing-pi/homelab.yaml"), "utf8");
    const { diagnostics } = build({ "homelab.yaml": example });
    expect(diagnostics.map(({ code }) => code)).toContain("W_SECRET_MISSING");
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});
