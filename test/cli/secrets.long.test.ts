import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSecret } from "../../src/secrets/sops/open.ts";
import { readSopsSecret } from "../../src/secrets/sops/read.ts";
import { BLUEPRINT, FILES, homelab, keyPair } from "../secrets/lab.ts";
import { digests, type Run, temporaryFolder } from "../support/cli.ts";
import { CACHE, CLI, run, TRACE } from "./process.ts";

const mine = await keyPair();
const other = await keyPair();

/** A folder with the homelab, a home of its own, and the private key where SOPS keeps it. */
function lab(recipients = [mine.recipient], identity: string | null = mine.identity): string {
  const folder = temporaryFolder();
  const files = { ...BLUEPRINT, "homelab.yaml": homelab(recipients) };
  for (const [path, text] of Object.entries(files)) put(folder, path, text);
  if (identity !== null) put(folder, "home/.config/sops/age/keys.txt", `# mine\n${identity}\n`);
  return folder;
}

function put(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Standard input is no terminal, as in a script. */
function secrets(folder: string, args: readonly string[], input = "", env: Record<string, string> = {}): Run {
  const done = run(["secrets", ...args], folder, {
    env: { HOME: join(folder, "home"), XDG_CONFIG_HOME: "", SOPS_AGE_KEY: "", SOPS_AGE_KEY_FILE: "", ...env },
    options: { input, encoding: "utf8" },
  });
  expect(done.stderr).not.toMatch(TRACE);
  expect(done.code, done.stderr).toBeLessThan(2);
  return done;
}

async function contents(folder: string): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const path of Object.values(FILES)) {
    if (!existsSync(join(folder, path))) continue;
    const reading = readSopsSecret(readFileSync(join(folder, path)));
    if ("problem" in reading) throw new Error(reading.problem.reason);
    const opening = await openSecret(reading.secret, [mine.identity]);
    if (typeof opening === "string") throw new Error(opening);
    for (const [key, bytes] of opening.contents)
      all[`${reading.secret.namespace}/${reading.secret.name} ${key}`] = new TextDecoder().decode(bytes);
  }
  return all;
}

const KEY = "-----BEGIN KEY-----\nline-one-of-the-key\nline-two-of-the-key\n-----END KEY-----\n";

describe("the journey of secrets", async () => {
  const folder = lab();
  const runs: Run[] = [];
  const told = (args: readonly string[], input?: string) => {
    const done = secrets(folder, args, input);
    runs.push(done);
    return done;
  };

  it("lists what is needed before anything is there", () => {
    const { code, stdout } = told(["list"]);
    expect(code).toBe(0);
    expect(stdout).toContain("house/client: missing\n  door: The house opens the door.\n");
    expect(stdout).toContain("- client-secret  generated: The word. (the same as door/login password)");
    expect(stdout).toContain("- ssh-key        asked for: Private key of the house.");
    expect(stdout).toContain("- user      known: Who knocks.");
    expect(stdout).toContain("3 of 3 not complete: `k8sgen secrets init` makes what is missing");
  });

  it("makes what it can without a terminal, says what is missing, and ends with 1", () => {
    const { code, stdout, stderr } = told(["init"]);
    expect(code).toBe(1);
    expect(stdout).toContain(`  + ${FILES.login}: `);
    expect(stdout).toContain(`  + ${FILES.client}: client-secret\n`);
    expect(stderr).toContain("E_SECRET_MISSING");
    expect(stderr).toContain("`house/client ssh-key`: Private key of the house.");
    expect(existsSync(join(folder, FILES.token))).toBe(false);
    for (const path of [FILES.login, FILES.client])
      expect(statSync(join(folder, path)).mode & 0o777).toBe(0o644);
    expect(readdirSync(join(folder, "secrets/door"))).toEqual(["login.sops.yaml"]);
    // Builds copy the bytes, so that line endings must be the same everywhere.
    expect(readFileSync(join(folder, "secrets/.gitattributes"), "utf8")).toBe("* -text\n");
  });

  it("takes the rest from a file and from standard input, and touches nothing else", () => {
    const before = digests(join(folder, "secrets"));
    put(folder, "id", KEY);
    const given = told(["init", "--from-file", "house/client/ssh-key=id"]);
    expect(given.stdout).toContain(`  ~ ${FILES.client}: ssh-key\n`);
    expect(given.stderr).not.toContain("ssh-key");
    expect(told(["set", "house/token", "token"], "hunter2-token\n").code).toBe(0);
    const after = digests(join(folder, "secrets"));
    expect(after["door/login.sops.yaml"]).toBe(before["door/login.sops.yaml"]);
    expect(told(["init"])).toMatchObject({ code: 0, stdout: "nothing to write\n", stderr: "" });
    expect(digests(join(folder, "secrets"))).toEqual(after);
  });

  it("has halves that agree, and contents as they were given", async () => {
    const all = await contents(folder);
    expect(all["door/login password"]).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(all).toEqual({
      "door/login password": all["door/login password"],
      "door/login user": "guest",
      "house/client client-secret": all["door/login password"],
      "house/client ssh-key": KEY,
      "house/token token": "hunter2-token",
    });
  });

  it("lists as one JSON document", () => {
    const { code, stdout } = told(["list", "-o", "json"]);
    expect(code).toBe(0);
    const { ok, recipients, secrets: listed, unused, diagnostics } = JSON.parse(stdout);
    expect({ ok, recipients, unused, diagnostics }).toEqual({
      ok: true,
      recipients: [mine.recipient],
      unused: [],
      diagnostics: [],
    });
    expect(listed.map(({ file, state }: { file: string; state: string }) => [file, state])).toEqual(
      Object.values(FILES).map((path) => [path, "complete"]),
    );
    expect(listed[0]).toMatchObject({
      namespace: "door",
      name: "login",
      reasons: [{ component: "door", reason: "The door lets in who knows it." }],
      keys: [
        { name: "password", source: "generated", sharedWith: ["house/client client-secret"], isThere: true },
        { name: "user", source: "known", sharedWith: [], isThere: true },
      ],
    });
  });

  it("builds without a private key, and the files are copied", () => {
    const built = run(["build"], folder, { env: { HOME: "/nonexistent", SOPS_AGE_KEY: "" } });
    runs.push(built);
    expect(built.code, built.stderr).toBe(0);
    expect(built.stderr).not.toContain("SECRET");
    for (const path of Object.values(FILES))
      expect(readFileSync(join(folder, "output/t", path))).toEqual(readFileSync(join(folder, path)));
  });

  it("has shown and stored none of it in clear, in whatever form", async () => {
    const all = Object.entries(await contents(folder)).filter(([place]) => place !== "door/login user");
    const words = [...all.map(([, text]) => text.trim()), "line-one-of-the-key", mine.identity];
    const written = [...runs.flatMap(({ stdout, stderr }) => [stdout, stderr])];
    for (const where of ["secrets", "output"])
      for (const path of readdirSync(join(folder, where), { recursive: true, encoding: "utf8" }))
        if (statSync(join(folder, where, path)).isFile())
          written.push(readFileSync(join(folder, where, path), "latin1"));
    expect(written.length).toBeGreaterThan(20);
    for (const word of words)
      for (const form of [
        word,
        Buffer.from(word).toString("base64").replace(/.=*$/, ""),
        encodeURIComponent(word),
      ])
        expect(written.filter((text) => text.includes(form))).toEqual([]);
  });
});

