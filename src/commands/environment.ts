import { existsSync } from "node:fs";
import type { BuildEnvironment } from "../build.ts";
import { folderOf } from "../compile.ts";
import type { Sources } from "../diagnostics/sources.ts";
import { createEngine } from "../engine/engine.ts";
import { locateEngine } from "../engine/locate.ts";
import { preferBaseline } from "../engine/tiering.ts";
import { nodeFileSystem } from "../fs/node.ts";
import { LOCK_FILE } from "../lock/model.ts";
import { diskCache } from "./disk-cache.ts";
import { diskStore } from "./disk-store.ts";
import { trimCache } from "./disk-trim.ts";
import type { HomelabOptions } from "./options.ts";
import { PACKAGE } from "./package.ts";
import { programDigest } from "./program-digest.ts";
import { createProgress } from "./progress.ts";

/** What tells whether charts will be rendered. */
interface EngineJob extends HomelabOptions {
  readonly charts?: string;
  /** They will be, wherever they are. */
  readonly renders?: boolean;
}

/**
 * Runs a job with an engine of its own, which ends with it, and shows its progress on stderr. Undefined where the
 * engine was not installed.
 */
export async function withEngine<T>(
  { file, overlays, charts, renders }: EngineJob,
  sources: Sources,
  job: (environment: BuildEnvironment) => Promise<T>,
): Promise<T | undefined> {
  const files = locateEngine();
  if (files === undefined) return undefined;
  // Where nothing is rendered, the engine's work is too short for optimized code to pay.
  if (renders !== true && charts === undefined && !existsSync(`${folderOf(file)}${LOCK_FILE}`))
    preferBaseline();
  const engine = createEngine(files);
  const progress = createProgress(process.stderr);
  const program = programDigest();
  try {
    return await job({
      fs: nodeFileSystem,
      package: PACKAGE,
      engine,
      sources,
      overlays,
      cache: diskCache(),
      ...(program === undefined ? {} : { program }),
      store: diskStore(),
      clock: () => performance.now(),
      progress: progress.show,
    });
  } finally {
    progress.clear();
    await engine.close();
    trimCache();
  }
}
