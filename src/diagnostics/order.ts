import type { Diagnostic } from "./diagnostic.ts";

const RANK = { error: 0, warning: 1, info: 2 } as const;

/** Files in the order of their first diagnostic; inside a file by place; errors before warnings at one place. */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = new Map<string, number>();
  for (const { location } of diagnostics) {
    const file = location?.file ?? "";
    if (!files.has(file)) files.set(file, files.size);
  }
  return [...diagnostics].sort(
    (a, b) =>
      (files.get(a.location?.file ?? "") ?? 0) - (files.get(b.location?.file ?? "") ?? 0) ||
      (a.location?.line ?? 0) - (b.location?.line ?? 0) ||
      (a.location?.column ?? 0) - (b.location?.column ?? 0) ||
      RANK[a.severity] - RANK[b.severity] ||
      (a.code < b.code ? -1 : a.code > b.code ? 1 : 0) ||
      (a.message < b.message ? -1 : a.message > b.message ? 1 : 0),
  );
}

/** The same diagnostic from two paths is told once. */
export function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((diagnostic) => {
    const key = JSON.stringify([diagnostic.code, diagnostic.message, diagnostic.location, diagnostic.path]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
