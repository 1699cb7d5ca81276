import { createHash } from "node:crypto";
import type { Leaf } from "./read.ts";

/** Where the file says `mac_only_encrypted`, the digest begins with these bytes: SHA-256 of `sops` (sops.go). */
const ONLY_ENCRYPTED = createHash("sha256").update("sops").digest();

/** A value in clear with the bytes that stand for it. */
export interface ClearLeaf extends Pick<Leaf, "isEncrypted"> {
  readonly bytes: Uint8Array;
}

/** The digest over all values of a file in their order, as SOPS compares it: hexadecimal, in capitals. */
export function macOf(leaves: readonly ClearLeaf[], onlyEncrypted: boolean): string {
  const hash = createHash("sha512");
  if (onlyEncrypted) hash.update(ONLY_ENCRYPTED);
  for (const { bytes, isEncrypted } of leaves) if (isEncrypted || !onlyEncrypted) hash.update(bytes);
  return hash.digest("hex").toUpperCase();
}

/** The bytes that stand for a value that is not encrypted: booleans are written as Python does. */
export function macBytes(value: string | number | boolean): Uint8Array {
  const text = typeof value === "boolean" ? (value ? "True" : "False") : String(value);
  return Buffer.from(text, "utf8");
}
