import { describe, expect, it } from "vitest";
import { archive, blueprint, charted, type Job, laboratory } from "../verify/lab.ts";
import { digestOf, memoryStore } from "./lab.ts";
import { CONFIG, DIGEST, holdingOne, LOCK, ONE } from "./one.ts";

const { run } = laboratory();

const OTHER = archive("one", { "templates/a.yaml": CONFIG }, { metadata: "appVersion: 1.0.0\n" });

/** A build of one component, with a lock and a cache that holds the archive. */
function build(more: Partial<Job> & { readonly lock?: string } = {}) {
  const store = holdingOne();
  const { lock = LOCK, files = {}, ...job } = more;
  return run({
    use: "  one: {}",
    store,
    ...job,
    files: { ...blueprint("one", charted("one")), "k8sgen.lock": lock, ...files },
  });
}

const rendered = [{ component: "one", rendered: true, digest: DIGEST, objects: 1 }];

describe("a build with a lock", () => {
  it("renders what the cache holds", async () => {
    const { report, found } = await build({ strict: true });
    expect(found).toEqual([]);
    expect(report).toMatchObject({ ok: true, charts: rendered });
  });

  it("renders the folder's archive where it is the locked one", async () => {
    const { report, found } = await build({ charts: true, files: { "charts/one-1.0.0.tgz": ONE } });
    expect(found).toEqual([]);
    expect(report).toMatchObject({ ok: true, charts: rendered });
  });

  it("tells where rendering finds other images than the lock records", async () => {
    const pod = `apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
  containers:
    - name: c
      image: a.example/b:1
      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
`;
    const runs = archive("one", { "templates/a.yaml": pod });
    const store = memoryStore();
    const digest = `sha256:${digestOf(runs)}`;
    store.put(digest, runs);
    const lock = (images: string) => `${LOCK.replace(DIGEST, digest)}    images: [${images}]\n`;
    const stale = await build({ store, lock: lock("a.example/b:0, a.example/b:1") });
    expect(stale.found).toContain("W_LOCK_STALE k8sgen.lock:9:13 charts.one.images");
    expect(stale.messages).toContain("other images than the lock records.\n- gone: `a.example/b:0`");
    const added = await build({ store, lock: lock("") });
    expect(added.messages).toContain("- new: `a.example/b:1`");
    const same = await build({ store, lock: lock("a.example/b:1") });
    expect(same.messages).not.toContain("the lock records");
    expect(same.tree["README.md"]).toContain(
      "### Images\n\n| component | images |\n| --- | --- |\n| one | `a.example/b:1` |\n",
    );
    expect(JSON.parse(same.tree["k8sgen.json"] ?? "").charts).toMatchObject([
      { digest, images: ["a.example/b:1"] },
    ]);
    const unknown = await build({ store, lock: LOCK.replace(DIGEST, digest) });
    expect(unknown.messages).not.toContain("the lock records");
    expect(unknown.tree["README.md"]).not.toContain("### Images");
    expect((await build({ lock: lock("{a: b}") })).found).toEqual([
      "E_LOCK_FILE k8sgen.lock:9:13 charts.one.images",
    ]);
  });

  it("refuses another archive in the folder", async () => {
    const { found, messages, written } = await build({
      charts: true,
      files: { "charts/one-1.0.0.tgz": OTHER },
    });
    expect(found).toEqual(["E_LOCK_DIGEST k8sgen.lock:8:13 charts.one.digest"]);
    expect(messages).toBe(
      `The chart of \`one\` is not the one that was locked: \`charts/one-1.0.0.tgz\` has sha256:${digestOf(OTHER)}.`,
    );
    expect(written).toEqual([]);
  });

  it("renders nothing where the cache is empty, and says so when it must be proven", async () => {
    const { report } = await build({ store: memoryStore() });
    expect(report).toMatchObject({ ok: true, charts: [{ component: "one", rendered: false }] });
    const strict = await build({ store: memoryStore(), strict: true });
    expect(strict.found).toEqual(["W_CHART_NOT_RENDERED homelab.yaml:9:8 extensions.one"]);
    expect(strict.messages).toContain("its archive is not at hand");
    expect(strict.report.diagnostics[0]?.hint).toContain("k8sgen lock");
    expect(strict.written).toEqual([]);
  });

  it("warns where the lock is not of this plan, and does not use it", async () => {
    const cases: readonly (readonly [string, string, string])[] = [
      [LOCK.replace("1.0.0", "1.0.1"), "k8sgen.lock:7:14 charts.one.version", "another version"],
      [LOCK.replace("chart: one", "chart: two"), "k8sgen.lock:5:12 charts.one.chart", "another chart"],
      [
        LOCK.replace("charts.example.org", "old.example.org"),
        "k8sgen.lock:6:17 charts.one.repository",
        "another repository",
      ],
      [LOCK.replace("  one:", "  two:"), "k8sgen.lock:1:1", "does not know the chart of `one`"],
    ];
    for (const [lock, place, says] of cases) {
      const { report, found, messages } = await build({ lock });
      expect(found).toEqual([`W_LOCK_STALE ${place}`]);
      expect(messages).toContain(says);
      expect(report).toMatchObject({ ok: true, charts: [{ rendered: false }] });
    }
  });

  it("ends where the lock cannot be read", async () => {
    const broken = await build({ lock: LOCK.replace("kind: Lock", "kind: Loch") });
    expect(broken.found).toEqual(["E_LOCK_FILE k8sgen.lock:1:1 "]);
    const closed = await build({ unreadable: ["k8sgen.lock"] });
    expect(closed.found).toEqual(["E_FILE_READ k8sgen.lock:1:1"]);
    expect([...broken.written, ...closed.written]).toEqual([]);
  });
});
