/**
 * The parts of SOPS' file format that Secrets with age recipients use, as getsops/sops v3.13 writes and reads it:
 * https://github.com/getsops/sops (sops.go, aes/cipher.go, stores/stores.go).
 */

/** The version that is written into files: SOPS reads it to know about faults of old versions. */
export const SOPS_VERSION = "3.13.2";

/** Only contents are encrypted, so that names and namespaces can be read. https://fluxcd.io/flux/guides/mozilla-sops/ */
export const ENCRYPTED_REGEX = "^(data|stringData)$";

/** The fields of a Secret that hold contents. */
export const PARTS = ["data", "stringData"] as const;

/** Whether SOPS encrypts the value at a path: it does where any step of the path matches. */
export const isEncryptedPath = (path: readonly string[]): boolean =>
  path.some((step) => step === "data" || step === "stringData");

/** Additional data that ties a cipher text to its place. */
export const placeOf = (path: readonly string[]): string => `${path.join(":")}:`;

/** `ENC[AES256_GCM,data:...,iv:...,tag:...,type:...]` in parts, the first three in bytes. */
export interface CipherText {
  readonly data: Uint8Array;
  readonly iv: Uint8Array;
  readonly tag: Uint8Array;
  readonly type: string;
}

const BASE64 = "[A-Za-z0-9+/]+={0,2}";
const CIPHER_TEXT = new RegExp(
  `^ENC\\[AES256_GCM,data:(${BASE64}),iv:(${BASE64}),tag:(${BASE64}),type:([a-z]+)\\]$`,
);

/** A cipher text in its parts; undefined where the text is none. */
export function parseCipherText(text: string): CipherText | undefined {
  const [, data, iv, tag, type] = CIPHER_TEXT.exec(text) ?? [];
  if (data === undefined || iv === undefined || tag === undefined || type === undefined) return undefined;
  const parts = { data: bytes(data), iv: bytes(iv), tag: bytes(tag), type };
  // A shorter tag would be easier to forge. https://csrc.nist.gov/pubs/sp/800/38/d/final
  return parts.tag.byteLength === 16 ? parts : undefined;
}

export const printCipherText = ({ data, iv, tag, type }: CipherText): string =>
  `ENC[AES256_GCM,data:${base64(data)},iv:${base64(iv)},tag:${base64(tag)},type:${type}]`;

const bytes = (text: string): Uint8Array => Buffer.from(text, "base64");
const base64 = (data: Uint8Array): string => Buffer.from(data).toString("base64");
