import { availableParallelism } from "node:os";
import type { EngineFiles } from "./locate.ts";
import type {
  Answer,
  ChartInfo,
  CrdSchema,
  Rendered,
  RenderRequest,
  Request,
  ValidateRequest,
  Verdict,
} from "./protocol.ts";
import { EngineWorker } from "./worker.ts";

/** A chart: a packed archive, or the texts of its files by path. */
export type ChartSource = { readonly digest: string } & (
  | { readonly archive: Uint8Array }
  | { readonly files: Readonly<Record<string, string>> }
);

/** Schemas to validate against: gzipped packs, the first one Kubernetes' own. `key` is a digest of them all. */
export interface SchemaSet {
  readonly key: string;
  readonly packs: readonly Uint8Array[];
  /** What is in each pack, where it is known: only packs that are asked for are unpacked. See the request `schemas`. */
  readonly offers?: readonly (readonly string[])[];
}

/**
 * One worker that keeps what it was given: schemas, and the newest charts and renders, 64 MiB of each. Calls on it run
 * in order. A worker that fails is replaced by one that knows none of it: a call that relies on it fails.
 */
export interface Session {
  loadChart(chart: ChartSource): Promise<Answer<ChartInfo>>;
  render(request: Omit<RenderRequest, "op">): Promise<Answer<Rendered>>;
  /** CustomResourceDefinitions among the objects of a render. */
  crds(kept: string): Promise<Answer<{ readonly crds: readonly CrdSchema[] }>>;
  validate(
    request: Omit<ValidateRequest, "op" | "schemas">,
    schemas: SchemaSet,
  ): Promise<Answer<{ readonly verdicts: readonly Verdict[] }>>;
  /** Provokes a panic, for tests. */
  panic(): Promise<Answer<never>>;
}

export interface EngineOptions {
  /** Most workers; 170 MB of memory each. Default: the number of cores, at most 4. */
  readonly workers?: number;
  /** Milliseconds after which a request is given up and its worker replaced. */
  readonly timeout?: number;
}

/** Helm's engine and kubeconform in worker threads. */
export interface Engine {
  readonly digest: string;
  /** Most sessions that run side by side. */
  readonly size: number;
  /** Starts workers before they are needed. */
  warm(workers: number): void;
  /**
   * Hands schemas to the workers that were started, before they are needed.
   * @param kinds `apiVersion/Kind` of objects that will be validated
   */
  expect(schemas: SchemaSet, kinds: readonly string[]): void;
  /** The session of a slot, 0 to `size` - 1. */
  session(slot: number): Session;
  /** Ends the workers. Requests that are under way, and those that follow, are answered with a failure. */
  close(): Promise<void>;
}

const CLOSED = { error: { code: "worker", message: "the engine was closed" } } as const;

/** Starts no worker yet. */
export function createEngine(files: EngineFiles, options: EngineOptions = {}): Engine {
  const size = Math.max(1, options.workers ?? Math.min(availableParallelism(), 4));
  const timeout = options.timeout ?? 120_000;
  const workers: (EngineWorker | undefined)[] = [];
  const schemas = new WeakMap<EngineWorker, Map<string, Promise<Answer<object>>>>();

  let isClosed = false;

  const workerAt = (slot: number): EngineWorker => {
    const known = workers[slot];
    if (known?.alive) return known;
    const made = new EngineWorker(files);
    workers[slot] = made;
    return made;
  };
  const send = <T>(
    slot: number,
    request: Request,
    attachments: readonly Uint8Array[] = [],
  ): Promise<Answer<T>> =>
    isClosed ? Promise.resolve(CLOSED) : workerAt(slot).request<T>(request, attachments, timeout);

  const register = (
    slot: number,
    { key, packs, offers = [] }: SchemaSet,
    kinds: readonly string[] = [],
  ): Promise<Answer<object>> => {
    if (isClosed) return Promise.resolve(CLOSED);
    const worker = workerAt(slot);
    const known = schemas.get(worker) ?? new Map();
    schemas.set(worker, known);
    const registered =
      known.get(key) ?? worker.request<object>({ op: "schemas", key, offers, kinds }, packs, timeout);
    known.set(key, registered);
    return registered;
  };

  return {
    digest: files.digest,
    size,
    warm(count) {
      for (let slot = 0; slot < Math.min(size, count); slot++) void send(slot, { op: "warm" });
    },
    expect(set, kinds) {
      for (const slot of workers.keys()) void register(slot, set, kinds);
    },
    session: (slot) => ({
      loadChart: (chart) =>
        "archive" in chart
          ? send(slot, { op: "chart", digest: chart.digest }, [chart.archive])
          : send(slot, { op: "chart", digest: chart.digest, files: chart.files }),
      render: (request) => send(slot, { op: "render", ...request }),
      crds: (kept) => send(slot, { op: "crds", kept }),
      async validate(request, set) {
        const registered = await register(slot, set);
        return "error" in registered
          ? registered
          : send(slot, { op: "validate", schemas: set.key, ...request });
      },
      panic: () => send(slot, { op: "panic" }),
    }),
    async close() {
      isClosed = true;
      await Promise.all(workers.map((worker) => worker?.kill(CLOSED.error.message)));
    },
  };
}
