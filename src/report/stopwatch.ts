import type { StageTime } from "./report.ts";

/** Times of the stages, in their order. */
export class Stopwatch {
  readonly #clock: () => number;
  readonly #times: StageTime[] = [];

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  measure<T>(stage: string, run: () => T): T {
    const start = this.#clock();
    const value = run();
    this.#note(stage, start);
    return value;
  }

  async measureAsync<T>(stage: string, run: () => Promise<T>): Promise<T> {
    const start = this.#clock();
    const value = await run();
    this.#note(stage, start);
    return value;
  }

  times(): readonly StageTime[] {
    return this.#times;
  }

  #note(stage: string, start: number): void {
    this.#times.push({ stage, ms: Math.round(this.#clock() - start) });
  }
}
