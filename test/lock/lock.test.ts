import { describe, expect, it } from "vitest";
import { chart, digestOf, lock, memoryStore } from "./lab.ts";
import { startWeb, status } from "./server.ts";

const web = await startWeb();
const { routes, seen } = web;

const pin = (name: string) => ({ name, repository: "https://charts.test", version: "1.0.0" });
const PINS = { two: pin("two"), one: pin("one") };
const ONE = chart("one", "1.0.0", "appVersion: 3\n");
const TWO = chart("two", "1.0.0", "");
const OTHER = chart("one", "1.0.0", "appVersion: 4\n");

const HEAD =
  "# Written by `k8sgen lock`; commit it. Each archive is known by its SHA-256: builds use no other.\napiVersion: k8sgen.dev/v1\nkind: Lock\ncharts:\n";
const ENTRY_ONE = `  one:
    chart: one
    repository: https://charts.test
    version: '1.0.0'
    url: https://charts.test/one.tgz
    digest: sha256:${digestOf(ONE)}
    appVersion: '3'
`;
const ENTRY_TWO = `  two:
    chart: two
    repository: https://charts.test
    version: '1.0.0'
    url: https://charts.test/two.tgz
    digest: sha256:${digestOf(TWO)}
`;
const LOCK = HEAD + ENTRY_ONE + ENTRY_TWO;

/** A repository with both charts, whose index states no digest. */
function serve(): void {
  const entry = (name: string) =>
    `  ${name}:\n  - name: ${name}\n    urls: [${name}.tgz]\n    version: 1.0.0\n`;
  routes.set("charts.test/index.yaml", `apiVersion: v1\nentries:\n${entry("one")}${entry("two")}`);
  routes.set("charts.test/one.tgz", ONE);
  routes.set("charts.test/two.tgz", TWO);
}

/** A store that holds what the lock names. */
function full() {
  const store = memoryStore();
  for (const bytes of [ONE, TWO]) store.put(`sha256:${digestOf(bytes)}`, bytes);
  return store;
}

const run = (more: Partial<Parameters<typeof lock>[0]> = {}) =>
  lock({ pins: PINS, network: web.network, ...more });

const DIGEST_AT = "E_LOCK_DIGEST k8sgen.lock:10:13 charts.one.digest";

describe("locking", () => {
  it("records every chart in the order of the components, and keeps the archives", async () => {
    serve();
    const store = memoryStore();
    const { text, found } = await run({ store });
    expect(found).toEqual([]);
    expect(text).toBe(LOCK);
    expect([...store.archives]).toEqual([
      [`sha256:${digestOf(ONE)}`, ONE],
      [`sha256:${digestOf(TWO)}`, TWO],
    ]);
    expect(seen.map(({ url }) => url)).toEqual([
      "charts.test/index.yaml",
      "charts.test/one.tgz",
      "charts.test/two.tgz",
    ]);
  });

  it("fetches the chart of two components once", async () => {
    serve();
    const { text } = await run({ pins: { b: pin("one"), a: pin("one") } });
    expect(text?.match(/digest: .*/g)).toEqual(Array(2).fill(`digest: sha256:${digestOf(ONE)}`));
    expect(seen).toHaveLength(2);
  });

  it("asks no network for what was locked and kept", async () => {
    const { text, held } = await run({ store: full(), lock: LOCK });
    expect(text).toBe(LOCK);
    expect(held.map(({ from }) => from)).toEqual(["cache", "cache"]);
    expect(seen).toEqual([]);
  });

  it("fetches again what the cache has lost", async () => {
    serve();
    const store = full();
    store.archives.delete(`sha256:${digestOf(TWO)}`);
    const { text, held } = await run({ store, lock: LOCK });
    expect(text).toBe(LOCK);
    expect(held.map(({ from }) => from)).toEqual(["cache", "repository"]);
    expect(store.archives.get(`sha256:${digestOf(TWO)}`)).toEqual(TWO);
  });

  it("follows the plan: another version, another repository, a component that is gone", async () => {
    serve();
    const before = LOCK.replace("version: '1.0.0'", "version: '0.9.0'").replace(
      "two:\n    chart: two\n    repository: https://charts.test",
      "two:\n    chart: two\n    repository: https://old.test",
    );
    expect((await run({ lock: before })).text).toBe(LOCK);
    expect((await run({ lock: LOCK, pins: { one: pin("one") } })).text).toBe(HEAD + ENTRY_ONE);
  });

  it("takes a folder first, and keeps the address of what was locked", async () => {
    serve();
    const folder = { "one-1.0.0.tgz": ONE };
    const first = await run({ folder });
    expect(first.held.map(({ from }) => from)).toEqual(["folder", "repository"]);
    expect(first.text).toBe(LOCK.replace("    url: https://charts.test/one.tgz\n", ""));
    expect((await run({ folder, lock: LOCK })).text).toBe(LOCK);
  });

  it("needs no network with --offline", async () => {
    const folder = { "one-1.0.0.tgz": ONE, "two-1.0.0.tgz": TWO };
    expect((await run({ offline: true, folder })).found).toEqual([]);
    expect((await run({ offline: true, store: full(), lock: LOCK })).text).toBe(LOCK);
    expect(seen).toEqual([]);
  });
});

