import type { Plan } from "../../plan/model.ts";
import type { JsonObject } from "../../values/json.ts";

/** Folder of what Ansible brings to running nodes. */
export const ANSIBLE = "ansible";

/** The command that does so; it is run in the output. */
export const PLAY = `ansible-playbook -i ${ANSIBLE}/inventory.yaml ${ANSIBLE}/nodes.yaml`;

/** The nodes by their roles, as groups of an inventory. */
export const roleGroups = ({ homelab }: Plan): JsonObject =>
  Object.fromEntries(
    (["server", "agent"] as const).map((role) => [
      role,
      {
        hosts: Object.fromEntries(
          homelab.nodes
            .filter((node) => node.role === role)
            .map(({ name, address }) => [name, { ansible_host: address }]),
        ),
      },
    ]),
  );
