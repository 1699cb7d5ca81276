import type { Engine } from "../engine/engine.ts";

/** Runs a task for each item, one at a time on each session of the engine. */
export async function sideBySide<T>(
  engine: Engine,
  items: readonly T[],
  task: (slot: number, item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const run = async (slot: number) => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await task(slot, item);
  };
  await Promise.all(Array.from({ length: Math.min(engine.size, items.length) }, (_, slot) => run(slot)));
}
