/** An archive as a repository gives it. */
export interface Fetched {
  /** Where it is: what the index says, or the reference of an OCI artifact. */
  readonly url: string;
  readonly bytes: Uint8Array;
}

/** One repository of charts. Both calls throw a ChartFault where it does not do what is asked. */
export interface ChartSource {
  fetch(chart: string, version: string): Promise<Fetched>;
  /** All versions of a chart, in no order. */
  versions(chart: string): Promise<readonly string[]>;
}
