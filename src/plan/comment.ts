import type { Sources } from "../diagnostics/sources.ts";
import { type Origin, primaryLocation } from "../values/tracked.ts";

/**
 * Whether nothing, or another comment, follows a value on its line. Within `{…}` on one line a comment belongs to the
 * whole map, and to none of its values. Without the texts nothing is said to lack.
 */
export function lacksComment(origin: Origin, comment: string, sources: Sources | undefined): boolean {
  const location = primaryLocation(origin);
  if (location?.endColumn === undefined || sources === undefined) return false;
  const line = sources.line(location.file, location.endLine ?? location.line);
  return line !== undefined && dense(line.slice(location.endColumn - 1)) !== dense(comment);
}

const dense = (text: string): string => text.replaceAll(/\s/g, "");
