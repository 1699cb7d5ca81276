import { isMap, isNode, isScalar, parseDocument, type YAMLMap } from "yaml";

/**
 * The text of a homelab with another `metadata.version`; every other byte stays. Where it says none, for instance because an
 * included file does, it is put before the first key of `metadata`, which is made where there is none.
 * @param text of a homelab that was read without a fault
 * @param version semantic version, which needs no quotes
 */
export function withVersion(text: string, version: string): string {
  const { contents } = parseDocument(text, { logLevel: "silent" });
  const node = isMap(contents) ? contents.getIn(["metadata", "version"], true) : undefined;
  if (isScalar(node) && node.range != null)
    return text.slice(0, node.range[0]) + version + text.slice(node.range[1]);
  const metadata = isMap(contents) ? contents.get("metadata", true) : undefined;
  if (isMap(metadata) && metadata.items.length > 0) return withFirst(text, metadata, `version: ${version}`);
  return isMap(contents) ? withFirst(text, contents, `metadata: {version: ${version}}`) : text;
}

function withFirst(text: string, map: YAMLMap, entry: string): string {
  const key = map.items[0]?.key;
  if (!isNode(key) || key.range == null) return text;
  const [at] = key.range;
  const indent = at - (text.lastIndexOf("\n", at - 1) + 1);
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const after = map.flow === true ? ", " : `${end}${" ".repeat(indent)}`;
  return text.slice(0, at) + entry + after + text.slice(at);
}
