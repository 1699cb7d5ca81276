import { isArray, isObject, type Json } from "../values/json.ts";

/** What one template may use up. Those of the example in examples/turing-pi stay below a thirtieth of each. */
const STEP_LIMIT = 200_000;
/** Letters of a text, and the size of a value: one for each letter, and NODE_SIZE for each node. */
const SIZE_LIMIT = 4 * 1024 * 1024;
/** Letters and nodes that helpers read and make: a second or less. */
const WORK_LIMIT = 64 * 1024 * 1024;
/** Blocks and expressions inside of one another, and lists and maps inside of one another; as for files of users. */
export const NESTING_LIMIT = 100;

const NODE_SIZE = 8;

/** The template uses more than it may; the message completes "The template ...". */
export class BudgetError extends Error {}

export const nestsTooDeep = (): BudgetError => new BudgetError(`nests more than ${NESTING_LIMIT} deep`);

/** Refuses a text before it is made. */
export function allowLength(length: number): void {
  if (length > SIZE_LIMIT) throw new BudgetError("makes a text of more than 4 MiB");
}

interface Extent {
  /** As if nothing in the value were shared: what writing it would take. */
  readonly size: number;
  readonly depth: number;
}

/** Counts what a template uses up; every method throws a `BudgetError` when it is too much. */
export class Budget {
  #steps = 0;
  #work = 0;
  #written = 0;
  /** Values are made of others and share their nodes; each node is looked at once. */
  readonly #extents = new WeakMap<object, Extent>();

  step(count = 1): void {
    this.#steps += count;
    if (this.#steps > STEP_LIMIT) throw new BudgetError("takes more than 200,000 steps");
  }

  work(amount: number): void {
    this.#work += amount;
    if (this.#work > WORK_LIMIT) throw new BudgetError("makes its helpers read more than 64 MiB");
  }

  write(amount: number): void {
    this.#written += amount;
    if (this.#written > SIZE_LIMIT) throw new BudgetError("writes more than 4 MiB");
  }

  /** The size of a value, which must be one that can be written. */
  sizeOf(value: Json | undefined): number {
    const { size, depth } = this.#extent(value, 0);
    if (depth > NESTING_LIMIT) throw nestsTooDeep();
    if (size > SIZE_LIMIT) throw new BudgetError("makes a value of more than 4 MiB");
    return size;
  }

  #extent(value: Json | undefined, above: number): Extent {
    if (typeof value === "string") return { size: NODE_SIZE + value.length, depth: 0 };
    if (!isArray(value) && !isObject(value)) return { size: NODE_SIZE, depth: 0 };
    const known = this.#extents.get(value);
    if (known !== undefined) return known;
    if (above > NESTING_LIMIT) throw nestsTooDeep();
    let size = NODE_SIZE;
    let depth = 0;
    const add = (child: Json): void => {
      const extent = this.#extent(child, above + 1);
      size += extent.size;
      depth = Math.max(depth, extent.depth);
    };
    if (isArray(value)) value.forEach(add);
    else
      for (const [key, child] of Object.entries(value)) {
        size += key.length;
        add(child);
      }
    const extent = { size, depth: depth + 1 };
    this.#extents.set(value, extent);
    return extent;
  }
}
