import type { Json } from "../values/json.ts";
import { type Memo, NO_MEMO } from "../values/memo.ts";
import { sortedEntries } from "../values/sorted.ts";
import type { Tracked } from "../values/tracked.ts";
import { toYamlDocuments, withComment } from "../values/yaml.ts";

/** The files of `output/<name>/` in the making. */
export class FileTree {
  /** What was made of the same contents before. */
  readonly memo: Memo;
  readonly #files = new Map<string, Uint8Array>();
  readonly #origins = new Map<string, readonly Tracked[]>();
  readonly #folded = new Set<string>();

  constructor(memo: Memo = NO_MEMO) {
    this.memo = memo;
  }

  /** Adds a file of text. Paths are relative, with `/`; each may be added once. */
  text(path: string, text: string): void {
    this.bytes(path, new TextEncoder().encode(text));
  }

  /** Adds a file as it is. */
  bytes(path: string, bytes: Uint8Array): void {
    // Paths are made of names that the schemas restrict, so that a fault here is k8sgen's own. On some systems names
    // that differ in case only are one file.
    const folded = path.toLowerCase();
    if (!/^\.?[A-Za-z0-9][\w.+-]*(\/[A-Za-z0-9_][\w.+-]*)*$/.test(path))
      throw new Error(`not a path of the output: ${path}`);
    if (this.#folded.has(folded)) throw new Error(`written twice: ${path}`);
    this.#folded.add(folded);
    this.#files.set(path, bytes);
  }

  /** Adds a file of YAML documents, and keeps where their nodes came from. */
  objects(path: string, objects: readonly Tracked[], comment?: string): void {
    const values = objects.map((object) => object.value);
    const text = this.memo.of("yaml of", JSON.stringify(values), () => toYamlDocuments(values)) ?? "";
    this.text(path, comment === undefined ? text : withComment(comment, text));
    this.#origins.set(path, objects);
  }

  /** Adds a file of one YAML document that no user's value went into unseen. */
  yaml(path: string, value: Json, comment?: string): void {
    this.text(
      path,
      comment === undefined ? toYamlDocuments([value]) : withComment(comment, toYamlDocuments([value])),
    );
  }

  /** Remembers where the nodes of a file's documents came from, for a file that was added as text. */
  origins(path: string, objects: readonly Tracked[]): void {
    this.#origins.set(path, objects);
  }

  finish(): AssembledTree {
    return { files: new Map(sortedEntries(this.#files)), origins: this.#origins };
  }
}

/** The finished files, sorted by path. */
export interface AssembledTree {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** For files of objects: the documents with the origins of their nodes, in the order of the file. */
  readonly origins: ReadonlyMap<string, readonly Tracked[]>;
}
