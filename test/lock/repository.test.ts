import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { tgz } from "../support/archive.ts";
import { chart, digestOf, type Locked, lock, memoryStore } from "./lab.ts";
import { type Route, redirect, startWeb, status } from "./server.ts";

// As patient as a machine that has much else to do; what waits for silence says so.
const web = await startWeb({ idle: 30_000, total: 60_000, limit: 32 * 1024 * 1024 });
const SHORT = 150;
const { routes, seen, waits } = web;

const ONE = chart("one", "1.0.0");
const PINS = { one: { name: "one", repository: "https://charts.test/stable", version: "1.0.0" } };
const INDEX = "charts.test/stable/index.yaml";
const ARCHIVE = "charts.test/stable/one-1.0.0.tgz";

/** An index as Helm writes it. */
const index = (url: string, digest = digestOf(ONE), version = "1.0.0") => `apiVersion: v1
entries:
  one:
  - apiVersion: v2
    appVersion: 2.0.0
    created: "2026-01-01T00:00:00Z"
    description: |-
      A chart.
      - version: 1.0.0
    digest: ${digest}
    name: one
    urls:
    - ${url}
    version: ${version}
  - name: one
    urls:
    - one-0.9.0.tgz
    version: 0.9.0
generated: "2026-01-01T00:00:00Z"
`;

const run = (): Promise<Locked> => lock({ pins: PINS, network: web.network });

const urls = () => seen.map(({ url }) => url);

