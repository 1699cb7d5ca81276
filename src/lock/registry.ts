import { isArray, isObject, type Json } from "../values/json.ts";
import { sha256 } from "./archives.ts";
import { ChartFault } from "./fault.ts";
import { type Answer, get, type Network, shown } from "./http.ts";
import type { ChartSource } from "./source.ts";

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
/** https://helm.sh/docs/topics/registries/#oci-feature-deprecation-and-behavior-changes-with-v380 */
const CHART_LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
const TAG_PAGES = 50;

/**
 * Charts in an OCI registry, asked without a login: where it wants a token, one for anonymous readers is got.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 * @param repository `oci://<host>/<path>`, without the chart's name
 */
export function ociRegistry(network: Network, repository: string): ChartSource {
  const [host = "", ...folders] = repository
    .replace(/^oci:\/\//, "")
    .replace(/\/+$/, "")
    .split("/");
  // https://docs.docker.com/reference/api/registry/latest/ : the registry of docker.io has another name.
  const origin = `https://${host === "docker.io" ? "registry-1.docker.io" : host}`;
  const tokens = new Map<string, string>();

  const ask = async (chart: string, path: string, accept: string): Promise<Answer> => {
    const url = `${origin}/v2/${[...folders, chart].join("/")}/${path}`;
    const headers = () => {
      const token = tokens.get(chart);
      return {
        accept,
        "accept-encoding": "identity",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      };
    };
    const first = await get(network, url, headers());
    if (first.status !== 401) return first;
    tokens.set(chart, await anonymousToken(network, url, first.headers.get("www-authenticate")));
    const second = await get(network, url, headers());
    if (second.status === 401)
      throw new ChartFault("source", `${shown(url)}: it cannot be read without a login`);
    return second;
  };

  return {
    async fetch(chart, version) {
      const reference = `${repository.replace(/\/+$/, "")}/${chart}:${version}`;
      const manifest = await ask(chart, `manifests/${tagOf(version)}`, MANIFEST);
      if (manifest.status === 404) throw new ChartFault("missing", `there is no ${reference}`);
      const stated = manifest.headers.get("docker-content-digest");
      if (stated?.startsWith("sha256:") && stated !== sha256(manifest.bytes))
        throw new ChartFault(
          "archive",
          `the manifest of ${reference} is not the one that its registry states`,
        );
      const digest = layerOf(manifest.bytes);
      if (digest === undefined) throw new ChartFault("source", `${reference} is no Helm chart`);
      const blob = await ask(chart, `blobs/${digest}`, "*/*");
      if (blob.status === 404)
        throw new ChartFault("source", `${reference}: its registry has lost the archive ${digest}`);
      const found = sha256(blob.bytes);
      if (found !== digest)
        throw new ChartFault(
          "archive",
          `${reference} has another digest than its manifest states: ${found}, not ${digest}`,
        );
      return { url: reference, bytes: blob.bytes };
    },
    async versions(chart) {
      const versions: string[] = [];
      let path: string | undefined = "tags/list?n=1000";
      for (let page = 0; path !== undefined && page < TAG_PAGES; page++) {
        const answer: Answer = await ask(chart, path, "application/json");
        if (answer.status === 404) throw new ChartFault("missing", `there is no ${repository}/${chart}`);
        const tags = (parsed(answer.bytes) as { readonly tags?: Json } | undefined)?.tags;
        if (isArray(tags)) versions.push(...tags.filter((tag) => typeof tag === "string").map(versionOf));
        path = nextPage(answer.headers.get("link"));
      }
      return versions;
    },
  };
}

/** A tag holds no `+`; Helm writes `_`. https://helm.sh/docs/topics/registries/#other-subcommands */
const tagOf = (version: string): string => version.replaceAll("+", "_");
const versionOf = (tag: string): string => tag.replaceAll("_", "+");

/** The query of the next page, as `<...?n=1000&last=x>; rel="next"` gives it. */
function nextPage(link: string | null): string | undefined {
  const query = /<[^>?]*\?([^>]*)>\s*;\s*rel="?next"?/.exec(link ?? "")?.[1];
  return query === undefined ? undefined : `tags/list?${query}`;
}

function parsed(bytes: Uint8Array): Json | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Json;
  } catch {
    return undefined;
  }
}

/** Digest of the layer that is the chart's archive. */
function layerOf(manifest: Uint8Array): string | undefined {
  const value = parsed(manifest);
  const layers = isObject(value) && isArray(value.layers) ? value.layers : [];
  const layer = layers.find((each) => isObject(each) && each.mediaType === CHART_LAYER);
  const digest = isObject(layer) ? layer.digest : undefined;
  return typeof digest === "string" && /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : undefined;
}

/** https://distribution.github.io/distribution/spec/auth/token/ */
async function anonymousToken(network: Network, url: string, challenge: string | null): Promise<string> {
  const fields = new Map(
    [...(challenge ?? "").matchAll(/([a-z]+)="([^"]*)"/gi)].map(([, key = "", value = ""]) => [
      key.toLowerCase(),
      value,
    ]),
  );
  const realm = fields.get("realm");
  if (!/^bearer /i.test(challenge ?? "") || realm === undefined)
    throw new ChartFault("source", `${shown(url)}: it cannot be read without a login`);
  let address: URL;
  try {
    address = new URL(realm);
  } catch {
    throw new ChartFault("source", `${shown(url)}: it sends to \`${realm}\` for a token`);
  }
  for (const key of ["service", "scope"]) {
    const value = fields.get(key);
    if (value !== undefined) address.searchParams.set(key, value);
  }
  const { status, bytes } = await get(network, address.href);
  const answer = parsed(bytes);
  const token = isObject(answer) ? (answer.token ?? answer.access_token) : undefined;
  if (status !== 200 || typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token))
    throw new ChartFault("source", `${shown(url)}: it cannot be read without a login`);
  return token;
}
