import type { Result } from "../diagnostics/diagnostic.ts";
import { type Digest, isDigest } from "./digest.ts";
import { isObject, parseJson } from "./inventory.ts";
import { journalBroken } from "./messages.ts";
import { isPlainPath } from "./paths.ts";

/** A staged file that is to be at `path`; `was` is what it replaces, absent where it replaces nothing. */
export interface FileWrite {
  readonly path: string;
  readonly is: Digest;
  readonly was?: Digest;
}

export interface FileRemoval {
  readonly path: string;
  readonly was: Digest;
}

/**
 * Everything that turns the old tree into the new one. Which steps are done is told by the disk itself (a staged file
 * that is gone has been moved), so the journal is written once and can be carried out from any point in either
 * direction.
 */
export interface Journal {
  /** The inventory comes last: as long as the old one stands, what it lists is known as k8sgen's own. */
  readonly writes: readonly FileWrite[];
  readonly removals: readonly FileRemoval[];
  /** Folders to create, outermost first; `""` is the output folder itself. */
  readonly folders: readonly string[];
  /** Folders that the removals leave empty, innermost first. */
  readonly emptied: readonly string[];
}

const HEADER = { apiVersion: "k8sgen.dev/v1", kind: "Journal" } as const;

export function encodeJournal(journal: Journal): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ ...HEADER, ...journal })}\n`);
}

/** A journal may come with a cloned repository, so it is trusted no more than an inventory is. */
export function readJournal(bytes: Uint8Array, shown: string): Result<Journal> {
  const broken = (reason: string) => ({ diagnostics: [journalBroken(shown, reason)] });
  const root = parseJson(bytes);
  if (!isObject(root) || root.apiVersion !== HEADER.apiVersion || root.kind !== HEADER.kind)
    return broken("it is not a journal of k8sgen");
  const { writes, removals, folders, emptied } = root;
  if (!isListOf(writes, isWrite)) return broken("its list of writes is not valid");
  if (!isListOf(removals, isRemoval)) return broken("its list of removals is not valid");
  if (!isListOf(folders, (item): item is string => item === "" || isPath(item)))
    return broken("its list of folders is not valid");
  if (!isListOf(emptied, isPath)) return broken("its list of emptied folders is not valid");
  return { value: { writes, removals, folders, emptied }, diagnostics: [] };
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}

const isPath = (item: unknown): item is string => typeof item === "string" && isPlainPath(item);

const isRemoval = (item: unknown): item is FileRemoval =>
  isObject(item) && isPath(item.path) && isDigest(item.was);

const isWrite = (item: unknown): item is FileWrite =>
  isObject(item) && isPath(item.path) && isDigest(item.is) && (item.was === undefined || isDigest(item.was));
