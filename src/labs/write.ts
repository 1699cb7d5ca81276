import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { type FileChanges, NO_CHANGES } from "../report/report.ts";
import { compareTree, type Tree, writeTree } from "../write/write.ts";
import type { Contents } from "./contents.ts";
import type { Files } from "./model.ts";
import { SHARED } from "./share.ts";

export interface WrittenLabs {
  /** By the names of the folders. */
  readonly changes: ReadonlyMap<string, FileChanges>;
  readonly diagnostics: ReadonlyMap<string, readonly Diagnostic[]>;
}

/** Compares every folder, and changes nothing. */
export function compareLabs(
  outputDir: string,
  trees: ReadonlyMap<string, Files>,
  contents: Contents,
): WrittenLabs {
  const changes = new Map<string, FileChanges>();
  const diagnostics = new Map<string, readonly Diagnostic[]>();
  for (const [name, files] of trees) {
    const folder = `${outputDir}/${name}`;
    const { value, diagnostics: found } = compareTree(folder, treeOf(files, contents));
    diagnostics.set(name, found);
    if (value === undefined) continue;
    const { added, changed, removed, unchanged } = value;
    changes.set(name, { folder, added, changed, removed, unchanged: unchanged.length });
  }
  return { changes, diagnostics };
}

/**
 * Writes every folder that is not as it is wanted, once none of them has anything in the way. Each folder becomes the
 * new one or stays the old one, whatever stops the process. What labs take from `shared/` is there before they do, and
 * goes after the last one that did, so at no time does a lab lead to what is not there.
 * @param between what `shared/` holds while labs are written
 * @param writer makes a folder hold a tree; a test brings one that stops
 */
export function writeLabs(
  outputDir: string,
  trees: ReadonlyMap<string, Files>,
  between: Files,
  contents: Contents,
  writer: typeof writeTree = writeTree,
): WrittenLabs {
  const compared = compareLabs(outputDir, trees, contents);
  if ([...compared.diagnostics.values()].some(hasErrors)) return compared;
  const diagnostics = new Map(compared.diagnostics);
  const write = (name: string, files: Files): boolean => {
    const { value, diagnostics: found } = writer(`${outputDir}/${name}`, treeOf(files, contents));
    diagnostics.set(name, [...(diagnostics.get(name) ?? []), ...found]);
    return value !== undefined;
  };
  const differing = [...trees].filter(([name]) => !isUpToDate(compared.changes.get(name) ?? NO_CHANGES));
  const steps = differing.filter(([name]) => name !== SHARED);
  const last = differing.filter(([name]) => name === SHARED);
  const first = last.map(() => [SHARED, between] as const);
  [...first, ...steps, ...last].every(([name, files]) => write(name, files));
  return { changes: compared.changes, diagnostics };
}

export const isUpToDate = ({ added, changed, removed }: FileChanges): boolean =>
  added.length + changed.length + removed.length === 0;

const treeOf = (files: Files, contents: Contents): Tree =>
  new Map([...files].map(([path, digest]) => [path, contents.get(digest)] as const));
