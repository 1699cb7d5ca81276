import { posix } from "node:path";
import type { DirectoryEntry } from "../../src/fs/filesystem.ts";
import { type Disk, DiskError, type Seen } from "../../src/write/disk.ts";

const { dirname, basename } = posix;

/** What a name stands for; a file that is moved stays the same one. */
interface Inode {
  readonly kind: "file" | "directory";
  bytes: Uint8Array;
  synced: boolean;
}

interface Name {
  readonly path: string;
  readonly inode: Inode;
}

type Names = Map<string, Name>;

type Change =
  | { readonly kind: "add"; readonly name: Name; durable: boolean }
  | { readonly kind: "remove"; readonly name: Name; durable: boolean }
  | { readonly kind: "move"; readonly name: Name; readonly to: string; durable: boolean };

/**
 * A disk in memory that promises no more than POSIX: a name lasts once its folder was synced, bytes last once their
 * file was. `powerCut` drops any part of what was not; what stays brings along what was done before to the same names.
 * Absolute paths with `/`; no links; of folders, only empty ones can be moved. With `foldsCase` it takes `A` and `a`
 * for one name, as macOS and Windows do.
 */
export class MemoryDisk implements Disk {
  #durable: Names = new Map();
  #now: Names = new Map();
  #changes: Change[] = [];
  readonly #foldsCase: boolean;

  constructor(options: { readonly foldsCase?: boolean } = {}) {
    this.#foldsCase = options.foldsCase ?? false;
  }

