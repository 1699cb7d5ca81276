import { type Command, InvalidArgumentError } from "commander";
import { addressesJson } from "../../report/addresses.ts";
import { withHomelabOptions } from "../options.ts";
import { formatOption } from "../output.ts";
import { type IpFlags, withAddresses } from "./context.ts";

interface NextFlags extends IpFlags {
  readonly ipv6?: true;
  readonly count: number;
}

const MOST = 1000;

/** `k8sgen ip next`: free addresses of the LAN, for the next node. */
export function addIpNextCommand(ip: Command, finish: (exit: number) => void): void {
  withHomelabOptions(
    ip
      .command("next")
      .description("print the next free addresses of the LAN, outside of DHCP and pools, one a line"),
  )
    .option("--count <number>", "how many", parseCount, 1)
    .option("--ipv6", "of the LAN's IPv6 network, where it has one beside the first")
    .addOption(formatOption())
    .option("--no-color", "no colours")
    .action((flags: NextFlags) =>
      finish(
        withAddresses(flags, (book, found) => {
          const lan = flags.ipv6 ? book.lans.find(({ family }) => family === 6) : book.lans[0];
          const { addresses, diagnostics } = book.next(lan?.family ?? 6, flags.count);
          return {
            text: addresses.map((address) => `${address}\n`).join(""),
            json: addressesJson(lan?.text, addresses, [...found, ...diagnostics]),
            // Without a LAN nothing is free, and what is wrong with it is the answer.
            diagnostics: book.lans.length === 0 ? found : diagnostics,
          };
        }),
      ),
    );
}

function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d{1,4}$/.test(text) && count >= 1 && count <= MOST) return count;
  throw new InvalidArgumentError(`It is a number from 1 to ${MOST}.`);
}
