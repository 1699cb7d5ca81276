import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { parseCipherText, printCipherText } from "./format.ts";

const ALGORITHM = "aes-256-gcm";
const TAG = { authTagLength: 16 } as const;
/** Bytes of the key of a file. */
const KEY_LENGTH = 32;
/** Bytes; longer than GCM's usual twelve, as SOPS has it. */
const IV_LENGTH = 32;

/** The key that all values of a file are encrypted with. */
export const newDataKey = (): Uint8Array => randomBytes(KEY_LENGTH);

/**
 * A text as SOPS stores it. What is empty stays in clear there.
 * @param place additional data that is authenticated: where the value stands, or when the file was changed
 */
export function encrypt(text: string | Uint8Array, key: Uint8Array, place: string): string {
  if (text.length === 0) return "";
  const iv = randomBytes(IV_LENGTH);
  const cipher = createCipheriv(ALGORITHM, key, iv, TAG);
  cipher.setAAD(Buffer.from(place, "utf8"));
  const data = Buffer.concat([
    cipher.update(typeof text === "string" ? Buffer.from(text, "utf8") : text),
    cipher.final(),
  ]);
  return printCipherText({ data, iv, tag: cipher.getAuthTag(), type: "str" });
}

/** The bytes of a value; undefined where key, place or text do not fit, or anything was changed. */
export function decrypt(text: string, key: Uint8Array, place: string): Uint8Array | undefined {
  if (text === "") return new Uint8Array(0);
  const parts = parseCipherText(text);
  if (parts === undefined || key.byteLength !== KEY_LENGTH) return undefined;
  try {
    const decipher = createDecipheriv(ALGORITHM, key, parts.iv, TAG);
    decipher.setAAD(Buffer.from(place, "utf8"));
    decipher.setAuthTag(parts.tag);
    return Buffer.concat([decipher.update(parts.data), decipher.final()]);
  } catch {
    // The reason says nothing that helps, and nothing of it may be told.
    return undefined;
  }
}
