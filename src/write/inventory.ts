import type { Result } from "../diagnostics/diagnostic.ts";
import { type Digest, isDigest } from "./digest.ts";
import { inventoryBroken } from "./messages.ts";
import { INVENTORY, isPlainPath } from "./paths.ts";

/**
 * What an earlier build wrote: path -> digest, from the text of its `k8sgen.json`. The text is whatever stands in the
 * folder, from any hand, so nothing of it is used before all of it was checked.
 */
export function readInventory(bytes: Uint8Array, shown: string): Result<ReadonlyMap<string, Digest>> {
  const broken = (reason: string) => ({ diagnostics: [inventoryBroken(shown, reason)] });
  const root = parseJson(bytes);
  if (!isObject(root)) return broken("it is not a JSON object");
  if (root.apiVersion !== "k8sgen.dev/v1" || root.kind !== "Inventory")
    return broken("it does not say `apiVersion: k8sgen.dev/v1` and `kind: Inventory`");
  const listed = root.files;
  if (!isObject(listed)) return broken("it lists no files");
  const files = new Map<string, Digest>();
  for (const [path, digest] of Object.entries(listed)) {
    if (!isPlainPath(path))
      return broken(`it lists ${JSON.stringify(path)}, which is no path inside of its folder`);
    if (!isDigest(digest)) return broken(`the digest of ${JSON.stringify(path)} is not a SHA-256`);
    if (path !== INVENTORY) files.set(path, digest);
  }
  return { value: files, diagnostics: [] };
}

/** The value of UTF-8 JSON text; undefined where it is neither. Names such as `__proto__` are plain keys of it. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
