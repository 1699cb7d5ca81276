import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../lock/archives.ts";
import type { ArchiveStore } from "../lock/store.ts";
import { reasonOf } from "../write/reasons.ts";
import { readUsed } from "./disk-touch.ts";
import { writeWhole } from "./disk-write.ts";

const DIGEST = /^sha256:([0-9a-f]{64})$/;

/** Files of one kind in a folder: `<digest>.<ending>`. A file that is not what its name says is not there. */
export function diskArchives(folder: string, ending: string): ArchiveStore {
  const pathOf = (digest: string): string | undefined => {
    const hex = DIGEST.exec(digest)?.[1];
    return hex === undefined ? undefined : join(folder, `${hex}.${ending}`);
  };
  const get = (digest: string): Uint8Array | undefined => {
    const path = pathOf(digest);
    try {
      const bytes = path === undefined ? undefined : readUsed(path);
      return bytes !== undefined && sha256(bytes) === digest ? bytes : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    get,
    put(digest, bytes) {
      const path = pathOf(digest);
      if (path === undefined || get(digest) !== undefined) return undefined;
      try {
        mkdirSync(folder, { recursive: true });
        writeWhole(path, bytes);
        return undefined;
      } catch (error) {
        return problem(folder, error);
      }
    },
  };
}

function problem(folder: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return `\`${folder}\`: ${reasonOf(code).text}`;
}
