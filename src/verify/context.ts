import type { Engine } from "../engine/engine.ts";
import type { Shelf } from "../lock/shelf.ts";
import type { PackageFiles } from "../schema/package-files.ts";
import type { ResultCache } from "./cache.ts";
import type { ChangeSink } from "./progress.ts";

/** What verification needs from outside. */
export interface VerifyContext {
  readonly engine: Engine;
  /** The packed schemas. */
  readonly package: PackageFiles;
  /** Where chart archives are taken from. */
  readonly shelf: Shelf;
  /** Whether what could not be proven is an error. */
  readonly strict: boolean;
  readonly cache: ResultCache;
  readonly progress: ChangeSink;
}
