import { availableParallelism } from "node:os";
import type { EngineFiles } from "./locate.ts";
import type {
  Answer,
  ChartInfo,
  CrdSchema,
  Failure,
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
}

/** One worker that keeps what it was given: charts, renders and schemas. Calls on it run in order. */
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
  /** Starts the two workers that a build without charts needs, before it needs them. */
  warm(): void;
  /** The session of a slot, 0 to `size` - 1. */
  session(slot: number): Session;
  close(): Promise<void>;
}

/** Starts no worker yet; the WebAssembly module is compiled once and shared by all. */
export function createEngine(files: EngineFiles, options: EngineOptions = {}): Engine {
  const size = Math.max(1, options.workers ?? Math.min(availableParallelism(), 4));
  const timeout = options.timeout ?? 120_000;
  let module: WebAssembly.Module | Failure | undefined;
  const workers: (EngineWorker | undefined)[] = [];
  const schemas = new WeakMap<EngineWorker, Set<string>>();

  const workerAt = (slot: number): EngineWorker | { readonly error: Failure } => {
    const known = workers[slot];
    if (known?.alive) return known;
    module ??= compiled(files.wasm);
    if ("code" in module) return { error: module };
    const made = new EngineWorker(files, module);
    workers[slot] = made;
    return made;
  };
  const send = async <T>(
    slot: number,
    request: Request,
    attachments: readonly Uint8Array[] = [],
  ): Promise<Answer<T>> => {
    const worker = workerAt(slot);
    return "error" in worker ? worker : worker.request<T>(request, attachments, timeout);
  };

  const register = async (slot: number, { key, packs }: SchemaSet): Promise<Answer<object>> => {
    const worker = workerAt(slot);
    if ("error" in worker) return worker;
    const known = schemas.get(worker) ?? new Set();
    schemas.set(worker, known);
    if (known.has(key)) return { value: {} };
    const answer = await worker.request<object>({ op: "schemas", key }, packs, timeout);
    if ("value" in answer) known.add(key);
    return answer;
  };

  return {
    digest: files.digest,
    size,
    warm() {
      for (let slot = 0; slot < Math.min(size, 2); slot++) workerAt(slot);
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
      await Promise.all(workers.map((worker) => worker?.kill()));
    },
  };
}

/**
 * Compiles at once, not in the background: the thread that asks is busy after this, and would not come to start the
 * workers before it is done. It takes a tenth of a second.
 */
function compiled(wasm: Uint8Array<ArrayBuffer>): WebAssembly.Module | Failure {
  try {
    return new WebAssembly.Module(wasm);
  } catch (error) {
    // The file is shortened or changed; the first line of the reason tells where.
    return { code: "worker", message: (error as Error).message.split("\n")[0] ?? "" };
  }
}
