import type { RunningNodes } from "../assemble/distributions/model.ts";
import { DATASTORE_COMMAND, MANIFESTS_FOLDER } from "../assemble/k3s/paths.ts";
import { command, SETUP_COMMAND, STAGED } from "../assemble/nodes/paths.ts";
import { word } from "../assemble/readme/markdown.ts";
import { getAt, isArray, type Json, type JsonObject } from "../values/json.ts";
import type { Need } from "./model.ts";
import type { ReleaseChange } from "./release.ts";

type Told = Omit<Need, "path" | "node">;

/** What k8sgen's own setup does once, or does again whenever the play runs it. */
const SETUP_KEYS: ReadonlySet<string> = new Set([
  "write_files",
  "packages",
  "package_update",
  "runcmd",
  "power_state",
]);

/** Where a node is reached, for commands. */
export interface Reached {
  /** `ubuntu@192.168.178.31`. */
  readonly login: string;
  /** Of what the setup installs. */
  readonly release: ReleaseChange;
  readonly running: RunningNodes;
}

/** What changed user-data of a node that runs needs. cloud-init itself reads it at the first boot alone. */
export function userDataNeeds(node: Reached, before: JsonObject, after: JsonObject): readonly Told[] {
  const first = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => !SETUP_KEYS.has(key) && JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .sort();
  const packages = JSON.stringify(before.packages) !== JSON.stringify(after.packages);
  const [old, wanted] = [filesOf(before), filesOf(after)];
  const paths = [...new Set([...old.keys(), ...wanted.keys()])].sort();
  const keys = first.join(", ") === "users" ? keysOf(before.users, after.users) : undefined;
  const needs: Told[] = [
    ...(keys === undefined ? [] : [keysNeed(node.login, keys)]),
    ...(first.length === 0 || keys !== undefined
      ? []
      : [{ action: "reinstall", reason: `${first.join(", ")}: read at the first boot only` } as const]),
    ...(packages ? [{ action: "ansible", reason: "packages" } as const] : []),
    ...paths
      .filter((path) => old.get(path) !== wanted.get(path))
      .flatMap((path) => fileNeeds(node, path, old.get(path), wanted.get(path))),
  ];
  return needs.length === 0 ? [{ action: "nothing", reason: "read at the first boot only" }] : needs;
}

/** The keys that may log in afterwards, where nothing else of the one user differs. */
function keysOf(before: Json | undefined, after: Json | undefined): readonly string[] | undefined {
  const without = (users: Json | undefined) =>
    JSON.stringify(users, (key, value: Json) => (key === "ssh_authorized_keys" ? null : value));
  const keys = getAt(after, [0, "ssh_authorized_keys"]);
  return isArray(keys) && without(before) === without(after) ? keys.map(String) : undefined;
}

const keysNeed = (login: string, keys: readonly string[]): Told => ({
  action: "hand",
  reason: "keys that may log in: read at the first boot only",
  commands: [`printf '%s\\n' ${keys.map(word).join(" ")} | ssh ${login} 'cat > .ssh/authorized_keys'`],
});

/** Content by path. */
function filesOf(data: JsonObject): ReadonlyMap<string, string> {
  const files = data.write_files;
  return new Map(
    (isArray(files) ? files : []).map((file: Json) => [
      String(getAt(file, ["path"])),
      String(getAt(file, ["content"])),
    ]),
  );
}

const lines = (text = ""): ReadonlySet<string> => new Set(text.split("\n"));
const losesLines = (before = "", after = ""): boolean =>
  [...lines(before)].some((line) => line !== "" && !lines(after).has(line));

function fileNeeds(
  { login, release, running }: Reached,
  path: string,
  before: string | undefined,
  after: string | undefined,
): readonly Told[] {
  if (path.startsWith(`${STAGED}${MANIFESTS_FOLDER}/`)) return [];
  if (path === command(DATASTORE_COMMAND) && (before === undefined || after === undefined))
    return [{ action: "found", reason: "the state of the cluster does not move to another datastore" }];
  // The same bytes stand beside user-data, where the reason is told; the play takes them from here.
  if (after !== undefined && path.startsWith(`${running.configuration}/`))
    return [{ action: "ansible", restarts: true }];
  const atStart = /^\/etc\/(sysctl\.d|modules-load\.d|systemd)\//.test(path);
  const gone: Told = { action: "reboot", reason: `${path}: what is no longer in it goes` };
  if (after === undefined) {
    const remove: Told = {
      action: "hand",
      reason: `${path} stays until it is removed`,
      commands: [`ssh ${word(login)} sudo rm ${word(path)}`],
    };
    return atStart ? [remove, gone] : [remove];
  }
  if (path === command(SETUP_COMMAND)) return setupNeeds(before ?? "", after, release);
  const play: Told = { action: "ansible", reason: path };
  if (new RegExp(running.rereads).test(path)) return [{ ...play, restarts: true }];
  if (!atStart) return [play];
  if (!path.startsWith("/etc/systemd/")) return losesLines(before, after) ? [play, gone] : [play];
  // The play starts units that are new; programs of the system read their settings when they start.
  return before === undefined && isUnit(path)
    ? [play]
    : [play, { action: "reboot", reason: `${path} takes effect` }];
}

const isUnit = (path: string): boolean => path.startsWith("/etc/systemd/system/");

/** The setup's own lines say what differs; a release alone is told of by the inventory of the play. */
function setupNeeds(before: string, after: string, release: ReleaseChange): readonly Told[] {
  const changed = linesThatDiffer(before, after).filter(
    (line) => !release.names.some((name) => line.includes(name)),
  );
  if (changed.length === 0) return [{ action: release.action }];
  if (changed.some((line) => /^(device=|fstab )/.test(line)))
    return [{ action: "reinstall", reason: "the data disk: what lies on it is not moved" }];
  const play: Told = { action: "ansible", reason: "the setup of the node" };
  return changed.some((line) => line.includes("cmdline.txt") || line.includes("cgroup"))
    ? [play, { action: "reboot", reason: "the kernel's command line" }]
    : [play];
}

function linesThatDiffer(before: string, after: string): readonly string[] {
  const [old, wanted] = [lines(before), lines(after)];
  return [
    ...[...old].filter((line) => !wanted.has(line)),
    ...[...wanted].filter((line) => !old.has(line)),
  ].map((line) => line.trim());
}
