import { parse } from "yaml";
import { distributionAt, distributionOf } from "../assemble/distributions/distribution.ts";
import { loginOf } from "../assemble/nodes/login.ts";
import { TOKEN_COMMAND } from "../assemble/nodes/paths.ts";
import { serversOf } from "../assemble/nodes/servers.ts";
import { word } from "../assemble/readme/markdown.ts";
import type { Node } from "../generated/homelab.ts";
import type { Plan } from "../plan/model.ts";
import { groupBy } from "../values/group.ts";
import { isObject, type Json, type JsonObject } from "../values/json.ts";
import { configNeeds } from "./config.ts";
import { firstNeed } from "./first.ts";
import { kubeadmNeeds } from "./kubeadm.ts";
import type { FileDifference, Need } from "./model.ts";
import type { ReleaseChange } from "./release.ts";
import { userDataNeeds } from "./user-data.ts";

/** A map in YAML; an empty one for anything else, as a file that somebody broke by hand. */
function read(text: string | undefined): JsonObject {
  try {
    const value: Json = parse(text ?? "");
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

const folderOf = ({ path }: FileDifference): string => path.split("/")[1] ?? "";

/** What the changed files of the nodes need, node by node; beside them stands what a cluster begins with. */
export function nodeNeeds(
  plan: Plan,
  release: ReleaseChange,
  differences: readonly FileDifference[],
): readonly Need[] {
  const distribution = distributionOf(plan);
  const ours = differences.filter(({ path }) => distributionAt(path) === distribution);
  return [...groupBy(ours, folderOf)].flatMap(([name, files]) => {
    if (files.some(({ path }) => path === `${distribution.folder}/${name}`))
      return files.map((file) => firstNeed(plan, distribution.running, file));
    const seed = files.find(({ path }) => path === `${distribution.folder}/${name}/meta-data`);
    const node = plan.homelab.nodes.find((candidate) => candidate.name === name);
    if (node === undefined) return files.map(({ path }) => gone(path, name));
    if (seed !== undefined && seed.before === undefined)
      return files.map(({ path }) => come(plan, path, node));
    return files.flatMap((file) => changed(plan, release, node, file));
  });
}

const gone = (path: string, node: string): Need => ({
  path,
  node,
  action: "remove",
  commands: [drain(node), `kubectl delete node ${word(node)}`],
});

const come = (plan: Plan, path: string, node: Node): Need => ({
  path,
  node: node.name,
  action: "install",
  commands: [giveToken(plan, node)],
});

export const drain = (node: string): string =>
  `kubectl drain ${word(node)} --ignore-daemonsets --delete-emptydir-data --timeout=15m`;

/** The last step of setting up a node. */
const giveToken = (plan: Plan, node: Node): string =>
  `ssh ${loginOf(plan, node)} sudo ${TOKEN_COMMAND} < "${plan.facts.keyFolder}/token"`;

/** From a node that runs to one that is set up from its seed. */
export const reinstall = (plan: Plan, node: Node): readonly string[] => [
  drain(node.name),
  `kubectl delete node ${word(node.name)}`,
  giveToken(plan, node),
];

/** One node starts anew, while the others run its pods. */
export const reboot = (plan: Plan, node: Node): readonly string[] => {
  const restart = `ssh ${loginOf(plan, node)} sudo systemctl reboot`;
  return plan.facts.nodeCount === 1
    ? [restart]
    : [
        drain(node.name),
        restart,
        `sleep 60; kubectl wait --for=condition=Ready ${word(`node/${node.name}`)} --timeout=15m && kubectl uncordon ${word(node.name)}`,
      ];
};

const FIRST_BOOT = "read at the first boot only";

/** Text of a network-config as netplan has it; what it gives the node in front of all else is its address. */
function networkNeed(
  login: string,
  path: string,
  before: string | undefined,
  after: string | undefined,
): Omit<Need, "path" | "node"> {
  const addresses = (text: string | undefined) =>
    JSON.stringify(text?.match(/addresses:\n( +)- .*\/\d+\n(\1- .*\n)*/));
  if (addresses(before) !== addresses(after)) return { action: "reinstall", reason: "another address" };
  return {
    action: "hand",
    reason: FIRST_BOOT,
    commands: [
      `(echo network:; sed 's/^/  /' ${word(path)}) | ssh ${login} 'sudo install -m 600 /dev/stdin /etc/netplan/50-cloud-init.yaml && sudo netplan apply'`,
    ],
  };
}

function changed(plan: Plan, release: ReleaseChange, node: Node, file: FileDifference): readonly Need[] {
  const { path, before, after } = file;
  const { running } = distributionOf(plan);
  const told = (need: Omit<Need, "path" | "node">): Need => ({ path, node: node.name, ...need });
  const name = path.split("/").slice(2).join("/");
  if (name.startsWith("manifests/")) return [told(firstNeed(plan, running, file))];
  if (name === "kubeadm.yaml" || name === "cluster.yaml")
    return kubeadmNeeds(before ?? "", after ?? "").map(told);
  if (name === "config.yaml") {
    const [server = node] = serversOf(plan);
    return configNeeds(node.name, loginOf(plan, server), read(before), read(after)).map(told);
  }
  if (name === "user-data")
    return userDataNeeds({ login: loginOf(plan, node), release, running }, read(before), read(after)).map(
      told,
    );
  if (name === "network-config") return [told(networkNeed(loginOf(plan, node), path, before, after))];
  if (name === "meta-data") return [told({ action: "reinstall", reason: FIRST_BOOT })];
  return [told({ action: "ansible", restarts: true })];
}
