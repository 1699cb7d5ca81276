import { unwrapKey } from "../age.ts";
import { decrypt } from "./cipher.ts";
import { placeOf } from "./format.ts";
import { type ClearLeaf, macBytes, macOf } from "./mac.ts";
import type { SopsSecret } from "./read.ts";

/** A Secret with its contents in clear. It lives in memory only, and nothing that prints may be given one. */
export interface OpenSecret {
  readonly secret: SopsSecret;
  readonly dataKey: Uint8Array;
  /** Contents by key; those below `data` are decoded. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/** `no-key`: none of the private keys fits. `damaged`: a value or the digest does not fit what was encrypted. */
export type Opening = OpenSecret | "no-key" | "damaged";

/** Decrypts a Secret, and compares the digest of all of it. */
export async function openSecret(secret: SopsSecret, identities: readonly string[]): Promise<Opening> {
  const dataKey = await unwrapKey(secret.sops.age, identities);
  if (dataKey === undefined) return "no-key";
  const clear: ClearLeaf[] = [];
  const data = new Map<string, Uint8Array>();
  const stringData = new Map<string, Uint8Array>();
  for (const { path, value, isEncrypted } of secret.leaves) {
    const bytes = isEncrypted ? decrypt(String(value), dataKey, placeOf(path)) : macBytes(value);
    if (bytes === undefined) return "damaged";
    clear.push({ bytes, isEncrypted });
    const [part, key = ""] = path;
    if (part === "data") data.set(key, Buffer.from(Buffer.from(bytes).toString("latin1"), "base64"));
    if (part === "stringData") stringData.set(key, bytes);
  }
  const { mac, lastModified, macOnlyEncrypted } = secret.sops;
  const digest = decrypt(mac, dataKey, lastModified);
  if (digest === undefined || Buffer.from(digest).toString("latin1") !== macOf(clear, macOnlyEncrypted))
    return "damaged";
  // As in the API server, stringData wins where both have a key.
  return { secret, dataKey, contents: new Map([...data, ...stringData]) };
}
