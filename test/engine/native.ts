import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments, type Tags } from "yaml";
import type { RenderedObject } from "../../src/engine/protocol.ts";
import type { Json } from "../../src/values/json.ts";

const run = promisify(execFile);

/** The makers' own Helm with what a test gives to both sides. */
export interface NativeRequest {
  readonly helm: string;
  readonly chart: string;
  /** Path of a values file. */
  readonly values: string;
  readonly kubernetesVersion: string;
  readonly apiVersions: readonly string[];
}

/** What `helm template` prints; rejects where it fails. */
export async function nativeText(request: NativeRequest): Promise<string> {
  const { stdout } = await run(
    request.helm,
    [
      ...[
        "template",
        "r",
        request.chart,
        "--namespace",
        "space",
        "--include-crds",
        "--values",
        request.values,
      ],
      ...["--kube-version", request.kubernetesVersion],
      ...request.apiVersions.flatMap((version) => ["--api-versions", version]),
    ],
    { maxBuffer: 256 * 2 ** 20 },
  );
  return stdout;
}

/** The API versions that Helm's own program offers to a chart by itself. */
export async function nativeApiVersions(helm: string, folder: string): Promise<readonly string[]> {
  const chart = join(folder, "versions");
  mkdirSync(join(chart, "templates"), { recursive: true });
  writeFileSync(join(chart, "Chart.yaml"), "apiVersion: v2\nname: versions\nversion: 1.0.0\n");
  writeFileSync(join(chart, "templates/a.yaml"), "versions: {{ .Capabilities.APIVersions | toJson }}\n");
  const { stdout } = await run(helm, ["template", "r", chart]);
  const line = /^versions: (.*)$/m.exec(stdout)?.[1] ?? "[]";
  return JSON.parse(line) as readonly string[];
}

/** Go's YAML reads numbers in base 60, times and bytes as texts, as the API server gets them. */
const asGo = (tags: Tags): Tags =>
  tags.filter(
    (tag) =>
      typeof tag === "string" ||
      !("tag" in tag) ||
      (!/:(timestamp|binary|set|omap|pairs)$/.test(tag.tag) && (!("format" in tag) || tag.format !== "TIME")),
  );

type Content = { readonly [key: string]: Json };

const isMap = (value: unknown): value is Content =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The objects of a YAML text as the protocol promises them: Lists unfolded, no nulls in maps, nothing that is empty. */
export function objectsIn(text: string): readonly Content[] {
  const documents = parseAllDocuments(text, {
    version: "1.1",
    customTags: asGo,
    uniqueKeys: false,
    logLevel: "silent",
  });
  return [...documents].flatMap((document) => {
    if ("errors" in document && document.errors.length > 0) throw document.errors[0];
    return unfold(document.toJS({ maxAliasCount: -1 }) as Json);
  });
}

function unfold(value: Json): readonly Content[] {
  if (!isMap(value) || Object.keys(value).length === 0) return [];
  if (Array.isArray(value.items) && String(value.kind).endsWith("List")) return value.items.flatMap(unfold);
  return [withoutNulls(value) as Content];
}

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isMap(value)) return value;
  const rest = Object.entries(value).filter(([, child]) => child !== null);
  return Object.fromEntries(rest.map(([key, child]) => [key, withoutNulls(child)]));
}

/** `apiVersion/Kind namespace/name`. */
export function identityOf(content: Content): string {
  const metadata = isMap(content.metadata) ? content.metadata : {};
  return `${content.apiVersion}/${content.kind} ${metadata.namespace ?? ""}/${metadata.name}`;
}

/** Objects by identity, in a stable order; two of one identity keep the order of their contents. */
export const sorted = (objects: readonly Content[]): readonly Content[] =>
  objects
    .map((content) => ({ content, key: `${identityOf(content)} ${canonical(content)}` }))
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ content }) => content);

export const contentsOf = (objects: readonly RenderedObject[]): readonly Content[] =>
  objects.map(({ content }) => content as Content);

/** JSON with sorted keys. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isMap(value)) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, child]) => `${JSON.stringify(key)}:${canonical(child)}`).join(",")}}`;
}

/** Replaces every text of `one` that `other` has otherwise at the same place, and counts them. */
export function masked(
  one: Json | undefined,
  other: Json | undefined,
  target: Json | undefined,
  count: () => void,
): Json | undefined {
  if (typeof one === "string" && typeof other === "string" && one !== other && typeof target === "string") {
    count();
    return MASK;
  }
  if (Array.isArray(one) && Array.isArray(other) && Array.isArray(target))
    return target.map((child, i) => masked(one[i], other[i], child, count) ?? null);
  if (isMap(one) && isMap(other) && isMap(target)) {
    return Object.fromEntries(
      Object.entries(target).map(([key, child]) => [key, masked(one[key], other[key], child, count) ?? null]),
    );
  }
  return target;
}

const MASK = "invented while rendering";
