import type { ExpandedComponent } from "../expand/model.ts";
import type { FileTree } from "./tree.ts";

/** Folder of what goes to machines beside the cluster. */
export const ROUTER = "router";

/** `router/<component>/`: files as their programs read them. */
export function addRouter(tree: FileTree, components: readonly ExpandedComponent[]): void {
  for (const { component, router } of components)
    for (const { file, text } of router) tree.text(`${ROUTER}/${component.name}/${file.name}`, text);
}
