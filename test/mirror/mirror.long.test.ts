import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import type { Compiled } from "../../src/compile.ts";
import { Sources } from "../../src/diagnostics/sources.ts";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import { checkLock } from "../../src/lock/check.ts";
import { lockCharts } from "../../src/lock/lock.ts";
import { readLock } from "../../src/lock/read.ts";
import { lockText } from "../../src/lock/text.ts";
import { proposeUpdates } from "../../src/lock/update.ts";
import { chart, homelabOf, memoryStore } from "../lock/lab.ts";
import { startWeb } from "../lock/server.ts";
import { compileFiles, located } from "../support/compile.ts";

const PINS = {
  one: { name: "one", repository: "https://charts.test/stable", version: "1.0.0" },
  two: { name: "two", repository: "oci://oci.test/charts", version: "1.0.0" },
  three: { name: "three", repository: "https://other.test/", version: "1.0.0" },
};

const FLUX = "delivery: {flux: {repository: https://git.example.org/me/t.git}}";

/** The homelab of three charts, with a mirror. */
function compiled(mirror: string) {
  const files = homelabOf(PINS);
  const text = String(files["homelab.yaml"]);
  return compileFiles({
    ...files,
    "homelab.yaml": text.replace(FLUX, FLUX.replace("{flux:", `{charts: {mirror: ${mirror}}, flux:`)),
  });
}