describe("a Helm repository", () => {
  it.each([
    ["a relative address", "one-1.0.0.tgz", ARCHIVE],
    ["an address from the root", "/one.tgz", "charts.test/one.tgz"],
    ["an absolute address of another host", "https://files.test/one.tgz", "files.test/one.tgz"],
  ])("gives an archive at %s", async (_, url, path) => {
    routes.set(INDEX, index(url));
    routes.set(path, ONE);
    const { held, found, text } = await run();
    expect(found).toEqual([]);
    expect(held).toMatchObject([{ from: "repository", locked: { url: `https://${path}` } }]);
    expect(text).toContain(`digest: sha256:${digestOf(ONE)}\n    appVersion: '2.0.0'\n`);
    expect(urls()).toEqual([INDEX, path]);
  });

  it.each<[string, string]>([
    [
      "with items that are indented",
      index(ARCHIVE).replace(/^ {2,}- [^\n]*|^ {4}.*/gm, (line) => `  ${line}`),
    ],
    [
      "with quotes and a comment",
      index(ARCHIVE)
        .replace("  one:", '  # mine\n  "one":')
        .replace("version: 1.0.0\n  -", "version: '1.0.0'\n  -"),
    ],
    ["with line ends of Windows", index(ARCHIVE).replaceAll("\n", "\r\n")],
    ["with a v in front of the version", index(ARCHIVE, digestOf(ONE), "v1.0.0")],
    ["without a digest", index(ARCHIVE).replace(/ {4}digest.*\n/, "")],
    ["with the name of the digest's algorithm", index(ARCHIVE, `sha256:${digestOf(ONE)}`)],
    [
      "as JSON",
      JSON.stringify({
        apiVersion: "v1",
        entries: { one: [{ name: "one", version: "1.0.0", urls: [ARCHIVE], digest: digestOf(ONE) }] },
      }),
    ],
    [
      "with versions in flow style",
      `apiVersion: v1\nentries:\n  one: [{version: 1.0.0, urls: ["${ARCHIVE}"]}]\n`,
    ],
    [
      "in flow style",
      `{apiVersion: v1, entries: {one: [{name: one, version: 1.0.0, urls: ["${ARCHIVE}"]}]}}`,
    ],
  ])("is read %s", async (_, text) => {
    routes.set(INDEX, text.replaceAll(ARCHIVE, "https://charts.test/stable/one-1.0.0.tgz"));
    routes.set(ARCHIVE, ONE);
    expect((await run()).found).toEqual([]);
  });

  it("may be gzipped, and redirect", async () => {
    routes.set(INDEX, redirect("https://elsewhere.test/index.yaml"));
    routes.set("elsewhere.test/index.yaml", (_, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(index("one-1.0.0.tgz"))),
    );
    routes.set(ARCHIVE, redirect("/stable/moved.tgz"));
    routes.set("charts.test/stable/moved.tgz", ONE);
    const { held, found } = await run();
    expect(found).toEqual([]);
    expect(held[0]?.locked.url).toBe(`https://${ARCHIVE}`);
  });

  it("may have an index of 20 MB, which is read in a moment", async () => {
    const other = index("x.tgz").split("\n").slice(3, -2).join("\n");
    const many = Array.from({ length: 400 }, (_, at) => `  a${at}:\n${`${other}\n`.repeat(170)}`).join("");
    const large = index("one-1.0.0.tgz").replace("entries:\n", () => `entries:\n${many}`);
    expect(large.length).toBeGreaterThan(20 * 1024 * 1024);
    routes.set(INDEX, gzipped(large));
    routes.set(ARCHIVE, ONE);
    // Not the clock on the wall: others use the machine too.
    const start = process.cpuUsage();
    expect((await run()).found).toEqual([]);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(5_000);
    expect(web.told).toContain(`fetching https://${INDEX}: 20.0 MiB`);
  });

  it("is asked again when it is busy, as long as it says", async () => {
    routes.set(INDEX, (_, response, count) =>
      count < 3
        ? response.writeHead(429, count === 1 ? { "retry-after": "7" } : {}).end()
        : response.writeHead(200).end(index("one-1.0.0.tgz")),
    );
    routes.set(ARCHIVE, ONE);
    expect((await run()).found).toEqual([]);
    expect(waits).toEqual([7_000, 1_000]);
    expect(web.told).toEqual([
      `fetching https://${INDEX}`,
      `https://${INDEX}: status 429; again in 7 s`,
      `fetching https://${INDEX}`,
      `https://${INDEX}: status 429; again in 1 s`,
      `fetching https://${INDEX}`,
      `fetching https://${ARCHIVE}`,
    ]);
  });

  it("is asked again when a connection breaks", async () => {
    routes.set(INDEX, index("one-1.0.0.tgz"));
    routes.set(ARCHIVE, (request, response, count) =>
      count === 1 ? cutOff(request, response, count) : response.writeHead(200).end(ONE),
    );
    expect((await run()).found).toEqual([]);
    expect(waits).toEqual([500]);
  });
});

const gzipped = (text: string): Route => {
  const bytes = gzipSync(text, { level: 1 });
  return (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bytes);
};

/** Promises more than it gives. */
const cutOff: Exclude<Route, string | Uint8Array> = (_, response) => {
  response.writeHead(200, { "content-length": "100000" });
  response.write("half", () => response.destroy());
};

const SOURCE = "E_LOCK_FETCH blueprints/extensions/one/blueprint.yaml:8:15";
const VERSION = "blueprints/extensions/one/blueprint.yaml:9:12";

interface Fault {
  readonly title: string;
  readonly routes: Readonly<Record<string, Route>>;
  readonly expected: string;
  readonly says: string;
  readonly tries?: number;
  /** Milliseconds of silence that are borne. */
  readonly idle?: number;
}

const served = (archive: Uint8Array) => ({
  [INDEX]: index("one-1.0.0.tgz", digestOf(archive)),
  [ARCHIVE]: archive,
});