describe("faults end with 1, say what to do, and change nothing", () => {
  const complete = (folder: string) => {
    put(folder, "id", KEY);
    put(folder, "tok", "tok-1");
    const given = ["--from-file", "house/client/ssh-key=id", "--from-file", "house/token/token=tok"];
    expect(secrets(folder, ["init", ...given]).code).toBe(0);
    return folder;
  };
  const fault = (folder: string, args: readonly string[], words: readonly string[], input = "x") => {
    const before = existsSync(join(folder, "secrets")) ? digests(join(folder, "secrets")) : {};
    const { code, stderr, stdout } = secrets(folder, args, input);
    for (const word of words) expect(stderr).toContain(word);
    expect(code).toBe(1);
    expect(stdout).not.toContain("then commit");
    expect(existsSync(join(folder, "secrets")) ? digests(join(folder, "secrets")) : {}).toEqual(before);
  };

  it("no recipient, no key", () => {
    fault(lab([], null), ["init"], ["E_SECRETS_OFF", "age-keygen -o", "keys.txt"]);
    fault(lab([]), ["set", "house/token", "token"], ["E_SECRETS_OFF", mine.recipient]);
  });

  it("a listing without recipients is none", () => {
    const { code, stdout } = secrets(lab([]), ["list"]);
    expect(code).toBe(0);
    expect(stdout).toContain("made by hand");
    expect(JSON.parse(secrets(lab([]), ["list", "-o", "json"]).stdout)).toMatchObject({
      recipients: null,
      secrets: [{ file: null, state: null, keys: [{ isThere: null }, { isThere: null }] }, {}, {}],
    });
  });

  it("a private key that does not fit", () => {
    const folder = complete(lab());
    put(folder, "home/.config/sops/age/keys.txt", `${other.identity}\n`);
    const at = `E_SECRET_KEY ${FILES.token}:1:1`;
    fault(folder, ["set", "house/token", "token"], [at, mine.recipient]);
    rmSync(join(folder, FILES.client));
    fault(folder, ["init"], [`E_SECRET_KEY ${FILES.login}`]);
  });

  it("a file that was edited without SOPS", () => {
    const folder = complete(lab());
    const text = readFileSync(join(folder, FILES.token), "utf8");
    put(folder, FILES.token, text.replace("kind: Secret\n", "kind: Secret\ntype: Opaque\n"));
    fault(folder, ["init"], [`E_SECRET_DAMAGED ${FILES.token}:1:1`]);
    put(folder, FILES.token, text.replace(/token: ENC.*/, "token: hunter2"));
    fault(folder, ["init"], [`E_SECRET_CLEAR ${FILES.token}:7:1`]);
    expect(secrets(folder, ["list"]).stderr).not.toContain("hunter2");
    fault(folder, ["list"], [`E_SECRET_CLEAR ${FILES.token}:7:1`]);
  });

  it("links", () => {
    const outside = temporaryFolder();
    const folder = lab();
    mkdirSync(join(folder, "secrets"));
    symlinkSync(outside, join(folder, "secrets/door"));
    fault(folder, ["init"], ["E_SECRET_FILE secrets/door:1:1"]);
    rmSync(join(folder, "secrets"), { recursive: true });
    symlinkSync(outside, join(folder, "secrets"));
    fault(folder, ["init"], ["E_SECRET_FILE secrets:1:1"]);
    expect(readdirSync(outside)).toEqual([]);
  });

  it("contents that cannot be taken, and Secrets that nobody needs", () => {
    const folder = lab();
    fault(folder, ["set", "house/token", "token"], ["E_SECRET_VALUE", "is empty"], "\n");
    fault(folder, ["set", "house/tokem", "token"], ["E_SECRET_UNKNOWN", "did you mean `house/token`?"]);
    fault(folder, ["set", "../../x", "token"], ["E_SECRET_UNKNOWN"]);
    fault(folder, ["set", "door/login", "user"], ["E_SECRET_VALUE", "homelab.yaml"]);
    fault(
      folder,
      ["init", "--from-file", "house/token/token=nope"],
      ["E_SECRET_VALUE", "`nope` cannot be read"],
    );
    fault(
      folder,
      ["init", "--from-file", "house/token=tok"],
      ["E_SECRET_VALUE", "<namespace>/<name>/<key>=<path>"],
    );
    fault(folder, ["init", "--from-file", "../../../x=tok"], ["E_SECRET_VALUE"]);
  });

  it("a content as an argument is refused by the command line", () => {
    fault(lab(), ["set", "house/token", "token", "hunter2"], ["too many arguments"]);
  });

  it("a homelab that is wrong, as in a build", () => {
    const folder = lab();
    writeFileSync(join(folder, "homelab.yaml"), "kind: Homelab\n");
    fault(folder, ["init"], ["E_REQUIRED homelab.yaml:1:1"]);
    fault(folder, ["list", "-f", "nope.yaml"], ["E_FILE_MISSING"]);
  });

  it("a folder that cannot be written", () => {
    const folder = lab();
    writeFileSync(join(folder, "secrets"), "a file");
    // Each file is told with what is in its way.
    const { code, stderr } = secrets(folder, ["init"]);
    expect(code).toBe(1);
    expect(stderr).toContain(`E_OUTPUT_WRITE ${FILES.login}:1:1`);
    expect(readFileSync(join(folder, "secrets"), "utf8")).toBe("a file");
  });
});

