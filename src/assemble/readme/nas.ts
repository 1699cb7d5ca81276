import type { BackupTargetContribution } from "../../generated/contract.ts";
import type { Plan } from "../../plan/model.ts";
import { code, plain, table } from "./markdown.ts";

/** The shares that must be there before the nodes mount them; undefined where nothing lies on a NAS. */
export function nasSection(plan: Plan): string | undefined {
  const targets = plan.contributions.BackupTarget.map(
    ({ value }) => value.value as unknown as BackupTargetContribution,
  );
  if (targets.length === 0) return undefined;
  const nodes = plan.homelab.nodes
    .flatMap(({ address, ipv6 }) => [address, ...(ipv6 === undefined ? [] : [ipv6])])
    .map(code)
    .join(", ");
  return [
    `These folders must be there and exported by NFS 4.1 to ${nodes}, to read and write, with root left root (${code("no_root_squash")}). On a Synology: Control Panel > File Services > NFS, up to NFSv4.1; then Shared Folder > Edit > NFS Permissions, Squash "No mapping".`,
    table(
      ["on", "folder", "for"],
      targets.map(({ title, nfs }) => [code(nfs.server), code(nfs.path), plain(title)]),
    ),
  ].join("\n\n");
}
