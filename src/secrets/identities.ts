import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type FileSystem, FileSystemError } from "../fs/filesystem.ts";
import { reasonOf } from "../load/text.ts";
import { recipientOf } from "./age.ts";
import { keyFileMissing, keyFileUnreadable, privateKeyBroken } from "./messages.ts";

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
  /** Sorted. */
  readonly recipients: readonly string[];
  /** Where was looked, in words. */
  readonly looked: readonly string[];
}

/**
 * The private keys of age, from where SOPS takes them: SOPS_AGE_KEY, SOPS_AGE_KEY_FILE, and keys.txt in the folder of
 * settings; all of them that are there (age/keysource.go). Commands, plugins and keys of SSH are left out.
 * @returns diagnostics for what was no key; they matter only to whom a key is missing
 */
export async function findIdentities(
  places: KeyPlaces,
): Promise<{ readonly identities: Identities; readonly diagnostics: readonly Diagnostic[] }> {
  const diagnostics: Diagnostic[] = [];
  const keys = new Map<string, string>();
  const sources = keySources(places);
  for (const { source, text } of sources) {
    const content = textOrFault(source, text);
    if (typeof content !== "string") diagnostics.push(content);
    else
      for (const [index, line] of content.split(/\r?\n/).entries()) {
        const key = line.trim();
        if (key === "" || key.startsWith("#")) continue;
        const recipient = await recipientOf(key);
        if (recipient === undefined) diagnostics.push(privateKeyBroken(source, index + 1));
        else keys.set(key, recipient);
      }
  }
  const identities = {
    keys: [...keys.keys()],
    recipients: [...new Set(keys.values())].sort(),
    looked: sources.map(({ source }) => source),
  };
  return { identities, diagnostics };
}

interface KeySource {
  /** A variable or a path, for messages. */
  readonly source: string;
  readonly text: () => string | Diagnostic;
}

function keySources({ fs, env, platform }: KeyPlaces): readonly KeySource[] {
  const named = env.SOPS_AGE_KEY_FILE;
  const usual = defaultKeyFile({ env, platform });
  return [
    { source: "SOPS_AGE_KEY", text: () => env.SOPS_AGE_KEY ?? "" },
    {
      source: "SOPS_AGE_KEY_FILE",
      text: () => (named ? (read(fs, named) ?? keyFileMissing("SOPS_AGE_KEY_FILE", named)) : ""),
    },
    ...(usual === undefined ? [] : [{ source: usual, text: () => read(fs, usual) ?? "" }]),
  ];
}

function textOrFault(source: string, text: () => string | Diagnostic): string | Diagnostic {
  try {
    return text();
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    return keyFileUnreadable(source, reasonOf(error));
  }
}

/** @throws FileSystemError */
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
