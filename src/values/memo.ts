import type { Json } from "./json.ts";

/**
 * What functions of nothing but a text gave for it before. Reading YAML takes a third of a build, and an edit of the
 * homelab changes few of the texts that are read.
 */
export interface Memo {
  /**
   * @param what names the function: one name, one function
   * @param make calls it; undefined is not kept. What it gives survives `JSON.stringify` unchanged
   */
  of<T extends Json>(what: string, text: string, make: () => T | undefined): T | undefined;
}

/** Remembers nothing. */
export const NO_MEMO: Memo = { of: (_what, _text, make) => make() };
