import type { LockedChart } from "../../lock/model.ts";
import { code, plain, table } from "./markdown.ts";

/** The images that the lock records, by component; undefined where it records none. */
export function imageTable(locked: readonly LockedChart[]): string | undefined {
  const rows = locked.flatMap(({ component, images = [] }) =>
    images.length === 0 ? [] : [[plain(component), images.map(code).join("<br>")]],
  );
  return rows.length === 0 ? undefined : table(["component", "images"], rows);
}
