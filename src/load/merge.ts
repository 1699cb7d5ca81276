import type { Location } from "../diagnostics/diagnostic.ts";
import { isArray, isObject, type Json, type JsonObject, type Path } from "../values/json.ts";
import type { Places } from "./places.ts";

/** A node of the merged value and who wrote it last; without children all that is below it is of the same writer. */
interface Owner {
  readonly places: Places;
  readonly children?: Map<string, Owner>;
}

/** A value that several files and settings were merged into. Each node knows the place where it was written. */
export class MergedValue {
  #value: Json;
  #owner: Owner;
  readonly #file: string;

  /** @param file that a fault of the whole belongs to */
  constructor(value: Json, places: Places, file: string) {
    this.#value = value;
    this.#owner = { places };
    this.#file = file;
  }

  get value(): Json {
    return this.#value;
  }

  get places(): Places {
    const owner = this.#owner;
    return {
      file: this.#file,
      value: (path): Location => writerOf(owner, path).places.value(path),
      key: (path): Location => writerOf(owner, path).places.key(path),
      has: (path) => writerOf(owner, path).places.has(path),
    };
  }

  /** JSON Merge Patch: maps merge key by key, anything else is replaced, null takes a key away. https://www.rfc-editor.org/rfc/rfc7396 */
  patch(over: Json, places: Places): void {
    [this.#value, this.#owner] = patched(this.#value, this.#owner, over, places);
  }

  /**
   * Puts a value at a path and makes the maps that lead to it; null takes a key away.
   * @returns the step that leads nowhere: a key of what is no map, or an item that is not there
   */
  set(path: Path, value: Json, places: Places): Path | undefined {
    const misled = misleading(this.#value, path);
    if (misled === undefined)
      [this.#value, this.#owner] = setAt(this.#value, this.#owner, path, value, places);
    return misled;
  }
}

function writerOf(owner: Owner, path: Path): Owner {
  const [step, ...rest] = path;
  const child = step === undefined ? undefined : owner.children?.get(String(step));
  return child === undefined ? owner : writerOf(child, rest);
}

/** The owners of the items or entries of a value. */
const childrenOf = (value: Json, { places, children }: Owner): Map<string, Owner> =>
  children ??
  new Map((isObject(value) || isArray(value) ? Object.keys(value) : []).map((key) => [key, { places }]));

function patched(base: Json, owner: Owner, over: Json, places: Places): [Json, Owner] {
  if (!isObject(over)) return [over, { places }];
  const isMap = isObject(base);
  const merged: Record<string, Json> = isMap ? { ...base } : {};
  const children = isMap ? new Map(childrenOf(base, owner)) : new Map<string, Owner>();
  for (const [key, value] of Object.entries(over)) {
    if (value === null) {
      delete merged[key];
      children.delete(key);
      continue;
    }
    const below = Object.hasOwn(merged, key) ? (merged[key] as Json) : null;
    const [item, child] = patched(below, children.get(key) ?? { places }, value, places);
    merged[key] = item;
    children.set(key, child);
  }
  return [merged, { places, children }];
}

function misleading(value: Json, path: Path): Path | undefined {
  let here: Json | undefined = value;
  for (const [index, step] of path.entries()) {
    const isLast = index === path.length - 1;
    if (typeof step === "number") {
      if (!isArray(here) || step > here.length || (step === here.length && !isLast))
        return path.slice(0, index + 1);
      here = here[step];
    } else if (here !== undefined && !isObject(here)) return path.slice(0, index + 1);
    else here = here !== undefined && Object.hasOwn(here, step) ? here[step] : undefined;
  }
  return undefined;
}

function setAt(base: Json | undefined, owner: Owner, path: Path, value: Json, places: Places): [Json, Owner] {
  const [step, ...rest] = path;
  if (step === undefined) return [value, { places }];
  const children = new Map(childrenOf(base ?? null, owner));
  const key = String(step);
  const below = (base as Readonly<Record<string, Json>> | undefined)?.[key];
  const [item, child] = setAt(below, children.get(key) ?? { places }, rest, value, places);
  children.set(key, child);
  if (isArray(base)) return [base.toSpliced(Number(step), 1, item), { ...owner, children }];
  const entries: Record<string, Json> = { ...(base as JsonObject | undefined), [key]: item };
  if (rest.length === 0 && value === null) {
    delete entries[key];
    children.delete(key);
  }
  return [entries, { ...owner, children }];
}
