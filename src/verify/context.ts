import type { Engine } from "../engine/engine.ts";
import type { FileSystem } from "../fs/filesystem.ts";
import type { PackageFiles } from "../schema/package-files.ts";
import type { ResultCache } from "./cache.ts";
import type { ChangeSink } from "./progress.ts";

/** What verification needs from outside. */
export interface VerifyContext {
  readonly engine: Engine;
  /** The packed schemas. */
  readonly package: PackageFiles;
  /** Where the archives of `--charts` are read. */
  readonly fs: FileSystem;
  /** Folder of chart archives, `<name>-<version>.tgz`; absent where none was given. */
  readonly charts?: string;
  /** Whether what could not be proven is an error. */
  readonly strict: boolean;
  readonly cache: ResultCache;
  readonly progress: ChangeSink;
}
