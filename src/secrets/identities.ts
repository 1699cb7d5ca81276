import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { type FileSystem, FileSystemError } from "../fs/filesystem.ts";
import { reasonOf } from "../load/text.ts";
import { recipientOf } from "./age.ts";
import { keyFileUnreadable, privateKeyBroken } from "./messages.ts";

/** What the places of private keys depend on. */
export interface KeyPlaces {
  readonly fs: FileSystem;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** As in `process.platform`. */
  readonly platform: string;
}

/** Private keys and their public halves. */
export interface Identities {
  readonly keys: readonly string[];
  readonly recipients: readonly string[];
  /** Where was looked, in words. */
  readonly looked: readonly string[];
}

/**
 * The private keys of age, from where SOPS takes them: SOPS_AGE_KEY, SOPS_AGE_KEY_FILE, and keys.txt in the folder of
 * settings; all of them that are there (age/keysource.go). Commands, plugins and keys of SSH are left out.
 */
export async function findIdentities(places: KeyPlaces): Promise<Result<Identities>> {
  const { env } = places;
  const diagnostics: Diagnostic[] = [];
  const keys: string[] = [];
  const recipients: string[] = [];
  const defaultFile = defaultKeyFile(places);
  const sources: readonly (readonly [source: string, text: () => string | undefined])[] = [
    ["SOPS_AGE_KEY", () => env.SOPS_AGE_KEY],
    ["SOPS_AGE_KEY_FILE", () => (env.SOPS_AGE_KEY_FILE ? read(places.fs, env.SOPS_AGE_KEY_FILE) : undefined)],
    ...(defaultFile === undefined ? [] : [[defaultFile, () => read(places.fs, defaultFile)] as const]),
  ];
  for (const [source, text] of sources) {
    try {
      for (const [index, line] of (text() ?? "").split(/\r?\n/).entries()) {
        for (const key of wordsOf(line)) {
          const recipient = await recipientOf(key);
          if (recipient === undefined) diagnostics.push(privateKeyBroken(source, index + 1));
          else {
            keys.push(key);
            recipients.push(recipient);
          }
        }
      }
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      diagnostics.push(keyFileUnreadable(source, reasonOf(error)));
    }
  }
  const value = {
    keys: [...new Set(keys)],
    recipients: [...new Set(recipients)].sort(),
    looked: sources.map(([source]) => source),
  };
  return { value, diagnostics };
}

const wordsOf = (line: string): readonly string[] =>
  line.trim().startsWith("#") ? [] : line.split(/\s+/).filter((word) => word !== "");

/** @throws FileSystemError also where the file is missing: it was named */
const read = (fs: FileSystem, path: string): string | undefined => {
  const bytes = fs.read(path);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
};

/**
 * keys.txt of SOPS; undefined where the system has no folder of settings for the user. The folders are those of Go's
 * os.UserConfigDir (https://pkg.go.dev/os#UserConfigDir), with XDG_CONFIG_HOME on macOS too.
 */
export function defaultKeyFile({ env, platform }: Pick<KeyPlaces, "env" | "platform">): string | undefined {
  const folder = settingsFolder(env, platform);
  if (folder === undefined) return undefined;
  return platform === "win32" ? `${folder}\\sops\\age\\keys.txt` : `${folder}/sops/age/keys.txt`;
}

function settingsFolder(env: KeyPlaces["env"], platform: string): string | undefined {
  if (platform === "win32") return env.AppData || env.APPDATA || undefined;
  if (env.XDG_CONFIG_HOME) return env.XDG_CONFIG_HOME;
  if (!env.HOME) return undefined;
  return platform === "darwin" ? `${env.HOME}/Library/Application Support` : `${env.HOME}/.config`;
}
