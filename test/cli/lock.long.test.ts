import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { diskArchives } from "../../src/commands/disk-archives.ts";
import { chart, digestOf, homelabOf } from "../lock/lab.ts";
import { startWeb } from "../lock/server.ts";
import { digests, type Run, temporaryFolder } from "../support/cli.ts";
import { archive } from "../verify/lab.ts";
import { CLI, TRACE } from "./process.ts";

const web = await startWeb();
const PRELOAD = pathToFileURL(join(import.meta.dirname, "fixtures/web/preload.mjs")).href;

const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: {{ .Release.Namespace }}}\n";
const ONE = archive("one", { "templates/a.yaml": CONFIG });
const PIN = { name: "one", repository: "https://charts.test", version: "1.0.0" };
const FILE = `${digestOf(ONE)}.tgz`;

interface Lab {
  readonly folder: string;
  readonly cache: string;
  /** Where the archives are kept. */
  readonly kept: string;
  readonly run: (args: readonly string[], env?: Record<string, string>) => Promise<Run>;
}

/** A homelab with one chart and an empty cache; the network is the test's web. */
function lab(): Lab {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(homelabOf({ one: PIN }))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const cache = temporaryFolder();
  const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Run> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ["--import", PRELOAD, CLI, ...args], {
        cwd: folder,
        env: { ...process.env, K8SGEN_CACHE: cache, NO_COLOR: "1", WEB: web.address, ...env },
      });
      let [stdout, stderr] = ["", ""];
      child.stdout.on("data", (chunk: Buffer) => {
        stdout += chunk.toString("utf8");
      });
      child.stderr.on("data", (chunk: Buffer) => {
        stderr += chunk.toString("utf8");
      });
      child.on("error", reject);
      child.on("close", (code) => {
        expect(stderr).not.toMatch(TRACE);
        resolve({ code, stdout, stderr });
      });
    });
  return { folder, cache, kept: join(cache, "charts/sha256"), run };
}

function serve(bytes: Uint8Array = ONE): void {
  web.routes.set(
    "charts.test/index.yaml",
    `apiVersion: v1\nentries:\n  one:\n  - version: 1.0.0\n    digest: ${digestOf(ONE)}\n    urls: [one.tgz]\n  - version: 1.1.0\n    urls: [b.tgz]\n`,
  );
  web.routes.set("charts.test/one.tgz", bytes);
}

