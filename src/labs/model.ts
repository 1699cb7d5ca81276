import type { Location } from "../diagnostics/diagnostic.ts";
import type { BuildReport } from "../report/report.ts";
import type { Digest } from "../write/digest.ts";

/** What labs have to know of each other. */
export interface LabFacts {
  readonly name: string;
  /** Version of the umbrella chart. */
  readonly version: string;
  /** Name of the lab whose umbrella this one follows. */
  readonly promotedFrom?: string;
  /** Key below `delivery`. */
  readonly engine: string;
  /** Where Git has it; empty where no engine follows a repository. */
  readonly repository: string;
  readonly branch: string;
  /** Path of the output in the repository. */
  readonly path: string;
  /** Whether the engine of another lab leads this one to its entry. */
  readonly isLed: boolean;
  readonly places: {
    readonly name: Location;
    readonly version: Location;
    readonly delivery: Location;
    readonly promotedFrom?: Location;
  };
}

/** Files by path, each as the digest of its bytes; sorted by path. */
export type Files = ReadonlyMap<string, Digest>;

/** A lab that was compiled and proven. Facts and files are absent where an error kept it from that. */
export interface ProvenLab {
  /** Path of its homelab file. */
  readonly file: string;
  readonly report: BuildReport;
  readonly facts?: LabFacts;
  readonly files?: Files;
}

/** A lab without an error. */
export type SoundLab = Required<ProvenLab>;
