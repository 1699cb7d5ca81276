import { isMap, isScalar, type Node, type Pair, visit, type YAMLMap } from "yaml";

/**
 * A node below one of these fields that carries a comment in clear: SOPS encrypts comments that stand among contents,
 * so one that is not was added later, perhaps with the content in it.
 */
export function commentInClear(root: YAMLMap, fields: readonly string[]): Node | undefined {
  let found: Node | undefined;
  for (const { key, value } of root.items as Pair<Node, Node | null>[]) {
    if (!isScalar(key) || !fields.includes(String(key.value)) || !isMap(value)) continue;
    visit(value, {
      Node(_, node) {
        const lines = [node.commentBefore, node.comment].flatMap((text) => text?.split("\n") ?? []);
        if (lines.some((line) => line.trim() !== "" && !line.trim().startsWith("ENC["))) found ??= node;
      },
    });
  }
  return found;
}