describe("the journey of a lock", () => {
  it("locks, renders what was locked, and but for its digest the output is the same without it", async () => {
    serve();
    const { folder, kept, run } = lab();
    const bare = await run(["build"]);
    expect(bare.stdout).toContain("to prove it, run `k8sgen lock`");
    const output = digests(join(folder, "output"));

    const first = await run(["lock"]);
    expect(first).toEqual({
      code: 0,
      stderr: "",
      stdout:
        "k8sgen.lock: 1 chart\n  + one 1.0.0\n  fetched 1 archive\n  commit the file; `k8sgen build` renders these archives\n",
    });
    expect(readdirSync(kept)).toEqual([FILE]);
    const text = readFileSync(join(folder, "k8sgen.lock"), "utf8");
    expect(text).toContain("    url: https://charts.test/one.tgz\n");

    const again = await run(["lock", "-o", "json"], { WEB: "http://127.0.0.1:9" });
    expect(JSON.parse(again.stdout)).toEqual({
      ok: true,
      file: "k8sgen.lock",
      written: false,
      charts: [
        {
          component: "one",
          chart: "one",
          repository: "https://charts.test",
          version: "1.0.0",
          url: "https://charts.test/one.tgz",
          digest: `sha256:${digestOf(ONE)}`,
          appVersion: null,
          images: [],
          change: "unchanged",
          from: "cache",
        },
      ],
      manifests: [],
      removed: [],
      diagnostics: [],
    });

    const built = await run(["build", "--strict"]);
    expect(built.stdout).toContain("rendered 1 chart with the values of their releases: 1 object");
    expect(built.code).toBe(0);
    const { "t/k8sgen.json": inventory, ...others } = digests(join(folder, "output"));
    const { "t/k8sgen.json": before, ...same } = output;
    expect(others).toEqual(same);
    expect(inventory).not.toBe(before);
    expect(readFileSync(join(folder, "output/t/k8sgen.json"), "utf8")).toContain(digestOf(ONE));
  });

  it("fetches what is damaged in the cache again, and never uses it", async () => {
    serve();
    const { kept, run } = lab();
    await run(["lock"]);
    writeFileSync(join(kept, FILE), chart("one", "1.0.0"));
    expect(diskArchives(kept, "tgz").get(`sha256:${digestOf(ONE)}`)).toBeUndefined();
    const offline = await run(["lock", "--offline"]);
    expect(offline.stderr).toContain("error E_LOCK_OFFLINE blueprints/extensions/one/blueprint.yaml:9:12");
    expect(offline.code).toBe(1);
    expect((await run(["lock"])).stdout).toBe("k8sgen.lock: up to date, 1 chart\n  fetched 1 archive\n");
    expect(readFileSync(join(kept, FILE)).equals(ONE)).toBe(true);
  });

  it("tells a failure, and leaves the lock and the cache as they were", async () => {
    serve();
    const { folder, kept, run } = lab();
    await run(["lock"]);
    const text = readFileSync(join(folder, "k8sgen.lock"), "utf8").replace(digestOf(ONE), "0".repeat(64));
    writeFileSync(join(folder, "k8sgen.lock"), text);
    const { code, stdout, stderr } = await run(["lock"]);
    expect(stderr).toContain("error E_LOCK_DIGEST k8sgen.lock:10:13 charts.one.digest");
    expect(stdout).toBe("");
    expect(code).toBe(1);
    expect(readFileSync(join(folder, "k8sgen.lock"), "utf8")).toBe(text);
    expect(readdirSync(kept)).toEqual([FILE]);
  });

  it("does the same when several lock at once", async () => {
    serve();
    const { folder, kept, run } = lab();
    const runs = await Promise.all(Array.from({ length: 3 }, () => run(["lock"])));
    expect(runs.map(({ code, stderr }) => `${code} ${stderr}`)).toEqual(Array(3).fill("0 "));
    expect(readdirSync(kept)).toEqual([FILE]);
    expect(readdirSync(folder).sort()).toEqual(["blueprints", "homelab.yaml", "k8sgen.lock"]);
    expect((await run(["lock", "--offline"])).stdout).toBe("k8sgen.lock: up to date, 1 chart\n");
  });

  it("takes a folder of archives, and tells one that is none", async () => {
    const { folder, run } = lab();
    mkdirSync(join(folder, "charts"));
    writeFileSync(join(folder, "charts/one-1.0.0.tgz"), ONE);
    expect((await run(["lock", "--offline", "--charts", "charts"])).code).toBe(0);
    expect(readFileSync(join(folder, "k8sgen.lock"), "utf8")).not.toContain("url:");
    const missing = await run(["lock", "--charts", "nowhere"]);
    expect(missing.stderr).toContain("E_CHARTS_DIR");
    expect(missing.code).toBe(1);
  });

  it("tells newer versions and changes nothing", async () => {
    serve();
    const { folder, run } = lab();
    const { code, stdout } = await run(["lock", "--update", "one"]);
    expect(stdout).toBe(
      "one  1.0.0 -> 1.1.0 (minor)\nnothing was changed: the version of a chart is pinned in its blueprint\n",
    );
    expect(code).toBe(0);
    expect(existsSync(join(folder, "k8sgen.lock"))).toBe(false);
    const both = await run(["lock", "--update", "--offline"]);
    expect(both.stderr).toContain("cannot be used with option");
    expect(both.code).toBe(1);
  });

  it("tells a cache that cannot be written", async () => {
    serve();
    const { folder, run } = lab();
    writeFileSync(join(folder, "file"), "");
    const { code, stderr } = await run(["lock"], { K8SGEN_CACHE: join(folder, "file") });
    expect(stderr).toContain("error E_LOCK_CACHE\n  Chart archives cannot be kept: `");
    expect(code).toBe(1);
    expect(existsSync(join(folder, "k8sgen.lock"))).toBe(false);
  });

  it("tells a homelab that is wrong, as a build does", async () => {
    const { folder, run } = lab();
    writeFileSync(join(folder, "homelab.yaml"), "kind: Homelab\n");
    const { code, stderr, stdout } = await run(["lock"]);
    expect(stderr).toContain("E_REQUIRED");
    expect(`${code} ${stdout}`).toBe("1 ");
  });
});
