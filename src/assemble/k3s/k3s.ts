import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ExpandedComponent } from "../../expand/model.ts";
import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import type { JsonObject } from "../../values/json.ts";
import { toYaml, withComment } from "../../values/yaml.ts";
import type { Distribution } from "../distributions/model.ts";
import { writeFile } from "../nodes/cloud-init.ts";
import { dataFolders, neededMounts } from "../nodes/data-disk.ts";
import { kubeletConfig } from "../nodes/kubelet.ts";
import { command, REBOOT_MARK, SETUP_COMMAND, TOKEN_COMMAND, WAIT_COMMAND } from "../nodes/paths.ts";
import { waitForTime } from "../nodes/scripts.ts";
import { addSeed, type ShownFile } from "../nodes/seed.ts";
import type { NodeFile, NodeSettings } from "../nodes/settings.ts";
import { file, systemFiles } from "../nodes/units.ts";
import type { FileTree } from "../tree.ts";
import { configComment, REGISTRIES } from "./config.ts";
import { k3sConfig, k3sSettings } from "./contributed.ts";
import { datastoreParts, datastoreUnit, takeDatastore } from "./datastore.ts";
import { joinOthers, joinUnit, mayJoin } from "./joining.ts";
import { type ServerManifest, serverManifests } from "./manifests.ts";
import {
  CONFIG_FILE,
  DATA_FOLDERS,
  DATASTORE_COMMAND,
  JOIN_COMMAND,
  K3S,
  KUBELET_FILE,
  MANIFESTS_FOLDER,
  REGISTRIES_FILE,
  TOKEN_FILE,
  unitOf,
} from "./paths.ts";
import { addPlay } from "./play.ts";
import { K3S_README } from "./readme.ts";
import { RUNNING } from "./running.ts";
import { setup, takeToken } from "./scripts.ts";

/** K3s: one program with all that a cluster needs. https://docs.k3s.io/ */
export const K3S_DISTRIBUTION: Distribution = {
  title: "K3s",
  folder: K3S,
  addNodes: addK3s,
  addPlay,
  readme: K3S_README,
  running: RUNNING,
};

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
  const settings = k3sSettings(plan, node.role);
  const shown = (name: string, path: string, content: string): ShownFile => ({
    name,
    path,
    content,
    permissions: "0600",
  });
  const files: readonly NodeFile[] = [
    ...programs(plan, node, settings.value),
    file(`/etc/systemd/system/${unitOf(node.role)}.service.d/k8sgen.conf`, ...unit(plan, node)),
    ...systemFiles(node, settings.value),
  ];
  addSeed(
    tree,
    plan,
    node,
    folder,
    settings.value,
    [
      shown("config.yaml", CONFIG_FILE, withComment(configComment(plan, node), toYaml(config.value))),
      shown("registries.yaml", REGISTRIES_FILE, toYaml(REGISTRIES)),
      shown("kubelet.yaml", KUBELET_FILE, toYaml(kubeletConfig(node))),
    ],
    files,
    manifests.map(({ seed }) => seed),
  );
  for (const { name, text } of manifests) tree.text(`${folder}/manifests/${name}`, text);
  return [...config.diagnostics, ...settings.diagnostics];
}

function programs(plan: Plan, node: Node, settings: NodeSettings): readonly NodeFile[] {
  const program = (name: string, content: string) => ({ path: command(name), content, permissions: "0755" });
  const datastore = node.role === "server" ? datastoreParts(plan) : [];
  return [
    program(WAIT_COMMAND, waitForTime()),
    program(TOKEN_COMMAND, takeToken(node.role)),
    ...(datastore.length === 0 ? [] : [program(DATASTORE_COMMAND, takeDatastore(datastore))]),
    ...(mayJoin(plan, node) ? [program(JOIN_COMMAND, joinOthers(plan))] : []),
    program(SETUP_COMMAND, setup(plan, node, settings)),
  ];
}

function unit(plan: Plan, node: Node): readonly string[] {
  const datastore = node.role === "server" ? datastoreUnit(plan) : undefined;
  return [
    "[Unit]",
    `ConditionPathExists=${TOKEN_FILE}`,
    `ConditionPathExists=!${REBOOT_MARK}`,
    ...(datastore?.conditions ?? []),
    ...(node.dataDisk === undefined
      ? []
      : [`RequiresMountsFor=${neededMounts(dataFolders(plan, DATA_FOLDERS)).join(" ")}`]),
    "[Service]",
    ...(datastore?.service ?? []),
    `ExecStartPre=${command(WAIT_COMMAND)}`,
    ...(mayJoin(plan, node) ? joinUnit() : []),
  ];
}
