/** A content as it will be stored, or in words why it cannot be: they complete "The content of x ...". */
export type Content = { readonly text: string } | { readonly refused: string };

/** Kubernetes takes no Secret whose contents are above 1 MiB together. https://kubernetes.io/docs/concepts/configuration/secret/ */
export const LENGTH_LIMIT = 1024 * 1024;

/**
 * What a file, standard input or a prompt gave. The line break that editors and `echo` put behind a single line is
 * dropped: no password ends in one. Texts of several lines, as keys in PEM form, stay as they are.
 */
export function contentOf(bytes: Uint8Array): Content {
  if (bytes.byteLength > LENGTH_LIMIT) return { refused: "is longer than a Secret may be" };
  const text = decode(bytes);
  if (text === undefined) return { refused: "is not UTF-8 text" };
  const single = /^[^\r\n]*(\r?\n)?$/.test(text) ? text.replace(/\r?\n$/, "") : text;
  return single.trim() === "" ? { refused: "is empty" } : { text: single };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