function soundOf(mirror: string): Compiled {
  const { compiled: found, diagnostics } = compiled(mirror);
  if (found === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return found;
}

const text = ({ tree }: Compiled, path: string) => new TextDecoder().decode(tree.files.get(path));

const repositories = (found: Compiled) => {
  const { components } = parse(text(found, "chart/values.yaml"));
  return Object.fromEntries(Object.keys(PINS).map((name) => [name, components[name].repository]));
};

const BOTH = "{https: https://mirror.test/helm/, oci: oci://mirror.test}";

describe("delivery.charts.mirror", () => {
  it("puts prefixes before the repositories that the cluster uses", () => {
    const found = soundOf(BOTH);
    expect(repositories(found)).toEqual({
      one: "https://mirror.test/helm/charts.test/stable",
      two: "oci://mirror.test/oci.test/charts",
      three: "https://mirror.test/helm/other.test/",
    });
    const inventory = JSON.parse(text(found, "k8sgen.json"));
    expect(inventory.charts.map(({ repository }: { repository: string }) => repository)).toContain(
      "oci://mirror.test/oci.test/charts",
    );
    expect(text(found, "README.md")).toContain(
      "| `oci://mirror.test/oci.test/charts` | `oci://oci.test/charts` |",
    );
  });

  it("exchanges single repositories first, also for one of the other kind", () => {
    const single = `{https: https://mirror.test, repositories: {"https://charts.test/stable/": oci://home.test/x}}`;
    expect(repositories(soundOf(single))).toEqual({
      one: "oci://home.test/x",
      two: "oci://oci.test/charts",
      three: "https://mirror.test/other.test/",
    });
  });

  it("reaches the releases that K3s installs before there is Flux", () => {
    const cilium = homelabOf({})["homelab.yaml"];
    const { compiled: found, diagnostics } = compileFiles({
      "homelab.yaml": String(cilium)
        .replace("gateway: 192.168.1.1}", "gateway: 192.168.1.1}, cni: {cilium: {}}")
        .replace("{flux:", `{charts: {mirror: ${BOTH}}, flux:`)
        .replace("extensions:\n", ""),
    });
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const manifests = [...(found?.tree.files ?? [])].filter(([path]) =>
      /^k3s\/a\/manifests\/.*cilium/.test(path),
    );
    const charts = manifests
      .flatMap(([, bytes]) => parseAllDocuments(new TextDecoder().decode(bytes)).map((each) => each.toJS()))
      .filter(({ kind }) => kind === "HelmChart")
      .map(({ spec }) => spec.repo ?? spec.chart);
    expect(charts).toHaveLength(1);
    expect(charts[0]).toMatch(/^(https:\/\/mirror\.test\/helm|oci:\/\/mirror\.test)\//);
  });

  it("changes nothing where there is none", () => {
    const { compiled: plain } = compileFiles(homelabOf(PINS));
    const { compiled: empty } = compiled("{}");
    const bytes = (found: Compiled | undefined) =>
      [...(found?.tree.files ?? [])].map(([path, content]) => `${path} ${new TextDecoder().decode(content)}`);
    expect(bytes(empty)).toEqual(bytes(plain));
    expect(bytes(plain).length).toBeGreaterThan(10);
  });

  it("tells a repository that nothing uses, and what is no repository", () => {
    expect(located(compiled(`{repositories: {"https://chrats.test/": "oci://x.test"}}`))).toEqual([
      'W_MIRROR_UNUSED 7:69 delivery.charts.mirror.repositories["https://chrats.test/"]',
    ]);
    expect(located(compiled("{oci: https://x.test}"))).toEqual(["E_PATTERN 7:35 delivery.charts.mirror.oci"]);
    expect(located(compiled("{https: 'https://me:secret@x.test'}"))).toEqual([
      "E_PATTERN 7:37 delivery.charts.mirror.https",
    ]);
  });

  it("is no provider", () => {
    const files = homelabOf({});
    const without = String(files["homelab.yaml"])
      .replace(FLUX, `delivery: {charts: {mirror: ${BOTH}}}`)
      .replace("extensions:\n", "");
    expect(located(compileFiles({ "homelab.yaml": without }))).toEqual(["E_SLOT_EMPTY 7:1 delivery"]);
  });
});

const web = await startWeb();

/** What a mirror serves of `one`. */
function serve(bytes: Uint8Array): void {
  web.routes.set(
    "mirror.test/charts.test/stable/index.yaml",
    "entries:\n  one:\n  - version: 1.0.0\n    urls: [one.tgz]\n  - version: 1.0.1\n    urls: [x.tgz]\n",
  );
  web.routes.set("mirror.test/charts.test/stable/one.tgz", bytes);
}

const ONE = chart("one", "1.0.0");

function planOf(mirror: string) {
  const files = homelabOf({ one: PINS.one });
  const { compiled: found } = compileFiles({
    ...files,
    "homelab.yaml": String(files["homelab.yaml"]).replace("{flux:", `{charts: {mirror: ${mirror}}, flux:`),
  });
  if (found === undefined) throw new Error("no plan");
  return found.plan;
}

const lock = (before?: string) => {
  const fs = memoryFileSystem(before === undefined ? {} : { "k8sgen.lock": before });
  const { value } = readLock(fs, "", new Sources());
  return lockCharts(
    planOf("{https: https://mirror.test}"),
    value,
    { offline: false },
    { fs, store: memoryStore(), network: web.network },
  );
};

const codeAndPlace = ({ diagnostics }: Awaited<ReturnType<typeof lock>>) =>
  diagnostics.map(({ code, location, path }) => `${code} ${location?.file}:${location?.line} ${path}`);

describe("k8sgen lock with a mirror", () => {
  it("asks the mirror, and records the chart as its blueprint names it: with and without a mirror one lock fits", async () => {
    serve(ONE);
    const { value, diagnostics } = await lock();
    expect(diagnostics).toEqual([]);
    const written = lockText((value ?? []).map(({ locked }) => locked));
    expect(written).toContain(
      "repository: https://charts.test/stable\n    version: '1.0.0'\n    url: https://mirror.test/charts.test/stable/one.tgz\n",
    );
    expect(web.seen.every(({ url }) => url.startsWith("mirror.test/"))).toBe(true);
    const read = readLock(memoryFileSystem({ "k8sgen.lock": written }), "", new Sources()).value;
    if (read === undefined) throw new Error("no lock");
    expect(checkLock(planOf("{}"), read)).toEqual([]);
  });

  it("tells at the mirror's line what the mirror does not have, and what is not what was locked", async () => {
    expect(codeAndPlace(await lock())).toEqual(["E_LOCK_FETCH homelab.yaml:7 delivery.charts.mirror.https"]);
    web.routes.set("mirror.test/charts.test/stable/index.yaml", "entries:\n  two: []\n");
    expect(codeAndPlace(await lock())).toEqual([
      "E_LOCK_MISSING homelab.yaml:7 delivery.charts.mirror.https",
    ]);
    serve(chart("two", "1.0.0"));
    expect(codeAndPlace(await lock())).toEqual(["E_CHART_FILE homelab.yaml:7 delivery.charts.mirror.https"]);
    serve(ONE);
    const { value } = await lock();
    const written = lockText((value ?? []).map(({ locked }) => locked));
    serve(chart("one", "1.0.0", ""));
    expect(codeAndPlace(await lock(written))).toEqual(["E_LOCK_DIGEST k8sgen.lock:10 charts.one.digest"]);
  });

  it("asks the mirror for newer versions", async () => {
    serve(ONE);
    const { proposals } = await proposeUpdates(
      planOf("{https: https://mirror.test}"),
      { within: "minor" },
      web.network,
    );
    expect(proposals).toMatchObject([{ component: "one", proposed: { version: "1.0.1", step: "patch" } }]);
  });
});
