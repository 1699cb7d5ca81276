import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.ts";

const start = (file: string): Location => ({ file, line: 1, column: 1 });

export const foreignFile = (file: string): Diagnostic =>
  diagnostic("E_OUTPUT_FOREIGN", `\`${file}\` would be replaced, but no earlier build wrote it.`, {
    location: start(file),
    hint: "move it away or delete it, then run the command again; if k8sgen.json was lost, restore that from Git",
  });

export const foreignFolder = (file: string): Diagnostic =>
  diagnostic("E_OUTPUT_FOREIGN", `\`${file}\` is to be a file, but a folder is there.`, {
    location: start(file),
    hint: "move the folder away or delete it, then run the command again",
  });

export const foreignInsteadOfFolder = (file: string): Diagnostic =>
  diagnostic("E_OUTPUT_FOREIGN", `\`${file}\` is to be a folder, but something else is there.`, {
    location: start(file),
    hint: "move it away or delete it, then run the command again",
  });

export const linkInTheWay = (file: string): Diagnostic =>
  diagnostic("E_OUTPUT_LINK", `\`${file}\` is a symbolic link; k8sgen does not write through links.`, {
    location: start(file),
    hint: "remove the link, or choose another folder with `--output-dir`",
  });

export const inventoryBroken = (file: string, reason: string): Diagnostic =>
  diagnostic("E_OUTPUT_INVENTORY", `\`${file}\` is not an inventory of k8sgen: ${reason}.`, {
    location: start(file),
    hint: "restore it from Git (after a merge conflict take either side), then build again",
  });

export const journalBroken = (file: string, reason: string): Diagnostic =>
  diagnostic(
    "E_OUTPUT_INVENTORY",
    `\`${file}\`, the record of an interrupted build, cannot be used: ${reason}.`,
    {
      location: start(file),
      hint: "delete the folder that it is in, restore the output folder from Git, then build again",
    },
  );

export const locked = (folder: string, lock: string): Diagnostic =>
  diagnostic("E_OUTPUT_LOCKED", `Another command is writing to \`${folder}\`.`, {
    hint: `wait for it to end; if none is running, delete \`${lock}\``,
  });

export const writeFailed = (file: string, reason: string, hint: string | undefined): Diagnostic =>
  diagnostic("E_OUTPUT_WRITE", `Writing \`${file}\` failed: ${reason}.`, {
    location: start(file),
    hint: [hint, "nothing in the output folder was changed"].filter((part) => part !== undefined).join("; "),
  });

/** One of several files that stand for themselves: what was written before stays written. */
export const fileNotWritten = (file: string, reason: string): Diagnostic =>
  diagnostic("E_OUTPUT_WRITE", `Writing \`${file}\` failed: ${reason}.`, {
    location: start(file),
    hint: "mend the cause, then run the command again: it goes on with what is missing",
  });

export const writeUnfinished = (folder: string, file: string, reason: string): Diagnostic =>
  diagnostic(
    "E_OUTPUT_WRITE",
    `Writing \`${file}\` failed: ${reason}. Part of \`${folder}\` is new and part is old.`,
    {
      location: start(file),
      hint: "mend the cause, then run the command again: it completes what was begun",
    },
  );

export const readFailed = (file: string, reason: string, hint: string | undefined): Diagnostic =>
  diagnostic("E_OUTPUT_WRITE", `Reading \`${file}\` failed: ${reason}.`, { location: start(file), hint });

export const editedReplaced = (file: string): Diagnostic =>
  diagnostic("W_OUTPUT_EDITED", `\`${file}\` was changed by hand since the last build and is replaced.`, {
    location: start(file),
    hint: "generated files are not edited: put the change into homelab.yaml; Git may still have yours",
  });

export const editedRemoved = (file: string): Diagnostic =>
  diagnostic("W_OUTPUT_EDITED", `\`${file}\` was changed by hand since the last build and is removed.`, {
    location: start(file),
    hint: "the homelab no longer asks for this file; Git may still have yours",
  });

export const moreEdited = (folder: string, count: number): Diagnostic =>
  diagnostic("W_OUTPUT_EDITED", `${count} more files below \`${folder}\` were changed by hand.`, {
    hint: "when nobody did, Git may have changed the line ends: mark the folder `-text` in .gitattributes",
  });
