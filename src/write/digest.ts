import { createHash } from "node:crypto";

/** `sha256:` and 64 hexadecimal digits, as the inventory writes it. */
export type Digest = `sha256:${string}`;

export function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

export function isDigest(value: unknown): value is Digest {
  return typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value);
}
