import { type Command, InvalidArgumentError, Option } from "commander";
import type { Overlays } from "../load/homelab.ts";

/** An empty text is a variable that was not set; as a folder it would mean the root of the disk. */
export function parsePath(value: string): string {
  if (value !== "") return value;
  throw new InvalidArgumentError("It is empty.");
}

/** What `withHomelabOptions` gives to the action of a command. */
export interface HomelabOptions {
  /** The first file: its folder is that of the homelab. */
  readonly file: string;
  readonly overlays: Overlays;
}

const DEFAULT_FILES: readonly string[] = ["homelab.yaml"];

/** `-f`, which may stand several times, and `--set`. */
export const withHomelabOptions = (command: Command): Command =>
  command
    .addOption(
      new Option("-f, --file <path>", "the homelab; given again, a file that lies over those before it")
        .argParser((path, before: readonly string[]) => [
          ...(before === DEFAULT_FILES ? [] : before),
          parsePath(path),
        ])
        .default(DEFAULT_FILES, "homelab.yaml"),
    )
    .addOption(
      new Option(
        "--set <path=value>",
        "put a value over all files, as `--set network.lan.gateway=192.168.1.1`",
      )
        .argParser((setting, before: readonly string[]) => [...before, setting])
        .default([], "none"),
    )
    .hook("preAction", (_, action) => {
      const { file, set: settings } = action.opts<{ readonly file: string[]; readonly set: string[] }>();
      const [first, ...files] = file;
      action.setOptionValue("file", first);
      action.setOptionValue("overlays", { files, settings } satisfies Overlays);
    });
