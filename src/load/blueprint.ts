import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { Sources } from "../diagnostics/sources.ts";
import { type DirectoryEntry, type FileSystem, FileSystemError } from "../fs/filesystem.ts";
import { isObject, type JsonObject } from "../values/json.ts";
import { type Memo, NO_MEMO } from "../values/memo.ts";
import {
  blueprintFileKind,
  blueprintFileMissing,
  blueprintFolderUnreadable,
  blueprintJson,
  manifestEnding,
  manifestNameRefused,
  manifestNameTaken,
} from "./messages.ts";
import { readText, reasonOf } from "./text.ts";
import { rememberedYaml, type YamlFile } from "./yaml.ts";

/** A file of a blueprint as it stands on disk. */
export interface SourceFile {
  /** Path for diagnostics. */
  readonly file: string;
  readonly text: string;
  /** What was read of it before. */
  readonly memo: Memo;
}

/** One file of `manifests/`: a template (`.yaml.hbs`), or objects that are copied as they are (`.yaml`). */
export interface ManifestFile extends SourceFile {
  /** Name of the file in the output. */
  readonly name: string;
  readonly template: boolean;
}

/** One template of `router/`. */
export interface RouterTemplate extends SourceFile {
  /** Name of the file in the output. */
  readonly name: string;
}

/** The folder of a blueprint, read but not judged. */
export interface BlueprintFolder {
  /** Path of the folder, for diagnostics. */
  readonly folder: string;
  readonly builtIn: boolean;
  readonly manifest: YamlFile;
  readonly schema?: { readonly file: string; readonly value: JsonObject };
  readonly values?: SourceFile;
  readonly bootstrapValues?: SourceFile;
  readonly offers?: SourceFile;
  readonly contributions?: SourceFile;
  readonly manifests: readonly ManifestFile[];
  readonly router: readonly RouterTemplate[];
  /** Static files by their path below `files/`. */
  readonly files: ReadonlyMap<string, string>;
}

/** Where blueprints are looked for; `name` replaces the path in diagnostics, so that they do not depend on the machine. */
export interface BlueprintRoot {
  readonly path: string;
  readonly name: string;
  /** True for the package's own: their schemas were checked when the package was made. */
  readonly builtIn: boolean;
}

/** Names that every file system, Kustomize and Git take as they are. */
const MANIFEST_NAME = /^[A-Za-z0-9_][\w.+-]*$/;

/** Loads every `<root>/<section>/<name>/` that holds a blueprint.yaml, in the order of their names. */
export function loadBlueprints(
  fs: FileSystem,
  root: BlueprintRoot,
  sources: Sources,
  memo: Memo = NO_MEMO,
): Result<readonly BlueprintFolder[]> {
  const diagnostics: Diagnostic[] = [];
  const folders: BlueprintFolder[] = [];
  // Files beside the folders are for people; a link may be a blueprint that would be missed, or lead anywhere.
  const directories = (below: string): readonly string[] =>
    entriesOf(fs, `${root.path}${below}`, `${root.name}${below}`, diagnostics)
      .filter(({ name, kind }) => kind !== "file" && !name.startsWith("."))
      .flatMap(({ name, kind }) => {
        if (kind === "directory") return [name];
        diagnostics.push(blueprintFileKind(`${root.name}${below}/${name}`, kind, ["directory"]));
        return [];
      });
  for (const section of directories("")) {
    for (const name of directories(`/${section}`)) {
      const reader = new FolderReader(
        fs,
        {
          path: `${root.path}/${section}/${name}`,
          name: `${root.name}/${section}/${name}`,
          builtIn: root.builtIn,
        },
        sources,
        diagnostics,
        memo,
      );
      const folder = reader.folder();
      if (folder !== undefined) folders.push(folder);
    }
  }
  return { value: folders, diagnostics };
}

/** What a folder holds; nothing, with a diagnostic where it exists, if it cannot be read. */
function entriesOf(
  fs: FileSystem,
  path: string,
  name: string,
  diagnostics: Diagnostic[],
): readonly DirectoryEntry[] {
  try {
    return fs.list(path) ?? [];
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    diagnostics.push(blueprintFolderUnreadable(name, reasonOf(error)));
    return [];
  }
}

class FolderReader {
  readonly #fs: FileSystem;
  readonly #root: BlueprintRoot;
  readonly #sources: Sources;
  readonly #diagnostics: Diagnostic[];
  readonly #memo: Memo;

  constructor(fs: FileSystem, root: BlueprintRoot, sources: Sources, diagnostics: Diagnostic[], memo: Memo) {
    this.#fs = fs;
    this.#root = root;
    this.#sources = sources;
    this.#diagnostics = diagnostics;
    this.#memo = memo;
  }

