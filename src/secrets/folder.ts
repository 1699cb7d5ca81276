import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { type DirectoryEntry, type FileSystem, FileSystemError } from "../fs/filesystem.ts";
import { reasonOf } from "../load/text.ts";
import { fileOfAnother, fileUnreadable, fileUnusable, isLink } from "./messages.ts";
import { idOf } from "./needed.ts";
import { SECRETS, secretOfPath, secretPath } from "./paths.ts";
import { readSopsSecret, type SopsSecret } from "./sops/read.ts";

/** An encrypted file that is sound. */
export interface SecretFile {
  /** Path below the folder of homelab.yaml. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly secret: SopsSecret;
}

/** What stands below `secrets/`. */
export interface SecretsFolder {
  /** By `<namespace>/<name>`. */
  readonly files: ReadonlyMap<string, SecretFile>;
  /** Secrets whose files are there and cannot be used. */
  readonly broken: ReadonlySet<string>;
  /** Git was told something about these files. */
  readonly hasAttributes: boolean;
  /** Paths of files whose names are none of an encrypted Secret, sorted. */
  readonly strangers: readonly string[];
}

/** The namespaces of some files, sorted. */
export const namespacesOf = (files: readonly SecretFile[]): readonly string[] =>
  [...new Set(files.map(({ secret }) => secret.namespace))].sort();

/** Hidden files are configuration of editors, Git and SOPS; a README is for people. */
const isNoAside = ({ name }: DirectoryEntry): boolean =>
  !name.startsWith(".") && name.toLowerCase() !== "readme.md";

/**
 * Reads every encrypted file beside homelab.yaml. Their texts are not kept for the frames of diagnostics: a file that
 * should be encrypted and is not would be printed.
 * @param folder of homelab.yaml, empty or ending in `/`
 */
export function readSecretsFolder(fs: FileSystem, folder: string): Result<SecretsFolder> {
  const diagnostics: Diagnostic[] = [];
  const files = new Map<string, SecretFile>();
  const broken = new Set<string>();
  const strangers: string[] = [];
  const ask = <T>(path: string, question: (path: string) => T): T | undefined => {
    try {
      return question(`${folder}${path}`);
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      diagnostics.push(fileUnreadable(`${folder}${path}`, reasonOf(error)));
      return undefined;
    }
  };
  const list = (path: string) => ask(path, fs.list) ?? [];
  const kind = ask(SECRETS, fs.kind);
  if (kind === "link") diagnostics.push(isLink(`${folder}${SECRETS}`));
  const entries = kind === "directory" ? list(SECRETS) : [];
  for (const { name: namespace, kind } of entries.filter(isNoAside)) {
    const below = `${SECRETS}/${namespace}`;
    if (kind === "link") diagnostics.push(isLink(`${folder}${below}`));
    else if (kind !== "directory") strangers.push(below);
    else
      for (const entry of list(below).filter(isNoAside)) {
        const path = `${below}/${entry.name}`;
        const expected = secretOfPath(namespace, entry.name);
        if (entry.kind === "link") {
          diagnostics.push(isLink(`${folder}${path}`));
          if (expected !== undefined) broken.add(idOf(expected));
        } else if (expected === undefined) strangers.push(path);
        else if (entry.kind !== "file") {
          diagnostics.push(
            fileUnusable(`${folder}${path}`, { reason: "it is no file", line: 1, isClear: false }),
          );
          broken.add(idOf(expected));
        } else {
          const file = readFile(fs, folder, expected);
          if ("code" in file) {
            diagnostics.push(file);
            broken.add(idOf(expected));
          } else files.set(idOf(expected), file);
        }
      }
  }
  const hasAttributes = entries.some(({ name }) => name === ".gitattributes");
  return { value: { files, broken, hasAttributes, strangers: strangers.sort() }, diagnostics };
}

function readFile(
  fs: FileSystem,
  folder: string,
  expected: { readonly namespace: string; readonly name: string },
): SecretFile | Diagnostic {
  const path = secretPath(expected.namespace, expected.name);
  const file = `${folder}${path}`;
  try {
    const bytes = fs.read(file) ?? new Uint8Array(0);
    const reading = readSopsSecret(bytes);
    if ("problem" in reading) return fileUnusable(file, reading.problem);
    if (idOf(reading.secret) !== idOf(expected)) return fileOfAnother(file, idOf(reading.secret));
    return { path, bytes, secret: reading.secret };
  } catch (error) {
    if (error instanceof FileSystemError) return fileUnreadable(file, reasonOf(error));
    throw error;
  }
}
