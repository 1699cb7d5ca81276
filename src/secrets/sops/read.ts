import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  type YAMLMap,
} from "yaml";
import { getAt, isObject, type Json, type JsonObject } from "../../values/json.ts";
import { commentInClear } from "./comments.ts";
import { isEncryptedPath, PARTS, parseCipherText } from "./format.ts";
import { metadataOf, type SopsMetadata } from "./metadata.ts";

/** One value of the document, as it stands there. */
export interface Leaf {
  readonly path: readonly string[];
  readonly value: string | number | boolean;
  readonly isEncrypted: boolean;
}

/** A Secret as SOPS encrypted it, not decrypted yet. */
export interface SopsSecret {
  readonly namespace: string;
  readonly name: string;
  /** The object with its cipher texts, without `sops`. */
  readonly object: JsonObject;
  /** Names of the keys below data and stringData; keys whose content is empty count as not there. */
  readonly keys: readonly string[];
  /** In the order of the file: the digest goes over them in this order. */
  readonly leaves: readonly Leaf[];
  readonly sops: SopsMetadata;
}

/** Why a file cannot be used. The words never quote the file: it may hold what should have been encrypted. */
export interface Problem {
  readonly reason: string;
  /** Counts from 1. */
  readonly line: number;
  /** Something stands in clear text. */
  readonly isClear: boolean;
}

export type SopsReading = { readonly secret: SopsSecret } | { readonly problem: Problem };

/** Kubernetes takes no Secret above 1 MiB (https://kubernetes.io/docs/concepts/configuration/secret/); base64 makes a third more of it. */
const SIZE_LIMIT = 2 * 1024 * 1024;
const FIELDS = ["apiVersion", "kind", "metadata", "type", "immutable", ...PARTS, "sops"];

/** Reads one file. Nothing is decrypted, so that no key is needed. */
export function readSopsSecret(bytes: Uint8Array): SopsReading {
  const reader = new Reader();
  try {
    return { secret: reader.read(bytes) };
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.problem };
    throw error;
  }
}

class Refusal extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.reason);
    this.problem = problem;
  }
}

class Reader {
  readonly #lines = new LineCounter();
  readonly #leaves: Leaf[] = [];

  read(bytes: Uint8Array): SopsSecret {
    const root = this.#parse(bytes);
    for (const pair of root.items as Pair<Node, Node | null>[])
      if (!FIELDS.includes(keyOf(pair) ?? "")) this.#refuse("it has a field that no Secret has", pair.key);
    const object = this.#map(root, []);
    const { sops, ...secret } = object;
    if (sops === undefined) this.#refuse("SOPS did not encrypt it: there is no `sops` in it", root, true);
    if (secret.apiVersion !== "v1" || secret.kind !== "Secret") this.#refuse("it is no Secret", root);
    const [name, namespace] = [getAt(secret, ["metadata", "name"]), getAt(secret, ["metadata", "namespace"])];
    if (typeof name !== "string" || typeof namespace !== "string")
      this.#refuse("its metadata has no name or no namespace", root);
    const metadata = metadataOf(sops ?? null);
    if (typeof metadata === "string") this.#refuse(metadata, root);
    const keys = PARTS.flatMap((part) => {
      const content = secret[part] ?? {};
      if (!isObject(content)) return this.#refuse(`\`${part}\` is no map of texts`, root);
      return Object.keys(content).filter((key) => content[key] !== "");
    });
    const comment = commentInClear(root, PARTS);
    if (comment !== undefined) this.#refuse("a comment beside its contents is not encrypted", comment, true);
    const leaves = this.#leaves.filter(({ path }) => path[0] !== "sops");
    return { namespace, name, object: secret, keys: [...new Set(keys)].sort(), leaves, sops: metadata };
  }

  #parse(bytes: Uint8Array): YAMLMap {
    const text = bytes.byteLength > SIZE_LIMIT ? undefined : decode(bytes);
    if (text === undefined) this.#refuse("it is no text, or too long for a Secret");
    const documents = parseAllDocuments(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      logLevel: "silent",
    });
    const [document, ...more] = Array.isArray(documents) ? documents : [];
    const error = document?.errors[0];
    if (error !== undefined) this.#refuseAt("it is not YAML", error.pos[0]);
    if (document === undefined || more.length > 0 || !isMap(document.contents))
      this.#refuse("it is not one YAML document with a map in it");
    return document.contents;
  }

  #map(map: YAMLMap, path: readonly string[]): JsonObject {
    const entries = (map.items as Pair<Node, Node | null>[]).map((pair) => {
      const key = keyOf(pair);
      if (key === undefined) return this.#refuse("it has a key that is no text", pair.key);
      return [key, this.#value(pair.value, [...path, key], pair.key)] as const;
    });
    return Object.fromEntries(entries);
  }

  #value(node: Node | null, path: readonly string[], near: Node): Json {
    const isEncrypted = path[0] !== "sops" && isEncryptedPath(path);
    if (isMap(node)) {
      if (path.length > 1 && PARTS.some((part) => part === path[0])) this.#refuse("a content is a map", near);
      return this.#map(node, path);
    }
    if (isSeq(node))
      return node.items.map((item) => {
        // A list is no step of the path for SOPS.
        return this.#value(item as Node | null, path, near);
      });
    if (node === null) return null;
    if (!isScalar(node)) return this.#refuse("it has an alias", node);
    const { value } = node;
    if (value === null) return null;
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
      return this.#refuse("it has a value that Kubernetes does not know", node);
    const isCipher = typeof value === "string" && parseCipherText(value) !== undefined;
    if (isEncrypted && !isCipher && value !== "") this.#refuse("a content is not encrypted", near, true);
    if (!isEncrypted && isCipher && path[0] !== "sops")
      this.#refuse("more than the contents is encrypted; Flux needs names and namespaces in clear", near);
    this.#leaves.push({ path, value, isEncrypted });
    return value;
  }

  #refuse(reason: string, node?: Node, isClear = false): never {
    return this.#refuseAt(reason, node?.range?.[0] ?? 0, isClear);
  }

  #refuseAt(reason: string, offset: number, isClear = false): never {
    throw new Refusal({ reason, line: Math.max(1, this.#lines.linePos(offset).line), isClear });
  }
}

const keyOf = ({ key }: Pair<Node, Node | null>): string | undefined =>
  isScalar(key) && typeof key.value === "string" ? key.value : undefined;

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
