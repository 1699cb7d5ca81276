import { describe, expect, it } from "vitest";
import { Sources } from "../../src/diagnostics/sources.ts";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import { lockManifests } from "../../src/lock/manifests.ts";
import { readLock } from "../../src/lock/read.ts";
import { lockText } from "../../src/lock/text.ts";
import { lockJson, lockSummary } from "../../src/report/lock.ts";
import { compileFiles } from "../support/compile.ts";
import { blueprint, type Files, type Job, laboratory } from "../verify/lab.ts";
import { digestOf, homelabOf, memoryStore } from "./lab.ts";
import { redirect, startWeb, status } from "./server.ts";

const web = await startWeb();
const { run } = laboratory();

const URL = "https://files.test/v1.0.0/gadgets.yaml";
const PATH = "files.test/v1.0.0/gadgets.yaml";

const CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.example.org}
spec:
  group: example.org
  scope: Namespaced
  names: {kind: Gadget, plural: gadgets, singular: gadget, listKind: GadgetList}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {type: object, properties: {size: {type: integer}}}
`;
const DIGEST = `sha256:${digestOf(Buffer.from(CRD))}`;

const GADGET =
  "apiVersion: example.org/v1\nkind: Gadget\nmetadata: {name: g, namespace: one}\nspec: {{spec.gadget}}\n";

const source = (use: string) =>
  `namespace: {name: one}\nremoteManifests: [{name: gadgets, url: "${URL}", version: v1.0.0${use}}]\ncrds: [{groups: [example.org], source: manifests}]\n`;

const files = (use = ""): Files => blueprint("one", source(use), { "manifests/g.yaml.hbs": GADGET });

const LOCK = `# Written by \`k8sgen lock\`; commit it. Each archive is known by its SHA-256: builds use no other.
apiVersion: k8sgen.dev/v1
kind: Lock
charts: {}
manifests:
  one:
    gadgets:
      url: ${URL}
      version: v1.0.0
      digest: ${DIGEST}
