import type { Network } from "./http.ts";
import { ociRegistry } from "./registry.ts";
import { httpsRepository } from "./repository.ts";
import type { ChartSource } from "./source.ts";

/** The repositories of a plan, each opened once. */
export function chartSources(network: Network): (repository: string) => ChartSource {
  const known = new Map<string, ChartSource>();
  return (repository) => {
    const source =
      known.get(repository) ??
      (repository.startsWith("oci://")
        ? ociRegistry(network, repository)
        : httpsRepository(network, repository));
    known.set(repository, source);
    return source;
  };
}

/** Requests that run side by side: enough to hide waiting, few enough for small servers. */
const SIDE_BY_SIDE = 4;

/** Runs a task for each item, a few at a time; the results in the order of the items. */
export async function inTurns<T, R>(
  items: readonly T[],
  task: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  const run = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      results[next[0]] = await task(next[1]);
  };
  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, items.length) }, run));
  return results;
}
