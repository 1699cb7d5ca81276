import { describe, expect, it } from "vitest";
import { chart, digestOf, type Locked, lock, memoryStore } from "./lab.ts";
import { type Route, redirect, startWeb, status } from "./server.ts";

const web = await startWeb();
const { routes, seen } = web;

const ONE = chart("one", "1.0.0+a");
const PINS = { one: { name: "one", repository: "oci://oci.test/team/charts", version: "1.0.0+a" } };
const BASE = "oci.test/v2/team/charts/one";
const MANIFEST = `${BASE}/manifests/1.0.0_a`;
const BLOB = `${BASE}/blobs/sha256:${digestOf(ONE)}`;
const LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

const manifest = (digest = `sha256:${digestOf(ONE)}`, mediaType = LAYER) =>
  JSON.stringify({
    schemaVersion: 2,
    config: { mediaType: "application/vnd.cncf.helm.config.v1+json", digest: "sha256:0", size: 2 },
    layers: [
      { mediaType: "application/vnd.cncf.helm.chart.provenance.v1.prov", digest: "sha256:1", size: 1 },
      { mediaType, digest, size: ONE.length },
    ],
  });

const CHALLENGE =
  'Bearer realm="https://auth.test/token?x=1",service="oci.test",scope="repository:team/charts/one:pull"';
const TOKEN = "auth.test/token?x=1&service=oci.test&scope=repository%3Ateam%2Fcharts%2Fone%3Apull";

/** Answers those only who bring the token. */
const guarded =
  (content: Route): Route =>
  (request, response, count) => {
    if (request.headers.authorization !== "Bearer abc")
      response.writeHead(401, { "www-authenticate": CHALLENGE }).end();
    else if (typeof content === "function") content(request, response, count);
    else response.writeHead(200).end(content);
  };

const run = (): Promise<Locked> => lock({ pins: PINS, network: web.network });

describe("an OCI registry", () => {
  it("gives a chart to everybody", async () => {
    routes.set(MANIFEST, manifest());
    routes.set(BLOB, ONE);
    const { held, found, text } = await run();
    expect(found).toEqual([]);
    expect(held).toMatchObject([
      { from: "repository", locked: { url: "oci://oci.test/team/charts/one:1.0.0+a" } },
    ]);
    expect(text).toContain(digestOf(ONE));
    expect(seen.map(({ url }) => url)).toEqual([MANIFEST, BLOB]);
    expect(seen[0]?.headers.accept).toBe("application/vnd.oci.image.manifest.v1+json");
  });

  it("wants a token for anonymous readers, which no other host sees", async () => {
    routes.set(MANIFEST, guarded(manifest()));
    routes.set(TOKEN, '{"access_token":"abc"}');
    routes.set(BLOB, guarded(redirect("https://blobs.test/1?signature=s")));
    routes.set("blobs.test/1?signature=s", ONE);
    const { found, text } = await run();
    expect(found).toEqual([]);
    expect(text).not.toContain("signature");
    expect(seen.map(({ url, headers }) => `${url} ${headers.authorization ?? "-"}`)).toEqual([
      `${MANIFEST} -`,
      `${TOKEN} -`,
      `${MANIFEST} Bearer abc`,
      `${BLOB} Bearer abc`,
      "blobs.test/1?signature=s -",
    ]);
  });

  it("is asked again when it is busy", async () => {
    routes.set(MANIFEST, (_, response, count) =>
      count === 1 ? response.writeHead(429).end() : response.writeHead(200).end(manifest()),
    );
    routes.set(BLOB, ONE);
    expect((await run()).found).toEqual([]);
    expect(web.waits).toEqual([500]);
  });

  it("of docker.io has another name", async () => {
    const pins = { one: { ...PINS.one, repository: "oci://docker.io/team" } };
    const { messages } = await lock({ pins, network: web.network });
    expect(seen[0]?.url).toBe("registry-1.docker.io/v2/team/one/manifests/1.0.0_a");
    expect(messages).toContain("there is no oci://docker.io/team/one:1.0.0+a");
  });
});