`;

interface Locking {
  readonly lock?: string;
  readonly store?: ReturnType<typeof memoryStore>;
  readonly offline?: boolean;
  readonly folder?: Files;
}

async function lock({ lock: before, store = memoryStore(), offline = false, folder }: Locking = {}) {
  const homelab = `${homelabOf({})["homelab.yaml"]}  one: {gadget: {size: 1}}\n`;
  // The plan does not depend on what is at hand.
  const { compiled } = compileFiles({ "homelab.yaml": homelab, ...files(", use: schemas") });
  if (compiled === undefined) throw new Error("no plan");
  const fs = memoryFileSystem({ ...(before === undefined ? {} : { "k8sgen.lock": before }), ...folder });
  const old = readLock(fs, "", new Sources()).value;
  const { value, diagnostics } = await lockManifests(
    compiled.plan,
    old,
    { offline, ...(folder === undefined ? {} : { folder: "charts" }) },
    { fs, store, network: web.network },
  );
  return {
    held: value,
    text:
      value === undefined
        ? undefined
        : lockText(
            [],
            value.map(({ locked }) => locked),
          ),
    found: diagnostics.map(({ code, location }) => `${code} ${location?.file}:${location?.line}`),
    messages: diagnostics.map(({ message }) => message).join("\n"),
    before: old ?? { charts: new Map(), manifests: new Map() },
  };
}

const NAMED = "blueprints/extensions/one/blueprint.yaml:6";

describe("k8sgen lock fetches the manifests that blueprints name", () => {
  it("and records address, version and digest", async () => {
    web.routes.set(PATH, redirect("https://cdn.test/x?signature=1"));
    web.routes.set("cdn.test/x?signature=1", CRD);
    const store = memoryStore();
    const { text, held, found, before } = await lock({ store });
    expect(found).toEqual([]);
    expect(text).toBe(LOCK);
    expect([...store.archives.keys()]).toEqual([DIGEST]);
    const report = {
      file: "k8sgen.lock",
      isWritten: true,
      before,
      held: [],
      manifests: held ?? [],
      diagnostics: [],
    };
    expect(lockSummary(report)).toBe(
      "k8sgen.lock: 0 charts, 1 manifest\n  + one/gadgets v1.0.0\n  fetched 1 manifest\n  commit the file; `k8sgen build` renders these archives\n",
    );
    expect(JSON.parse(lockJson(report)).manifests).toEqual([
      {
        component: "one",
        name: "gadgets",
        url: URL,
        version: "v1.0.0",
        digest: DIGEST,
        change: "added",
        from: "web",
      },
    ]);
  });

  it("and asks no network for what it has", async () => {
    const store = memoryStore();
    store.put(DIGEST, Buffer.from(CRD));
    expect(await lock({ store, lock: LOCK, offline: true })).toMatchObject({
      text: LOCK,
      held: [{ from: "cache" }],
    });
    const folder = { "charts/one-gadgets-v1.0.0.yaml": CRD };
    expect(await lock({ folder, offline: true })).toMatchObject({ text: LOCK, held: [{ from: "folder" }] });
    expect(web.seen).toEqual([]);
  });

  it.each([
    ["it is gone", status(404), "E_LOCK_FETCH", "https://files.test/v1.0.0/gadgets.yaml: status 404"],
    ["the server is broken", status(500), "E_LOCK_FETCH", "status 500, 4 times"],
    [
      "it is a web page",
      "<!doctype html><html></html>",
      "E_LOCK_FETCH",
      "it holds no objects of Kubernetes in YAML",
    ],
    ["it is no text", Buffer.from([0x61, 0xff, 0xfe]), "E_LOCK_FETCH", "it is no UTF-8 text"],
    ["it is too large", Buffer.alloc(17 * 2 ** 20, 0x61), "E_LOCK_FETCH", "more than 16777216 bytes"],
    ["it leaves TLS", redirect("http://files.test/x"), "E_LOCK_FETCH", "only https:// is asked"],
  ])("but not where %s", async (_, route, code, says) => {
    web.routes.set(PATH, route);
    const store = memoryStore();
    const { text, found, messages } = await lock({ store });
    expect(found).toEqual([`${code} ${NAMED}`]);
    expect(messages).toContain(says);
    expect(text).toBeUndefined();
    expect(store.archives.size).toBe(0);
  });

  it("and tells what is not what was locked, and what is not at hand", async () => {
    web.routes.set(PATH, `${CRD}# other\n`);
    expect((await lock({ lock: LOCK })).found).toEqual(["E_LOCK_DIGEST k8sgen.lock:10"]);
    expect((await lock({ offline: true, folder: {} })).found).toEqual([`E_LOCK_OFFLINE ${NAMED}`]);
  });
});

/** A build of the component, with a lock and a cache that holds the manifest. */
function build({
  how = "",
  text = CRD,
  ...more
}: Partial<Job> & { how?: string; text?: string; lock?: string }) {
  const store = memoryStore();
  const digest = `sha256:${digestOf(Buffer.from(text))}`;
  store.put(digest, Buffer.from(text));
  const { lock: locked = LOCK.replace(DIGEST, digest), files: extra = {}, ...job } = more;
  return run({
    use: "  one: {gadget: {size: 1}}",
    store,
    ...job,
    files: { ...files(how), ...(locked === "" ? {} : { "k8sgen.lock": locked }), ...extra },
  });
}

const HERE = "blueprints/extensions/one/blueprint.yaml:6:26";

