import { isArray, isObject, type Json, type JsonObject } from "../../values/json.ts";
import { toYaml } from "../../values/yaml.ts";
import { wrapKey } from "../age.ts";
import { sameRecipients } from "../recipients.ts";
import { decrypt, encrypt, newDataKey } from "./cipher.ts";
import { ENCRYPTED_REGEX, isEncryptedPath, placeOf, SOPS_VERSION } from "./format.ts";
import { type ClearLeaf, macBytes, macOf } from "./mac.ts";
import type { OpenSecret } from "./open.ts";

/** What a Secret is made from. */
export interface Sealing {
  readonly namespace: string;
  readonly name: string;
  /** Labels of a Secret that is new. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Type of a new Secret; Kubernetes' own default where absent. */
  readonly type?: string;
  /** Contents that are new or different. */
  readonly contents: ReadonlyMap<string, string>;
  readonly recipients: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * The text of an encrypted file. Where there was one, its other contents and fields stay; with the same recipients
 * also their cipher texts do, so that a difference shows what changed. With other recipients everything is encrypted
 * with a new data key: who could read the old one must not read what comes later. Comments are not kept.
 */
export async function sealSecret(
  { namespace, name, labels = {}, type, contents, recipients, now }: Sealing,
  before?: OpenSecret,
): Promise<string> {
  const kept =
    before !== undefined &&
    sameRecipients(
      before.secret.sops.age.map(({ recipient }) => recipient),
      recipients,
    ) &&
    before.secret.sops.otherKeys.length === 0;
  const dataKey = kept ? before.dataKey : newDataKey();
  const base =
    before === undefined
      ? newSecret(namespace, name, labels, type)
      : kept
        ? before.secret.object
        : rekeyed(before, dataKey);
  const object = withContents(base, contents, dataKey);
  const lastModified = new Date(now).toISOString().replace(/\.\d+Z$/, "Z");
  const sops: JsonObject = {
    age: (kept ? before.secret.sops.age : await wrapKey(dataKey, recipients)).map(({ recipient, enc }) => ({
      recipient,
      enc,
    })),
    lastmodified: lastModified,
    mac: encrypt(macOf(clearLeaves(object, dataKey), false), dataKey, lastModified),
    encrypted_regex: ENCRYPTED_REGEX,
    version: SOPS_VERSION,
  };
  return toYaml({ ...object, sops });
}

const newSecret = (
  namespace: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  type: string | undefined,
): JsonObject => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name, namespace, ...(Object.keys(labels).length === 0 ? {} : { labels }) },
  ...(type === undefined ? {} : { type }),
});

/** Contents go into stringData, so that they are encrypted once only; a content of that name below data goes. */
function withContents(
  object: JsonObject,
  contents: ReadonlyMap<string, string>,
  dataKey: Uint8Array,
): JsonObject {
  const { data, stringData, ...rest } = object;
  const encoded = Object.entries(isObject(data) ? data : {}).filter(([key]) => !contents.has(key));
  const plain = {
    ...(isObject(stringData) ? stringData : {}),
    ...Object.fromEntries(
      [...contents].map(([key, text]) => [key, encrypt(text, dataKey, placeOf(["stringData", key]))]),
    ),
  };
  return {
    ...rest,
    ...(encoded.length === 0 ? {} : { data: Object.fromEntries(encoded) }),
    ...(Object.keys(plain).length === 0 ? {} : { stringData: plain }),
  };
}

/** The object of a file with every value encrypted anew. */
function rekeyed({ secret, dataKey }: OpenSecret, newKey: Uint8Array): JsonObject {
  return mapLeaves(secret.object, (value, path) =>
    typeof value === "string" && isEncryptedPath(path)
      ? encrypt(clearBytes(value, dataKey, path), newKey, placeOf(path))
      : value,
  ) as JsonObject;
}

/** Every value in the order in which it is printed. */
function clearLeaves(object: JsonObject, dataKey: Uint8Array): readonly ClearLeaf[] {
  const leaves: ClearLeaf[] = [];
  mapLeaves(object, (value, path) => {
    const isEncrypted = isEncryptedPath(path);
    if (value !== null)
      leaves.push({
        bytes: isEncrypted ? clearBytes(String(value), dataKey, path) : macBytes(value),
        isEncrypted,
      });
    return value;
  });
  return leaves;
}

type Scalar = null | boolean | number | string;

function mapLeaves(
  value: Json,
  change: (leaf: Scalar, path: readonly string[]) => Scalar,
  path: readonly string[] = [],
): Json {
  // A list is no step of the path for SOPS.
  if (isArray(value)) return value.map((item) => mapLeaves(item, change, path));
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, mapLeaves(child, change, [...path, key])]),
    );
  return change(value as Scalar, path);
}

function clearBytes(cipherText: string, dataKey: Uint8Array, path: readonly string[]): Uint8Array {
  const bytes = decrypt(cipherText, dataKey, placeOf(path));
  if (bytes === undefined) throw new Error("a value that was decrypted before cannot be decrypted again");
  return bytes;
}
