import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import type { JsonObject } from "../../values/json.ts";
import type { FileTree } from "../tree.ts";
import { metaData, userData, writeFile } from "./cloud-init.ts";
import { networkConfig } from "./network.ts";
import type { NodeFile, NodeSettings } from "./settings.ts";

/** A file that stands in the output under a name of its own, with the very bytes that the node gets. */
export interface ShownFile extends NodeFile {
  /** Path below the folder of the node, as `config.yaml`. */
  readonly name: string;
}

/**
 * Writes `<folder>/`: the files that a distribution reads, and a cloud-init seed that puts all of it onto a fresh Ubuntu.
 * @param ready more entries of write_files, which are made once for several nodes
 */
export function addSeed(
  tree: FileTree,
  plan: Plan,
  node: Node,
  folder: string,
  settings: NodeSettings,
  shown: readonly ShownFile[],
  files: readonly NodeFile[],
  ready: readonly JsonObject[] = [],
): void {
  for (const { name, content } of shown) tree.text(`${folder}/${name}`, content);
  const placed = [...shown, ...files, ...settings.files].map(({ path, content, permissions }) =>
    writeFile({ path, content, permissions }, tree.memo),
  );
  tree.text(`${folder}/user-data`, userData(plan, node, settings, [...placed, ...ready]));
  tree.yaml(`${folder}/meta-data`, metaData(plan, node));
  tree.yaml(`${folder}/network-config`, networkConfig(plan, node));
}