const FAULTS: readonly Fault[] = [
  {
    title: "no index",
    routes: {},
    expected: SOURCE,
    says: "https://charts.test/stable/index.yaml: status 404",
  },
  {
    title: "always 503",
    routes: { [INDEX]: status(503) },
    expected: SOURCE,
    says: "status 503, 4 times",
    tries: 4,
  },
  { title: "forbidden", routes: { [INDEX]: status(403) }, expected: SOURCE, says: "status 403" },
  { title: "a login", routes: { [INDEX]: status(401) }, expected: SOURCE, says: "status 401" },
  {
    title: "silence",
    routes: { [INDEX]: () => {} },
    expected: SOURCE,
    says: "nothing came for 0.15 s, 4 times",
    idle: SHORT,
    tries: 4,
  },
  {
    title: "silence in the middle",
    routes: { [INDEX]: (_, response) => void response.writeHead(200).write("apiVersion: v1\n") },
    expected: SOURCE,
    says: "nothing came for 0.15 s, 4 times",
    idle: SHORT,
    tries: 4,
  },
  {
    title: "a body that is cut off",
    routes: { [INDEX]: cutOff },
    expected: SOURCE,
    says: "4 times",
    tries: 4,
  },
  {
    title: "a length that is shorter than the body",
    routes: {
      [INDEX]: (_, response) =>
        response.writeHead(200, { "content-length": "12", connection: "close" }).end(index("one-1.0.0.tgz")),
    },
    expected: SOURCE,
    says: "its index.yaml is not the index of a Helm repository",
  },
  {
    title: "a body without end",
    routes: { [INDEX]: gzipped("x".repeat(33 * 1024 * 1024)) },
    expected: SOURCE,
    says: "more than 33554432 bytes",
  },
  {
    title: "redirects without end",
    routes: { [INDEX]: redirect(`https://${INDEX}`) },
    expected: SOURCE,
    says: "it redirects more than 10 times",
    tries: 11,
  },
  {
    title: "a redirect out of TLS",
    routes: { [INDEX]: redirect("http://charts.test/index.yaml") },
    expected: SOURCE,
    says: "http://charts.test/index.yaml: only https:// is asked",
  },
  {
    title: "an archive out of TLS",
    routes: { [INDEX]: index("http://charts.test/one.tgz") },
    expected: SOURCE,
    says: "only https:// is asked",
  },
  {
    title: "an address with a login, which is not told",
    routes: { [INDEX]: index("https://me:hunter2@charts.test/one.tgz") },
    expected: SOURCE,
    says: "https://charts.test/one.tgz: an address with a login is not used",
  },
  {
    title: "an address that is none",
    routes: { [INDEX]: index("https://") },
    expected: SOURCE,
    says: "says an address that is none",
  },
  {
    title: "no address",
    routes: { [INDEX]: index("x").replace(/ {4}urls:\n {4}- x\n/, "") },
    expected: SOURCE,
    says: "says no address for `one` 1.0.0",
  },
  {
    title: "an index that is a web page",
    routes: { [INDEX]: "<html><body>entries: {</body></html>" },
    expected: SOURCE,
    says: "is not the index of a Helm repository",
  },
  {
    title: "an index that is broken where it matters",
    routes: { [INDEX]: index("one.tgz").replace("name: one\n", 'name: "one\n') },
    expected: SOURCE,
    says: "cannot be read where it speaks of `one`",
  },
  {
    title: "aliases in an index that multiply",
    routes: {
      [INDEX]: index("one.tgz").replace(
        "name: one\n",
        `name: one\n    a: &a [${"x,".repeat(100)}]\n    b: &b [${"*a,".repeat(100)}]\n    c: [${"*b,".repeat(100)}]\n`,
      ),
    },
    expected: SOURCE,
    says: "cannot be read where it speaks of `one`",
  },
  {
    title: "another chart only",
    routes: { [INDEX]: index("x").replace("  one:", "  two:") },
    expected: `E_LOCK_MISSING ${VERSION}`,
    says: "https://charts.test/stable/ has no chart `one`",
  },
  {
    title: "no chart at all",
    routes: { [INDEX]: "apiVersion: v1\nentries: {}\n" },
    expected: `E_LOCK_MISSING ${VERSION}`,
    says: "has no chart `one`",
  },
  {
    title: "another version only",
    routes: { [INDEX]: index("x", "", "1.0.10") },
    expected: `E_LOCK_MISSING ${VERSION}`,
    says: "has no version 1.0.0 of `one`",
  },
  {
    title: "an archive that is gone",
    routes: { [INDEX]: index("one-1.0.0.tgz") },
    expected: SOURCE,
    says: "https://charts.test/stable/one-1.0.0.tgz: status 404",
  },
  {
    title: "an archive with another digest",
    routes: { ...served(ONE), [ARCHIVE]: chart("one", "1.0.0", "") },
    expected: `E_CHART_FILE ${VERSION}`,
    says: "has another digest than the index of its repository states",
  },
  {
    title: "an archive of another chart",
    routes: served(chart("two", "1.0.0")),
    expected: `E_CHART_FILE ${VERSION}`,
    says: "https://charts.test/stable/one-1.0.0.tgz holds two 1.0.0",
  },
  {
    title: "an archive of another version",
    routes: served(chart("one", "1.0.1")),
    expected: `E_CHART_FILE ${VERSION}`,
    says: "holds one 1.0.1",
  },
  {
    title: "half of an archive",
    routes: served(ONE.slice(0, 90)),
    expected: `E_CHART_FILE ${VERSION}`,
    says: "it is no gzipped archive, or cut off",
  },
  {
    title: "an archive of nothing",
    routes: served(gzipSync(Buffer.alloc(1024))),
    expected: `E_CHART_FILE ${VERSION}`,
    says: "it holds no Chart.yaml",
  },
  {
    title: "no tar",
    routes: served(gzipSync("x".repeat(2048))),
    expected: `E_CHART_FILE ${VERSION}`,
    says: "it is cut off, or no tar",
  },
  {
    title: "an archive that unpacks to too much",
    routes: served(gzipSync(Buffer.alloc(101 * 1024 * 1024))),
    expected: `E_CHART_FILE ${VERSION}`,
    says: "it unpacks to more than 104857600 bytes",
  },
  {
    title: "a Chart.yaml that says nothing",
    routes: served(tgz({ "one/Chart.yaml": "name: [one]\n" })),
    expected: `E_CHART_FILE ${VERSION}`,
    says: "its Chart.yaml has no name and version",
  },
];

