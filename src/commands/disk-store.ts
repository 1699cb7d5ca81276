import { join } from "node:path";
import type { ArchiveStore } from "../lock/store.ts";
import { diskArchives } from "./disk-archives.ts";
import { cacheFolder } from "./disk-cache.ts";

/** What `k8sgen lock` fetched, below the cache folder: `charts/sha256/<digest>.tgz` and `manifests/sha256/<digest>.yaml`. */
export function diskStore(root = cacheFolder()): ArchiveStore {
  const charts = diskArchives(join(root, "charts", "sha256"), "tgz");
  const manifests = diskArchives(join(root, "manifests", "sha256"), "yaml");
  return {
    get: (digest) => charts.get(digest) ?? manifests.get(digest),
    put: (digest, bytes) => (isGzipped(bytes) ? charts : manifests).put(digest, bytes),
  };
}

/** The first bytes of every gzip file: RFC 1952, section 2.3.1. */
const isGzipped = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