describe("several at once", () => {
  it("take turns or step back: the halves of a login agree, and nothing is left behind", async () => {
    const folder = lab();
    const env = { ...process.env, K8SGEN_CACHE: CACHE, NO_COLOR: "1", SOPS_AGE_KEY: mine.identity };
    const ended = await Promise.all(
      [1, 2, 3, 4].map(
        () =>
          new Promise<string>((resolve) => {
            const child = spawn(process.execPath, [CLI, "secrets", "init"], {
              cwd: folder,
              env,
              stdio: "pipe",
            });
            let told = "";
            child.stderr.on("data", (chunk: Buffer) => {
              told += chunk.toString("utf8");
            });
            child.stdin.end();
            child.on("close", () => resolve(told));
          }),
      ),
    );
    for (const told of ended) expect(told).toMatch(/E_SECRET_MISSING|E_OUTPUT_LOCKED/);
    expect(secrets(folder, ["init"]).stderr).not.toMatch(/E_SECRET_SHARED|E_SECRET_WRITE/);
    const all = await contents(folder);
    expect(all["house/client client-secret"]).toBe(all["door/login password"]);
    expect(readdirSync(folder).filter((name) => name.includes("k8sgen"))).toEqual([]);
  });
});

describe("what contradicts itself or stands in the way", () => {
  it("is a content that is given twice", () => {
    const folder = lab();
    put(folder, "one", "first-content");
    put(folder, "two", "second-content");
    const { code, stderr } = secrets(folder, [
      "init",
      ...["--from-file", "house/client/client-secret=one"],
      ...["--from-file", "door/login/password=two"],
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain("`door/login password` is given twice, and differs");
    expect(existsSync(join(folder, "secrets"))).toBe(false);
  });

  it("is a folder in the place of a file", () => {
    const folder = lab();
    mkdirSync(join(folder, FILES.token), { recursive: true });
    const { code, stderr } = secrets(folder, ["init"]);
    expect(code).toBe(1);
    expect(stderr).toContain("it is no file");
  });

  it.each([
    ["secrets", "init", "-f", ""],
    ["build", "-f", ""],
    ["build", "--output-dir", ""],
    ["build", "--charts", ""],
  ])("is a path that is empty: %s %s %s", (...args) => {
    const { code, stderr } = run(args, lab());
    expect(code).toBe(1);
    expect(stderr).toContain("It is empty.");
  });
});
