import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ExpandedComponent } from "../../expand/model.ts";
import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import type { JsonObject } from "../../values/json.ts";
import { toYaml, withComment } from "../../values/yaml.ts";
import type { FileTree } from "../tree.ts";
import { metaData, userData, writeFile } from "./cloud-init.ts";
import { configComment, REGISTRIES } from "./config.ts";
import { k3sConfig } from "./contributed.ts";
import { datastoreParts, takeDatastore } from "./datastore.ts";
import { kubeletConfig } from "./kubelet.ts";
import { type ServerManifest, serverManifests } from "./manifests.ts";
import { networkConfig } from "./network.ts";
import {
  CONFIG_FILE,
  command,
  DATASTORE_COMMAND,
  KUBELET_FILE,
  MANIFESTS_FOLDER,
  REGISTRIES_FILE,
  SETUP_COMMAND,
  TOKEN_COMMAND,
  WAIT_COMMAND,
} from "./paths.ts";
import { setup, takeToken, waitForTime } from "./scripts.ts";
import { type NodeFile, type NodeSettings, nodeSettings } from "./settings.ts";
import { systemFiles } from "./units.ts";

/** Folder of the node files in the output. */
export const K3S = "k3s";

/**
 * `k3s/<node>/`: K3s' configuration of each node, the manifests that servers start with, and a cloud-init seed that puts
 * all of it onto a fresh Ubuntu. Contributions that contradict each other are E_CONTRIBUTION_CONFLICT.
 */
export function addK3s(
  tree: FileTree,
  plan: Plan,
  components: readonly ExpandedComponent[],
): readonly Diagnostic[] {
  const manifests = serverManifests(plan, components).map(({ name, text }): PlacedManifest => {
    const file = { path: `${MANIFESTS_FOLDER}/${name}`, content: text, permissions: "0600" };
    return { name, text, seed: writeFile(file, tree.memo) };
  });
  const diagnostics = plan.homelab.nodes.flatMap((node) =>
    addNode(tree, plan, node, node.role === "server" ? manifests : []),
  );
  // Nodes of one role find the same faults.
  return [...new Map(diagnostics.map((found) => [JSON.stringify(found), found])).values()];
}

/** A manifest with its entry in user-data, which is made once for all servers: it may be large. */
interface PlacedManifest extends ServerManifest {
  readonly seed: JsonObject;
}

function addNode(
  tree: FileTree,
  plan: Plan,
  node: Node,
  manifests: readonly PlacedManifest[],
): readonly Diagnostic[] {
  const folder = `${K3S}/${node.name}`;
  const config = k3sConfig(plan, node);
  const settings = nodeSettings(plan, node.role);
  // The seed carries the same bytes that stand beside it.
  const placed: readonly (readonly [name: string, path: string, text: string])[] = [
    ["config.yaml", CONFIG_FILE, withComment(configComment(plan, node), toYaml(config.value))],
    ["registries.yaml", REGISTRIES_FILE, toYaml(REGISTRIES)],
    ["kubelet.yaml", KUBELET_FILE, toYaml(kubeletConfig(node))],
  ];
  for (const [name, , text] of placed) tree.text(`${folder}/${name}`, text);
  for (const { name, text } of manifests) tree.text(`${folder}/manifests/${name}`, text);
  const files: readonly NodeFile[] = [
    ...placed.map(([, path, content]) => ({ path, content, permissions: "0600" })),
    ...programs(plan, node, settings.value),
    ...systemFiles(plan, node, settings.value),
    ...settings.value.files,
  ];
  const seeds = [...files.map((file) => writeFile(file, tree.memo)), ...manifests.map(({ seed }) => seed)];
  tree.text(`${folder}/user-data`, userData(plan, node, settings.value, seeds));
  tree.yaml(`${folder}/meta-data`, metaData(plan, node));
  tree.yaml(`${folder}/network-config`, networkConfig(plan, node));
  return [...config.diagnostics, ...settings.diagnostics];
}

function programs(plan: Plan, node: Node, settings: NodeSettings): readonly NodeFile[] {
  const program = (name: string, content: string) => ({ path: command(name), content, permissions: "0755" });
  const datastore = node.role === "server" ? datastoreParts(plan) : [];
  return [
    program(WAIT_COMMAND, waitForTime()),
    program(TOKEN_COMMAND, takeToken(node.role)),
    ...(datastore.length === 0 ? [] : [program(DATASTORE_COMMAND, takeDatastore(datastore))]),
    program(SETUP_COMMAND, setup(plan, node, settings)),
  ];
}
