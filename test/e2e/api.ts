import { Agent, request } from "node:https";
import { getAt, isObject, type Json, type JsonObject } from "../../src/values/json.ts";

/** Where an API server is, and how it is asked. */
export interface Access {
  readonly port: number;
  /** PEM of who vouches for its certificate. */
  readonly authority: string;
  readonly token: string;
}

export interface Answer {
  readonly status: number;
  readonly body: Json;
  /** Texts of the `Warning` headers. https://kubernetes.io/docs/reference/using-api/#warnings */
  readonly warnings: readonly string[];
}

interface Resource {
  readonly path: string;
  readonly namespaced: boolean;
}

/** The name that the test's own fields go by in `managedFields`. */
const MANAGER = "end-to-end";

/** A client of the API server: only what HTTP needs, so that a thousand objects take seconds. */
export class Api {
  readonly #access: Access;
  readonly #agent: Agent;
  readonly #resources = new Map<string, ReadonlyMap<string, Resource>>();

  constructor(access: Access) {
    this.#access = access;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 8, ca: access.authority });
  }

  close(): void {
    this.#agent.destroy();
  }

  /**
   * Asks once more where a connection was closed while nobody used it, by a new one, as others may be closed as well: all
   * that the tests ask may be asked twice.
   */
  async call(method: string, path: string, body?: Json, type = "application/json"): Promise<Answer> {
    try {
      return await this.#ask(method, path, body, type, this.#agent);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ECONNRESET")) throw error;
      return await this.#ask(method, path, body, type, new Agent({ ca: this.#access.authority }));
    }
  }

  async #ask(
    method: string,
    path: string,
    body: Json | undefined,
    type: string,
    agent: Agent,
  ): Promise<Answer> {
    const { port, token } = this.#access;
    const text = body === undefined ? undefined : JSON.stringify(body);
    return await new Promise((resolve, reject) => {
      const headers = {
        Authorization: `Bearer ${token}`,
        Accept: "application/json",
        ...(text === undefined ? {} : { "Content-Type": type, "Content-Length": Buffer.byteLength(text) }),
      };
      const call = request({ agent, host: "127.0.0.1", port, method, path, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () => {
          const said = Buffer.concat(chunks).toString("utf8");
          const warnings = answer.headersDistinct.warning ?? [];
          resolve({
            status: answer.statusCode ?? 0,
            body: said.startsWith("{") ? (JSON.parse(said) as Json) : said,
            warnings: warnings.map(warningText),
          });
        });
      });
      call.on("error", reject);
      call.end(text);
    });
  }

  /** An object; undefined where there is none, or no such kind. */
  async get(
    apiVersion: string,
    kind: string,
    namespace: string,
    name: string,
  ): Promise<JsonObject | undefined> {
    const path = await this.#pathOf(apiVersion, kind, namespace);
    if (path === undefined) return undefined;
    const { status, body } = await this.call("GET", `${path}/${name}`);
    return status === 200 && isObject(body) ? body : undefined;
  }

  /** All objects of a kind in all namespaces; none where there is no such kind. */
  async list(apiVersion: string, kind: string): Promise<readonly JsonObject[]> {
    const path = await this.#pathOf(apiVersion, kind, "");
    if (path === undefined) return [];
    const { body } = await this.call("GET", path);
    const items = getAt(body, ["items"]);
    // Lists of built-in kinds leave out what all items have in common.
    return Array.isArray(items) ? items.filter(isObject).map((item) => ({ ...item, apiVersion, kind })) : [];
  }

  /**
   * Server-side apply, with unknown and doubled fields refused.
   * @returns why it was refused, and what the API server warns of
   */
  async apply(
    object: JsonObject,
    { dryRun = false } = {},
  ): Promise<{ refused?: string; warnings: readonly string[] }> {
    const { apiVersion, kind, namespace, name } = identityOf(object);
    const path = await this.#pathOf(apiVersion, kind, namespace);
    if (path === undefined) return { refused: `there is no kind ${kind} of ${apiVersion}`, warnings: [] };
    const query = `fieldManager=${MANAGER}&force=true&fieldValidation=Strict${dryRun ? "&dryRun=All" : ""}`;
    const { status, body, warnings } = await this.call(
      "PATCH",
      `${path}/${name}?${query}`,
      object,
      "application/apply-patch+yaml",
    );
    return status < 300
      ? { warnings }
      : { refused: `${status} ${getAt(body, ["message"]) ?? JSON.stringify(body)}`, warnings };
  }

  /** Changes fields as `kubectl patch --type=merge` does; where they are gone, there is nothing to change. */
  async patch(object: JsonObject, change: JsonObject, subresource?: string): Promise<void> {
    const { apiVersion, kind, namespace, name } = identityOf(object);
    const path = await this.#pathOf(apiVersion, kind, namespace);
    const { status, body } = await this.call(
      "PATCH",
      `${path}/${name}${subresource === undefined ? "" : `/${subresource}`}?fieldManager=${MANAGER}`,
      change,
      "application/merge-patch+json",
    );
    if (status >= 300 && status !== 404) throw new Error(`${kind} ${name}: ${JSON.stringify(body)}`);
  }

  async #pathOf(apiVersion: string, kind: string, namespace: string): Promise<string | undefined> {
    const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const known = this.#resources.get(group)?.get(kind) ?? (await this.#discover(group)).get(kind);
    if (known === undefined) return undefined;
    return known.namespaced && namespace !== ""
      ? `${group}/namespaces/${namespace}/${known.path}`
      : `${group}/${known.path}`;
  }

  async #discover(group: string): Promise<ReadonlyMap<string, Resource>> {
    const { body } = await this.call("GET", group);
    const resources = getAt(body, ["resources"]);
    const found = new Map<string, Resource>();
    for (const resource of Array.isArray(resources) ? resources.filter(isObject) : []) {
      // Subresources are named `<resource>/<subresource>`.
      if (String(resource.name).includes("/")) continue;
      found.set(String(resource.kind), {
        path: String(resource.name),
        namespaced: resource.namespaced === true,
      });
    }
    this.#resources.set(group, found);
    return found;
  }
}

export interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty where the object names none. */
  readonly namespace: string;
  readonly name: string;
}

export const identityOf = (object: JsonObject): Identity => ({
  apiVersion: String(object.apiVersion),
  kind: String(object.kind),
  namespace: String(getAt(object, ["metadata", "namespace"]) ?? ""),
  name: String(getAt(object, ["metadata", "name"])),
});

/** `Kind namespace/name`, for people. */
export const titleOf = (object: JsonObject): string => {
  const { kind, namespace, name } = identityOf(object);
  return `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
};

/** The text of `299 - "text"`, a quoted string: https://www.rfc-editor.org/rfc/rfc7234#section-5.5 */
const warningText = (header: string): string =>
  header.replace(/^\d+ \S+ "(.*)"$/, "$1").replace(/\\(.)/g, "$1");