const SOURCE = "E_LOCK_FETCH blueprints/extensions/one/blueprint.yaml:8:15";
const VERSION = "blueprints/extensions/one/blueprint.yaml:9:12";

interface Fault {
  readonly title: string;
  readonly routes: Readonly<Record<string, Route>>;
  readonly expected: string;
  readonly says: string;
}

const challenge = (value: string): Route => status(401, { "www-authenticate": value });

const FAULTS: readonly Fault[] = [
  {
    title: "no such version",
    routes: {},
    expected: `E_LOCK_MISSING ${VERSION}`,
    says: "there is no oci://oci.test/team/charts/one:1.0.0+a",
  },
  {
    title: "an image that is no chart",
    routes: { [MANIFEST]: manifest(undefined, "application/vnd.oci.image.layer.v1.tar+gzip") },
    expected: SOURCE,
    says: "is no Helm chart",
  },
  {
    title: "a digest that leads elsewhere",
    routes: { [MANIFEST]: manifest("sha256:../../x") },
    expected: SOURCE,
    says: "is no Helm chart",
  },
  { title: "a web page", routes: { [MANIFEST]: "<html>" }, expected: SOURCE, says: "is no Helm chart" },
  {
    title: "an archive that is lost",
    routes: { [MANIFEST]: manifest() },
    expected: SOURCE,
    says: "its registry has lost the archive sha256:",
  },
  {
    title: "an archive with another digest",
    routes: { [MANIFEST]: manifest(), [BLOB]: chart("one", "1.0.0+a", "") },
    expected: `E_CHART_FILE ${VERSION}`,
    says: "has another digest than its manifest states",
  },
  {
    title: "another manifest than the registry states",
    routes: {
      [MANIFEST]: (_, response) =>
        response.writeHead(200, { "docker-content-digest": `sha256:${"0".repeat(64)}` }).end(manifest()),
    },
    expected: `E_CHART_FILE ${VERSION}`,
    says: "is not the one that its registry states",
  },
  {
    title: "a login by password",
    routes: { [MANIFEST]: challenge('Basic realm="https://auth.test/token"') },
    expected: SOURCE,
    says: "it cannot be read without a login",
  },
  {
    title: "nowhere to get a token",
    routes: { [MANIFEST]: challenge('Bearer service="oci.test"') },
    expected: SOURCE,
    says: "it cannot be read without a login",
  },
  {
    title: "a token from a place that is none",
    routes: { [MANIFEST]: challenge('Bearer realm="token"') },
    expected: SOURCE,
    says: "it sends to `token` for a token",
  },
  {
    title: "a token without TLS",
    routes: { [MANIFEST]: challenge('Bearer realm="http://auth.test/token"') },
    expected: SOURCE,
    says: "only https:// is asked",
  },
  {
    title: "no token for strangers",
    routes: { [MANIFEST]: guarded(manifest()), [TOKEN]: status(401) },
    expected: SOURCE,
    says: "it cannot be read without a login",
  },
  {
    title: "a token that would be two headers",
    routes: { [MANIFEST]: guarded(manifest()), [TOKEN]: '{"token":"a\\r\\nb: c"}' },
    expected: SOURCE,
    says: "it cannot be read without a login",
  },
  {
    title: "a token that does not open",
    routes: { [MANIFEST]: guarded(manifest()), [TOKEN]: '{"token":"other"}' },
    expected: SOURCE,
    says: "it cannot be read without a login",
  },
];

describe("what a registry may do wrong is told at the blueprint's line, and nothing is kept", () => {
  it.each(FAULTS)("$title", async (fault) => {
    for (const [path, route] of Object.entries(fault.routes)) routes.set(path, route);
    const store = memoryStore();
    const { text, found, messages } = await lock({ pins: PINS, network: web.network, store });
    expect(messages).toContain(fault.says);
    expect(found).toEqual([fault.expected]);
    expect(text).toBeUndefined();
    expect(store.archives.size).toBe(0);
  });
});