describe("faults of locking", () => {
  it("a version that was published again with other bytes", async () => {
    serve();
    routes.set("charts.test/one.tgz", OTHER);
    const store = memoryStore();
    const { found, messages, text } = await run({ lock: LOCK, store });
    expect(found).toEqual([DIGEST_AT]);
    expect(messages).toContain(
      `The chart of \`one\` is not the one that was locked: https://charts.test/one.tgz has sha256:${digestOf(OTHER)}.`,
    );
    expect(text).toBeUndefined();
    expect([...store.archives.keys()]).toEqual([`sha256:${digestOf(TWO)}`]);
  });

  it("another archive in the folder, though the cache holds the right one", async () => {
    const { found, messages } = await run({
      lock: LOCK,
      store: full(),
      folder: { "one-1.0.0.tgz": OTHER },
    });
    expect(found).toEqual([DIGEST_AT]);
    expect(messages).toContain("`charts/one-1.0.0.tgz` has sha256:");
  });

  it("what is not at hand with --offline", async () => {
    const { found, messages } = await run({ offline: true, folder: { "two-1.0.0.tgz": TWO } });
    expect(found).toEqual(["E_LOCK_OFFLINE blueprints/extensions/one/blueprint.yaml:9:12"]);
    expect(messages).toBe(
      "The chart of `one` (one 1.0.0) is not at hand: the cache does not hold it, and `one-1.0.0.tgz` is not in `charts`.",
    );
    expect(seen).toEqual([]);
  });

  it("garbage in the folder", async () => {
    const { found, messages } = await run({
      folder: { "one-1.0.0.tgz": Buffer.from("<html>"), "two-1.0.0.tgz": TWO },
    });
    expect(found).toEqual(["E_CHART_FILE blueprints/extensions/one/blueprint.yaml:9:12"]);
    expect(messages).toContain("`charts/one-1.0.0.tgz`: it is no gzipped archive, or cut off.");
  });

  it("all charts that cannot be had are told at once", async () => {
    serve();
    for (const name of ["one", "two"]) routes.set(`charts.test/${name}.tgz`, status(500));
    const { found } = await run();
    expect(found).toEqual([
      "E_LOCK_FETCH blueprints/extensions/one/blueprint.yaml:8:15",
      "E_LOCK_FETCH blueprints/extensions/two/blueprint.yaml:8:15",
    ]);
  });

  it("a cache that takes nothing", async () => {
    serve();
    const store = { get: () => undefined, put: () => "no space left on device" };
    const { found, messages } = await run({ store, pins: { one: pin("one") } });
    expect(found).toEqual(["E_LOCK_CACHE "]);
    expect(messages).toBe("Chart archives cannot be kept: no space left on device.");
  });
});

describe("a lock that cannot be used is told at its place", () => {
  it.each<[string, string, string, string]>([
    [
      "another kind",
      LOCK.replace("kind: Lock", "kind: Homelab"),
      "E_LOCK_FILE k8sgen.lock:2:1 ",
      "kind Lock",
    ],
    ["a list", "[]", "E_LOCK_FILE k8sgen.lock:1:1 ", "kind Lock"],
    [
      "no charts",
      LOCK.slice(0, LOCK.indexOf("  one")),
      "E_LOCK_FILE k8sgen.lock:4:1 charts",
      "it is no map of components",
    ],
    ["an entry that is none", `${HEAD}  one: x\n`, "E_LOCK_FILE k8sgen.lock:5:8 charts.one", "it is no map"],
    [
      "a key too much",
      LOCK.replace("    chart: one", "    chat: one\n    chart: one"),
      "E_LOCK_FILE k8sgen.lock:6:11 charts.one.chat",
      "there is no such key",
    ],
    [
      "a key too few",
      LOCK.replace("    chart: one\n", ""),
      "E_LOCK_FILE k8sgen.lock:5:3 charts.one.chart",
      "it is missing",
    ],
    [
      "a number",
      LOCK.replace("version: '1.0.0'", "version: 1.0"),
      "E_LOCK_FILE k8sgen.lock:8:14 charts.one.version",
      "it is no text",
    ],
    [
      "half of a digest",
      LOCK.replace(digestOf(ONE), "abc"),
      "E_LOCK_FILE k8sgen.lock:10:13 charts.one.digest",
      "64 hexadecimal digits",
    ],
    [
      "another place than a repository",
      LOCK.replace("https://charts.test\n", "file:///etc\n"),
      "E_LOCK_FILE k8sgen.lock:7:17 charts.one.repository",
      "https:// or oci://",
    ],
    ["a merge conflict", LOCK.replace("  one:", "<<<<<<< HEAD\n  one:"), "E_YAML_SYNTAX k8sgen.lock:5:1", ""],
  ])("%s", async (_, text, expected, says) => {
    const { found, messages } = await run({ lock: text, store: full() });
    expect(found[0]).toBe(expected);
    expect(messages).toContain(says);
  });
});