  folder(): BlueprintFolder | undefined {
    const kinds = new Map(this.#entries("").map(({ name, kind }) => [name, kind]));
    const isThere = (name: string, expected: "file" | "directory"): boolean => {
      const kind = kinds.get(name);
      if (kind === undefined || kind === expected) return kind === expected;
      this.#diagnostics.push(blueprintFileKind(`${this.#root.name}/${name}`, kind, [expected]));
      return false;
    };
    if (!kinds.has("blueprint.yaml"))
      this.#diagnostics.push(blueprintFileMissing(this.#root.name, "blueprint.yaml"));
    const source = isThere("blueprint.yaml", "file") ? this.#file("blueprint.yaml") : undefined;
    if (source === undefined) return undefined;
    const manifest = rememberedYaml(source.file, source.text, this.#memo);
    this.#diagnostics.push(...manifest.diagnostics);
    if (manifest.value === undefined) return undefined;
    const optional = <K extends string>(key: K, name: string) => {
      const file = isThere(name, "file") ? this.#file(name) : undefined;
      return (file === undefined ? {} : { [key]: file }) as { [P in K]?: SourceFile };
    };
    const schema = isThere("schema.json", "file") ? this.#json("schema.json") : undefined;
    return {
      folder: this.#root.name,
      builtIn: this.#root.builtIn,
      manifest: manifest.value,
      ...(schema === undefined ? {} : { schema }),
      ...optional("values", "values.yaml.hbs"),
      ...optional("bootstrapValues", "bootstrap.values.yaml.hbs"),
      ...optional("offers", "offers.yaml.hbs"),
      ...optional("contributions", "contributions.yaml.hbs"),
      manifests: isThere("manifests", "directory") ? this.#manifests() : [],
      router: isThere("router", "directory") ? this.#router() : [],
      files: new Map(
        isThere("files", "directory")
          ? this.#tree("files").map((path) => [path.slice("files/".length), this.#file(path)?.text ?? ""])
          : [],
      ),
    };
  }

  #manifests(): readonly ManifestFile[] {
    // Case does not tell names apart: on some systems such files are one. Two stand beside them in the output:
    // what lists the others, and what tells Fleet of them.
    const taken = new Set(["kustomization.yaml", "fleet.yaml", "fleet.yml"]);
    return this.#tree("manifests").flatMap((path) => {
      if (!/\.yaml(\.hbs)?$/.test(path)) {
        // Notes for people are no objects.
        if (!/(^|\/)(README(\.md)?|\.[^/]*)$/.test(path))
          this.#diagnostics.push(
            manifestEnding(`${this.#root.name}/${path}`, /\.[^/]*$/.exec(path)?.[0] ?? ""),
          );
        return [];
      }
      const source = this.#file(path);
      const name = path
        .slice("manifests/".length)
        .replaceAll("/", "-")
        .replace(/\.hbs$/, "");
      const isTaken = taken.has(name.toLowerCase());
      if (isTaken || !MANIFEST_NAME.test(name)) {
        const at = `${this.#root.name}/${path}`;
        this.#diagnostics.push(isTaken ? manifestNameTaken(at, name) : manifestNameRefused(at));
        return [];
      }
      taken.add(name.toLowerCase());
      return source === undefined ? [] : [{ ...source, name, template: path.endsWith(".hbs") }];
    });
  }

  /** blueprint.yaml says what becomes of each; what it does not name is told when it is checked. */
  #router(): readonly RouterTemplate[] {
    return this.#tree("router").flatMap((path) => {
      const source = this.#file(path);
      return source === undefined
        ? []
        : [{ ...source, name: path.slice("router/".length).replace(/\.hbs$/, "") }];
    });
  }

  /** Paths of all files below a folder, sorted. */
  #tree(path: string): readonly string[] {
    return this.#entries(`/${path}`).flatMap((entry) => {
      const child = `${path}/${entry.name}`;
      if (entry.kind === "directory") return this.#tree(child);
      if (entry.kind === "file") return [child];
      this.#diagnostics.push(
        blueprintFileKind(`${this.#root.name}/${child}`, entry.kind, ["file", "directory"]),
      );
      return [];
    });
  }

  #entries(below: string): readonly DirectoryEntry[] {
    return entriesOf(this.#fs, `${this.#root.path}${below}`, `${this.#root.name}${below}`, this.#diagnostics);
  }

  #file(name: string): SourceFile | undefined {
    const file = `${this.#root.name}/${name}`;
    const fs: FileSystem = { ...this.#fs, read: () => this.#fs.read(`${this.#root.path}/${name}`) };
    const text = readText(fs, file, this.#sources, this.#diagnostics, () =>
      blueprintFileMissing(this.#root.name, name),
    );
    return text === undefined ? undefined : { file, text, memo: this.#memo };
  }

  #json(name: string): { file: string; value: JsonObject } | undefined {
    const source = this.#file(name);
    if (source === undefined) return undefined;
    try {
      const value: unknown = JSON.parse(source.text);
      if (isObject(value as JsonObject)) return { file: source.file, value: value as JsonObject };
      this.#diagnostics.push(blueprintJson(source.file, "it must be an object"));
    } catch (error) {
      this.#diagnostics.push(blueprintJson(source.file, (error as Error).message));
    }
    return undefined;
  }
}
