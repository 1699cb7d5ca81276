import { type Command, InvalidArgumentError, Option } from "commander";
import type { EntryKind } from "../fs/filesystem.ts";
import { nodeFileSystem } from "../fs/node.ts";
import { LABS } from "../labs/find.ts";
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

/** The folder of labs that a command works on; undefined where it works on one homelab. */
export interface LabsOption {
  readonly labs?: string;
}

/**
 * `--labs`. Without it and without `-f`, a folder `labs` is taken where there is no homelab.yaml.
 */
export const withLabsOption = (command: Command): Command =>
  command
    .addOption(
      new Option(
        "--labs [folder]",
        "all homelabs of a folder: `<name>.yaml` and `<name>/homelab.yaml`; `labs` where there is no homelab.yaml",
      )
        .preset(LABS)
        .argParser(parsePath)
        .conflicts("file"),
    )
    .hook("preAction", (_, action) => {
      const isAsked = action.getOptionValueSource("file") === "cli" || action.opts().labs !== undefined;
      const isThere = (path: string, kind: EntryKind) => nodeFileSystem.kind(path) === kind;
      if (!isAsked && !isThere("homelab.yaml", "file") && isThere(LABS, "directory"))
        action.setOptionValue("labs", LABS);
    });

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
      // Who asks later still sees whether somebody named it.
      action.setOptionValueWithSource("file", first, action.getOptionValueSource("file") ?? "default");
      action.setOptionValue("overlays", { files, settings } satisfies Overlays);
    });
