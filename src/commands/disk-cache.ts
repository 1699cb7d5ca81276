import { mkdirSync } from "node:fs";
import { homedir, platform } from "node:os";
import { join } from "node:path";
import { NO_CACHE, type ResultCache } from "../verify/cache.ts";
import { readUsed } from "./disk-touch.ts";
import { writeWhole } from "./disk-write.ts";

/**
 * The platform's folder for caches: XDG_CACHE_HOME or ~/.cache, ~/Library/Caches on macOS, %LOCALAPPDATA% on Windows.
 * https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA, K8SGEN_CACHE } = process.env;
  if (K8SGEN_CACHE !== undefined && K8SGEN_CACHE !== "") return K8SGEN_CACHE;
  if (platform() === "win32" && LOCALAPPDATA !== undefined) return join(LOCALAPPDATA, "k8sgen");
  if (platform() === "darwin") return join(homedir(), "Library", "Caches", "k8sgen");
  return join(
    XDG_CACHE_HOME !== undefined && XDG_CACHE_HOME !== "" ? XDG_CACHE_HOME : join(homedir(), ".cache"),
    "k8sgen",
  );
}

/** Results below the cache folder. A cache that cannot be read or written only costs time. */
export function diskCache(folder = join(cacheFolder(), "results")): ResultCache {
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    return NO_CACHE;
  }
  return {
    get(key) {
      try {
        return readUsed(join(folder, `${key}.json`)).toString("utf8");
      } catch {
        return undefined;
      }
    },
    put(key, value) {
      try {
        writeWhole(join(folder, `${key}.json`), value);
      } catch {
        // It is made again.
      }
    },
  };
}
