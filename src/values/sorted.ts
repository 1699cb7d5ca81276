/** Entries in the order of their keys, by code units: the same on every machine, whatever its language. */
export const sortedEntries = <T>(entries: Iterable<readonly [string, T]>): (readonly [string, T])[] =>
  [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