  /** All files below a folder as they are now: relative path -> text; empty folders with `/` at the end. */
  snapshot(folder: string): Record<string, string> {
    const found: Record<string, string> = {};
    for (const { path, inode } of this.#now.values()) {
      if (!path.startsWith(`${folder}/`)) continue;
      const inside = path.slice(folder.length + 1);
      if (inode.kind === "file") found[inside] = new TextDecoder().decode(inode.bytes);
      else if (this.#children(this.#now, path).length === 0) found[`${inside}/`] = "";
    }
    return found;
  }

  put(path: string, text: string): void {
    const folders: string[] = [];
    for (let at = dirname(path); at !== "/" && this.look(at) === undefined; at = dirname(at))
      folders.unshift(at);
    for (const folder of folders) this.createFolder(folder);
    if (this.look(path) !== undefined) this.remove(path);
    this.create(path, new TextEncoder().encode(text));
  }

  /** What was written so far is old; it will not be lost. */
  settle(): void {
    for (const { inode } of this.#now.values()) inode.synced = true;
    this.#durable = new Map(this.#now);
    this.#changes = [];
  }

  /** @param keeps decides for each change that was not synced, and for each part of unsynced bytes */
  powerCut(keeps: () => boolean): void {
    const names = new Map(this.#durable);
    for (const index of this.#changes.keys()) if (keeps()) this.#makeDurable(index);
    for (const change of this.#changes) if (change.durable) this.#apply(names, change);
    for (const { inode } of names.values())
      if (!inode.synced) inode.bytes = inode.bytes.subarray(0, keeps() ? inode.bytes.length / 2 : 0);
    this.#now = names;
    this.settle();
  }

  look(path: string): Seen | undefined {
    const inode = this.#now.get(this.#key(path))?.inode;
    return inode === undefined ? undefined : { kind: inode.kind, modified: 0 };
  }

  list(path: string): readonly DirectoryEntry[] | undefined {
    if (this.look(path)?.kind !== "directory" && path !== "/") return undefined;
    return this.#children(this.#now, path)
      .map(({ path: child, inode }) => ({ name: basename(child), kind: inode.kind }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  read(path: string): Uint8Array {
    const inode = this.#now.get(this.#key(path))?.inode;
    if (inode?.kind !== "file") throw new DiskError(path, inode === undefined ? "ENOENT" : "EISDIR");
    return inode.bytes;
  }

  create(path: string, bytes: Uint8Array): void {
    this.#add(path, { kind: "file", bytes: Uint8Array.from(bytes), synced: false });
  }

  createFolder(path: string): void {
    this.#add(path, { kind: "directory", bytes: new Uint8Array(), synced: true });
  }

  move(from: string, to: string): void {
    const name = this.#mustHave(from);
    if (this.#children(this.#now, from).length > 0) throw new DiskError(to, "ENOTSUP");
    const there = this.look(to)?.kind;
    if (there !== undefined && (name.inode.kind !== "file" || there !== "file"))
      throw new DiskError(to, "EISDIR");
    this.#mustHaveFolder(to);
    this.#change({ kind: "move", name, to, durable: false });
  }

  remove(path: string): void {
    const name = this.#mustHave(path);
    if (name.inode.kind !== "file") throw new DiskError(path, "EPERM");
    this.#change({ kind: "remove", name, durable: false });
  }

  removeFolder(path: string): boolean {
    if (this.look(path)?.kind !== "directory" || this.#children(this.#now, path).length > 0) return false;
    this.#change({ kind: "remove", name: this.#mustHave(path), durable: false });
    return true;
  }

  sync(path: string, kind: "file" | "directory"): void {
    if (kind === "file") {
      const inode = this.#now.get(this.#key(path))?.inode;
      if (inode === undefined) throw new DiskError(path, "ENOENT");
      inode.synced = true;
      return;
    }
    if (this.look(path)?.kind !== "directory" && path !== "/") throw new DiskError(path, "ENOENT");
    for (const [index, change] of this.#changes.entries())
      if (pathsOf(change).some((changed) => dirname(changed) === path)) this.#makeDurable(index);
  }

  /** A change lasts together with those before it that it builds upon. */
  #makeDurable(index: number): void {
    const change = this.#changes[index];
    if (change === undefined || change.durable) return;
    change.durable = true;
    const touched = pathsOf(change);
    const builds = (path: string) =>
      touched.some((own) => path === own || path === dirname(own) || dirname(path) === own);
    for (const [earlier, other] of this.#changes.slice(0, index).entries())
      if (pathsOf(other).some(builds)) this.#makeDurable(earlier);
  }

  #add(path: string, inode: Inode): void {
    if (this.look(path) !== undefined) throw new DiskError(path, "EEXIST");
    this.#mustHaveFolder(path);
    this.#change({ kind: "add", name: { path, inode }, durable: false });
  }

  #mustHave(path: string): Name {
    const name = this.#now.get(this.#key(path));
    if (name === undefined) throw new DiskError(path, "ENOENT");
    return name;
  }

  #mustHaveFolder(path: string): void {
    const folder = dirname(path);
    const kind = folder === "/" ? "directory" : this.look(folder)?.kind;
    if (kind !== "directory") throw new DiskError(path, kind === undefined ? "ENOENT" : "ENOTDIR");
  }

  #change(change: Change): void {
    this.#apply(this.#now, change);
    this.#changes.push(change);
  }

  /** Leaves out what cannot be done because something before it was lost. */
  #apply(names: Names, change: Change): void {
    const { path, inode } = change.name;
    const isFolder = (at: string) => names.get(this.#key(at))?.inode.kind === "directory";
    const hasFolder = (at: string) => dirname(at) === "/" || isFolder(dirname(at));
    const isThere = names.get(this.#key(path))?.inode === inode && this.#children(names, path).length === 0;
    if (change.kind === "add") {
      if (hasFolder(path) && !names.has(this.#key(path))) names.set(this.#key(path), change.name);
    } else if (change.kind === "remove") {
      if (isThere) names.delete(this.#key(path));
    } else if (isThere && hasFolder(change.to) && !isFolder(change.to)) {
      names.delete(this.#key(path));
      names.set(this.#key(change.to), { path: change.to, inode });
    }
  }

  #children(names: Names, folder: string): readonly Name[] {
    return [...names.values()].filter(({ path }) => this.#key(dirname(path)) === this.#key(folder));
  }

  #key(path: string): string {
    return this.#foldsCase ? path.toLowerCase() : path;
  }
}

function pathsOf(change: Change): readonly string[] {
  return change.kind === "move" ? [change.name.path, change.to] : [change.name.path];
}