describe("a build with a manifest of the web", () => {
  it("copies it and judges by its CRDs", async () => {
    const { found, report } = await build({ strict: true });
    expect(found).toEqual([]);
    expect(report.coverage.sources).toContain("one (manifests)");
    expect(report.coverage.skipped).toEqual([]);
  });

  it("finds what its CRDs refuse, at the user's line", async () => {
    for (const use of ["", ", use: schemas"]) {
      const store = memoryStore();
      store.put(DIGEST, Buffer.from(CRD));
      const { found } = await run({
        use: "  one: {gadget: {size: big}}",
        store,
        files: { ...files(use), "k8sgen.lock": LOCK },
      });
      expect(found).toEqual(["E_OBJECT_INVALID homelab.yaml:9:24 extensions.one.gadget.size"]);
    }
  });

  it("takes it from the folder of --charts too, where it is the locked one", async () => {
    const given = { "charts/one-gadgets-v1.0.0.yaml": CRD };
    expect((await build({ charts: true, store: memoryStore(), files: given })).found).toEqual([]);
    const other = { "charts/one-gadgets-v1.0.0.yaml": `${CRD}# other\n` };
    expect((await build({ charts: true, files: other })).found).toEqual([
      "E_LOCK_DIGEST k8sgen.lock:10:15 manifests.one.gadgets.digest",
    ]);
  });

  it("is refused where what belongs into the output is not at hand: no lock, another one, an empty cache", async () => {
    const missing = [`E_LOCK_MANIFEST ${HERE}`];
    expect((await build({ lock: "" })).found).toEqual(missing);
    expect((await build({ lock: LOCK.replace("v1.0.0\n", "v0.9.0\n") })).found).toEqual(missing);
    const { found, written, messages } = await build({ store: memoryStore() });
    expect(found).toEqual(missing);
    expect(messages).toBe(
      "The manifest `gadgets` of `one` (v1.0.0) belongs into the output and is not at hand as the lock names it.",
    );
    expect(written).toEqual([]);
    const folder = "charts/one-gadgets-v1.0.0.yaml";
    const unread = await build({ charts: true, files: { [folder]: CRD }, unreadable: [folder] });
    expect(unread.found).toEqual(missing);
  });

  it("goes on without schemas that are not at hand, and says so", async () => {
    const job = { how: ", use: schemas", store: memoryStore() };
    const { found, report } = await build(job);
    expect(found).toEqual([expect.stringMatching(/^W_OBJECT_SKIPPED /)]);
    expect(report.ok).toBe(true);
    expect((await build({ ...job, strict: true })).report.ok).toBe(false);
    const none = await build({ ...job, lock: LOCK.slice(0, LOCK.indexOf("manifests:")) });
    expect(none.found).toEqual(["W_LOCK_STALE k8sgen.lock:1:1", expect.stringMatching(/^W_OBJECT_SKIPPED /)]);
    expect(none.messages).toContain("The lock does not know the manifest `one/gadgets`.");
  });

  it("judges what it copies: a Secret in clear text, and what is no YAML", async () => {
    const secret = await build({
      text: `${CRD}---\napiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: one}\nstringData: {password: hunter2}\n`,
    });
    expect(secret.found).toEqual([`E_SECRET_CLEAR ${URL}:21:13`]);
    const broken = await build({ text: `${CRD}---\napiVersion: v1\nkind: [\n` });
    expect(new Set(broken.found.map((text) => text.split(" ")[0]))).toEqual(new Set(["E_OBJECT_INVALID"]));
    expect(broken.report.ok).toBe(false);
  });
});

describe("what belongs into the output", () => {
  it("is the file as it is, behind CRDs that are not pruned, before the component's own objects", () => {
    const store = memoryStore();
    store.put(DIGEST, Buffer.from(CRD));
    const { compiled, diagnostics } = compileFiles(
      {
        "homelab.yaml": `${homelabOf({})["homelab.yaml"]}  one: {gadget: {size: 1}}\n`,
        ...files(),
        "k8sgen.lock": LOCK,
      },
      "homelab.yaml",
      { store },
    );
    expect(diagnostics).toEqual([]);
    const text = (path: string) => new TextDecoder().decode(compiled?.tree.files.get(path));
    expect(text("manifests/one/gadgets.yaml")).toBe(CRD);
    expect(text("manifests/one/kustomization.yaml")).toMatch(
      /resources:\n {2}- gadgets.yaml\n {2}- g.yaml\npatches:/,
    );
  });

  it("has one file of a name", () => {
    const { diagnostics } = compileFiles({
      "homelab.yaml": `${homelabOf({})["homelab.yaml"]}  one: {gadget: {size: 1}}\n`,
      ...blueprint("one", source(""), { "manifests/Gadgets.yaml.hbs": GADGET }),
    });
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringMatching(/^E_BLUEPRINT_DUPLICATE .*`gadgets\.yaml`/),
    ]);
  });
});
