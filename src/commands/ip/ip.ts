import type { Command } from "commander";
import { addIpListCommand } from "./list.ts";
import { addIpNextCommand } from "./next.ts";

/** `k8sgen ip`: the addresses of a homelab, used and free. */
export function addIpCommands(program: Command, finish: (exit: number) => void): void {
  const ip = program
    .command("ip")
    .helpCommand(false)
    .description("the addresses of the homelab: who uses which, and which are free");
  addIpListCommand(ip, finish);
  addIpNextCommand(ip, finish);
}
