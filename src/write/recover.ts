import { hasErrors, type Result } from "../diagnostics/diagnostic.ts";
import type { Disk } from "./disk.ts";
import { showPath } from "./faults.ts";
import { readJournal } from "./journal.ts";
import { journalBroken } from "./messages.ts";
import type { Place } from "./paths.ts";
import { recheck } from "./recheck.ts";
import { settle } from "./settle.ts";
import { discard } from "./stage.ts";

/**
 * What was done about an earlier write that was interrupted: there was none; what it had staged was thrown away and
 * the old tree stands; or it was committed, was carried out now, and the new tree stands.
 */
export type Recovery = "nothing" | "discarded" | "completed";

/**
 * Brings the output folder to the old or the new tree. The caller holds the lock.
 * @returns no value where the folder is between the two and something has to be mended first
 * @throws DiskError before anything was changed
 */
export function recoverLocked(disk: Disk, place: Place): Result<Recovery> {
  const kind = disk.look(place.journal)?.kind;
  if (kind === undefined) return { value: discard(disk, place) ? "discarded" : "nothing", diagnostics: [] };
  const shown = showPath(place, place.journal);
  if (kind !== "file") return { diagnostics: [journalBroken(shown, "it is not a file")] };
  const { value: journal, diagnostics } = readJournal(disk.read(place.journal), shown);
  if (journal === undefined) return { diagnostics };
  const found = recheck(disk, place, journal);
  if (hasErrors(found)) return { diagnostics: found };
  const faults = settle(disk, place, journal);
  return faults.length > 0 ? { diagnostics: faults } : { value: "completed", diagnostics: found };
}