describe("what a repository may do wrong is told at the blueprint's line, and nothing is kept", () => {
  it.each(FAULTS)("$title", async (fault) => {
    for (const [path, route] of Object.entries(fault.routes)) routes.set(path, route);
    const store = memoryStore();
    const network = { ...web.network, ...(fault.idle === undefined ? {} : { idle: fault.idle }) };
    const { text, found, messages } = await lock({ pins: PINS, network, store });
    expect(messages).toContain(fault.says);
    expect(messages).not.toContain("hunter2");
    expect(found).toEqual([fault.expected]);
    expect(text).toBeUndefined();
    expect(store.archives.size).toBe(0);
    if (fault.tries !== undefined) expect(urls().filter((url) => url === INDEX)).toHaveLength(fault.tries);
  });

  it("a host that is not there", async () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED 192.0.2.1:443"), { code: "ECONNREFUSED" });
    const network = {
      ...web.network,
      fetch: () => Promise.reject(new TypeError("fetch failed", { cause: refused })),
    };
    const { found, messages } = await lock({ pins: PINS, network });
    expect(found).toEqual([SOURCE]);
    expect(messages).toContain("connect ECONNREFUSED 192.0.2.1:443, 4 times");
  });

  it("an answer that drips and never ends", async () => {
    routes.set(INDEX, (_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write("#\n"), 40);
      response.on("close", () => clearInterval(drip));
    });
    const { found, messages } = await lock({
      pins: PINS,
      network: { ...web.network, idle: 10_000, total: 300 },
    });
    expect(found).toEqual([SOURCE]);
    expect(messages).toContain("no end after 0.3 s, 4 times");
  });
});
