import { join } from "node:path";
import type { Result } from "../diagnostics/diagnostic.ts";
import type { Digest } from "./digest.ts";
import { type Disk, DiskError } from "./disk.ts";
import { unreadable } from "./faults.ts";
import { readInventory } from "./inventory.ts";
import { foreignFolder, foreignInsteadOfFolder, linkInTheWay } from "./messages.ts";
import { INVENTORY, type Place } from "./paths.ts";
import { type Survey, survey } from "./survey.ts";
import type { Tree } from "./tree.ts";

/** Reads the inventory of the earlier build and compares the folder with the tree. Changes nothing. */
export function inspect(disk: Disk, place: Place, tree: Tree): Result<Survey> {
  try {
    const kind = disk.look(place.target)?.kind;
    if (kind === "link") return { diagnostics: [linkInTheWay(place.shown)] };
    if (kind !== undefined && kind !== "directory")
      return { diagnostics: [foreignInsteadOfFolder(place.shown)] };
    const { value: earlier, diagnostics } = earlierFiles(disk, place);
    if (earlier === undefined) return { diagnostics };
    const found = survey(disk, place, earlier, tree);
    return found.diagnostics.length > 0
      ? { diagnostics: found.diagnostics }
      : { value: found, diagnostics: [] };
  } catch (error) {
    if (error instanceof DiskError) return { diagnostics: [unreadable(place, error)] };
    throw error;
  }
}

function earlierFiles(disk: Disk, place: Place): Result<ReadonlyMap<string, Digest>> {
  const path = join(place.target, INVENTORY);
  const shown = `${place.shown}/${INVENTORY}`;
  const kind = disk.look(path)?.kind;
  if (kind === undefined) return { value: new Map(), diagnostics: [] };
  if (kind === "link") return { diagnostics: [linkInTheWay(shown)] };
  if (kind !== "file") return { diagnostics: [foreignFolder(shown)] };
  return readInventory(disk.read(path), shown);
}
