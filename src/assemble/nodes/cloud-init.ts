import type { Access, Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import type { JsonObject } from "../../values/json.ts";
import type { Memo } from "../../values/memo.ts";
import { toYaml } from "../../values/yaml.ts";
import { gzip } from "./gzip.ts";
import { command, REBOOT_MARK, SETUP_COMMAND, STAGED } from "./paths.ts";
import type { NodeFile, NodeSettings } from "./settings.ts";

/** Files from this size on are compressed, in bytes: lists of kinds have several hundred KB. */
const LARGE = 16384;

/** user-data of a node; `files` are entries of write_files. https://cloudinit.readthedocs.io/en/latest/reference/modules.html */
export function userData(
  plan: Plan,
  node: Node,
  settings: NodeSettings,
  files: readonly JsonObject[],
): string {
  const data: JsonObject = {
    hostname: node.name,
    preserve_hostname: false,
    manage_etc_hosts: "localhost",
    ...login(plan.homelab.access),
    ntp: { enabled: true },
    package_update: true,
    packages: settings.packages,
    write_files: files,
    runcmd: [["touch", REBOOT_MARK], [command(SETUP_COMMAND)]],
    // Once, at the end of the first boot: kernel command line, modules, and the settings of programs that were running
    // before their files were written take effect together.
    power_state: { mode: "reboot", message: "k8sgen has prepared this node." },
  };
  // The first line tells cloud-init what the file is.
  return `#cloud-config\n${toYaml(data)}`;
}

/** Without `access` the users of the image stay as they are. */
function login(access: Access | undefined): JsonObject {
  if (access?.ssh === undefined) return {};
  const { user, keys } = access.ssh;
  return {
    users: [
      {
        name: user,
        groups: ["adm", "sudo"],
        shell: "/bin/bash",
        sudo: "ALL=(ALL) NOPASSWD:ALL",
        lock_passwd: true,
        ssh_authorized_keys: keys,
      },
    ],
    ssh_pwauth: false,
    disable_root: true,
  };
}

/** An entry of write_files. */
export function writeFile({ path, content, permissions }: NodeFile, memo: Memo): JsonObject {
  // A data disk is mounted over some of these folders later on.
  const place = /^\/(var\/(lib|log)|etc\/kubernetes)\//.test(path) ? `${STAGED}${path}` : path;
  const bytes = new TextEncoder().encode(content);
  if (bytes.length < LARGE) return { path: place, permissions, content };
  const packed = () => Buffer.from(gzip(bytes)).toString("base64");
  return { path: place, permissions, encoding: "gz+b64", content: memo.of("gzip", content, packed) ?? "" };
}

/** meta-data of a node for a NoCloud seed. https://cloudinit.readthedocs.io/en/latest/reference/datasources/nocloud.html */
export const metaData = (plan: Plan, node: Node): JsonObject => ({
  "instance-id": `${plan.homelab.metadata.name}-${node.name}`,
  "local-hostname": node.name,
});
