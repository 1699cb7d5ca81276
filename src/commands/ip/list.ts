import type { Command } from "commander";
import { addressesJson, addressesText } from "../../report/addresses.ts";
import { withHomelabOptions } from "../options.ts";
import { formatOption } from "../output.ts";
import { type IpFlags, withAddresses } from "./context.ts";

/** `k8sgen ip list`: every address and range of the homelab, sorted, with who uses it. */
export function addIpListCommand(ip: Command, finish: (exit: number) => void): void {
  withHomelabOptions(
    ip.command("list").description("show every address and range of the homelab, sorted, with who uses it"),
  )
    .addOption(formatOption())
    .option("--no-color", "no colours")
    .action((flags: IpFlags) =>
      finish(
        withAddresses(flags, ({ lans, rows }, found) => ({
          text: addressesText(rows),
          json: addressesJson(lans[0]?.text, rows, found),
          diagnostics: [],
        })),
      ),
    );
}
