import type { Engine } from "../engine/engine.ts";
import type { Shelf } from "../lock/shelf.ts";
import type { PackageFiles } from "../schema/package-files.ts";
import type { ResultCache } from "./cache.ts";
import type { ChangeSink } from "./progress.ts";
import type { PackStore } from "./schemas.ts";

/** What verification needs from outside. */
export interface VerifyContext {
  readonly engine: Engine;
  /** Where the lifecycle of Kubernetes' API is described. */
  readonly package: PackageFiles;
  readonly packs: PackStore;
  /** Where chart archives are taken from. */
  readonly shelf: Shelf;
  /** Whether what could not be proven is an error. */
  readonly strict: boolean;
  readonly cache: ResultCache;
  readonly progress: ChangeSink;
}
