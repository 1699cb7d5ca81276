import { Worker } from "node:worker_threads";
import type { EngineFiles } from "./locate.ts";
import { type Answer, PROTOCOL, type Request } from "./protocol.ts";

interface Pending {
  readonly settle: (answer: Answer<never>) => void;
  readonly timer: NodeJS.Timeout;
}

/** One worker thread with an engine in it. Requests are answered one after the other. */
export class EngineWorker {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #next = 1;
  #dead: string | undefined;
  #closing = false;

  constructor(files: EngineFiles) {
    this.#worker = new Worker(files.worker, {
      workerData: { wasm: files.wasm, glue: files.glue },
      stdout: true,
      stderr: true,
      env: {},
    });
    this.#worker.on(
      "message",
      (message: { id: number; answer?: string; protocol?: number; crash?: string }) => this.#receive(message),
    );
    this.#worker.on("error", (error) => this.#die(error.message));
    this.#worker.on("exit", () => this.#die("the worker ended"));
    // A worker that only waits must not keep the process alive.
    this.#worker.unref();
  }

  get alive(): boolean {
    return this.#dead === undefined;
  }

  request<T>(request: Request, attachments: readonly Uint8Array[], timeout: number): Promise<Answer<T>> {
    return new Promise((resolve) => {
      if (this.#dead !== undefined) return resolve({ error: { code: "worker", message: this.#dead } });
      const id = this.#next++;
      const timer = setTimeout(() => {
        this.#settle(id, { error: { code: "timeout", message: `no answer within ${timeout / 1000} s` } });
        void this.kill("another request gave no answer in time");
      }, timeout);
      this.#pending.set(id, { settle: resolve as Pending["settle"], timer });
      this.#worker.ref();
      this.#worker.postMessage({ id, request: JSON.stringify(request), attachments });
    });
  }

  /** Ends the thread; what it still owed is answered with a failure, and it takes nothing more. */
  async kill(reason: string): Promise<void> {
    this.#closing = true;
    this.#die(reason);
    // Nothing else may keep the process alive, and it must not end before the thread did.
    this.#worker.ref();
    await this.#worker.terminate();
  }

  #receive(message: { id: number; answer?: string; protocol?: number; crash?: string }): void {
    if (message.id === 0 && message.protocol !== PROTOCOL)
      this.#die(`the engine speaks protocol ${message.protocol}, not ${PROTOCOL}`);
    else if (message.id === -1) this.#die(`the engine ended: ${reasonIn(message.crash ?? "")}`);
    else if (message.id > 0) this.#settle(message.id, JSON.parse(message.answer ?? "{}") as Answer<never>);
  }

  #settle(id: number, answer: Answer<never>): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    clearTimeout(pending.timer);
    this.#pending.delete(id);
    if (this.#pending.size === 0 && !this.#closing) this.#worker.unref();
    pending.settle(answer);
  }

  #die(reason: string): void {
    if (this.#dead !== undefined) return;
    this.#dead = reason;
    for (const id of [...this.#pending.keys()])
      this.#settle(id, { error: { code: "worker", message: reason } });
    if (!this.#closing) void this.#worker.terminate();
  }
}

/** What Go says first as it ends, without the trace that follows; users read it. */
function reasonIn(crash: string): string {
  const line = crash.split("\n").find((one) => /^(?:fatal error|panic|runtime): /.test(one));
  return line ?? "it gave no reason";
}
