import { isArray, isObject, type Json } from "../../values/json.ts";
import { ENCRYPTED_REGEX, parseCipherText } from "./format.ts";

/** The data key of a file, encrypted to one recipient. */
export interface WrappedKey {
  readonly recipient: string;
  /** An age file in ASCII armor. */
  readonly enc: string;
}

/** `sops` of an encrypted file, as far as k8sgen understands it. */
export interface SopsMetadata {
  readonly age: readonly WrappedKey[];
  /** Kinds of other keys that open the file, as `pgp`. */
  readonly otherKeys: readonly string[];
  /** RFC 3339; it is authenticated together with the digest, so that its letters count. */
  readonly lastModified: string;
  /** Cipher text of the digest. */
  readonly mac: string;
  readonly macOnlyEncrypted: boolean;
}

/** Lists of keys in stores/stores.go. */
const OTHER_KEYS = ["kms", "gcp_kms", "hckms", "azure_kv", "hc_vault", "pgp", "key_groups"];
/** The rule in both orders means the same. */
const REGEXES = [ENCRYPTED_REGEX, "^(stringData|data)$"];

/** The metadata, or in words why it cannot be used. */
export function metadataOf(sops: Json): SopsMetadata | string {
  if (!isObject(sops)) return "`sops` is no map";
  const age = isArray(sops.age) ? sops.age : [];
  const keys = age.flatMap((key) =>
    isObject(key) && typeof key.recipient === "string" && typeof key.enc === "string"
      ? [{ recipient: key.recipient, enc: key.enc }]
      : [],
  );
  if (keys.length === 0 || keys.length < age.length) return "it is not encrypted to a recipient of age";
  if (typeof sops.mac !== "string" || parseCipherText(sops.mac) === undefined)
    return "`sops.mac` is missing: nothing shows that its contents are those that were encrypted";
  if (typeof sops.lastmodified !== "string") return "`sops.lastmodified` is missing";
  if (!REGEXES.includes(String(sops.encrypted_regex)))
    return `\`sops.encrypted_regex\` has to be \`${ENCRYPTED_REGEX}\``;
  return {
    age: keys,
    otherKeys: OTHER_KEYS.filter((kind) => isArray(sops[kind]) && sops[kind].length > 0),
    lastModified: sops.lastmodified,
    mac: sops.mac,
    macOnlyEncrypted: sops.mac_only_encrypted === true,
  };
}
