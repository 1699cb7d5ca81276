import { annotated } from "../check/view.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { WrittenHomelab } from "../load/homelab.ts";
import { MergedValue } from "../load/merge.ts";
import type { Places } from "../load/places.ts";
import { getAt, isArray, isObject, type Json, type JsonObject, type Path } from "../values/json.ts";
import { formatPath } from "../values/path.ts";
import { laptopHas } from "./messages.ts";
import type { Replacement } from "./model.ts";

/** The laptop's homelab in the making. What is changed stands where `laptop.on` was written. */
export class Draft {
  readonly replaced: Replacement[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly schema: JsonObject;
  readonly #written: WrittenHomelab;
  readonly #merged: MergedValue;
  readonly #places: Places;

  /** @param schema the composed one */
  constructor(written: WrittenHomelab, schema: JsonObject) {
    this.schema = schema;
    this.#written = written;
    this.#merged = new MergedValue(written.value, written.positions, written.positions.file);
    const place = () => written.positions.value(["laptop", "on"]);
    this.#places = { file: written.positions.file, value: place, key: place, has: () => true };
  }

  get value(): Json {
    return this.#merged.value;
  }

  get result(): WrittenHomelab {
    return { value: this.value, positions: this.#merged.places, unread: this.#written.unread };
  }

  at(path: Path): Json | undefined {
    return getAt(this.value, path);
  }

  /** Puts a value at a path. */
  set(path: Path, value: Json): void {
    this.#merged.set(path, value, this.#places);
  }

  /** Lays a JSON Merge Patch over the map at a path. */
  patch(path: Path, patch: JsonObject): void {
    const over = path.reduceRight<Json>((inner, step) => ({ [String(step)]: inner }), patch);
    this.#merged.patch(over, this.#places);
  }

  /** Tells, once for each path, what a laptop has there. */
  tell(path: Path, text: string): void {
    const said = formatPath(path);
    if (this.replaced.some((other) => other.path === said && other.text === text)) return;
    this.replaced.push({ path: said, text });
    this.diagnostics.push(laptopHas(said, text, this.#written.positions.value(path)));
  }

  /** Leaves out what is at a path, with what cannot be without it, and tells so. Nothing happens where nothing is there. */
  leaveOut(path: Path, because: string): void {
    if (this.at(path) === undefined) return;
    const whole = this.#whole(path);
    const step = whole.at(-1);
    const parent = whole.slice(0, -1);
    const list = this.at(parent);
    if (typeof step === "number" && isArray(list)) this.set(parent, list.toSpliced(step, 1));
    else this.set(whole, null);
    this.tell(whole, because);
  }

  /** Every node whose schema carries an annotation. */
  annotated(keyword: string) {
    return annotated(this.value, this.schema, keyword);
  }

  /** The nearest thing around a node that the schema lets go. */
  #whole(path: Path): Path {
    const parent = path.slice(0, -1);
    const key = path.at(-1);
    const value = this.at(parent);
    if (key === undefined || parent.length === 0) return path;
    const schema = this.#schemaAt(parent);
    const stays = isArray(value)
      ? value.length > numberOf(schema.minItems)
      : isObject(value) &&
        Object.keys(value).length > numberOf(schema.minProperties) &&
        !namesIn(schema.required).includes(key) &&
        !namesIn(schema["x-k8sgen-choice"]).includes(key);
    return stays ? path : this.#whole(parent);
  }

  #schemaAt(path: Path): JsonObject {
    let schema: JsonObject = this.schema;
    for (const step of path) {
      const { properties, items, additionalProperties } = schema;
      const next = isObject(properties) && Object.hasOwn(properties, step) ? properties[step] : undefined;
      schema = this.#resolved(next ?? (typeof step === "number" ? items : additionalProperties));
    }
    return schema;
  }

  #resolved(schema: Json | undefined): JsonObject {
    if (!isObject(schema)) return {};
    const { $ref } = schema;
    const target =
      typeof $ref === "string" ? getAt(this.schema, ["$defs", $ref.replace("#/$defs/", "")]) : undefined;
    return isObject(target) ? { ...target, ...schema } : schema;
  }
}

const numberOf = (limit: Json | undefined): number => (typeof limit === "number" ? limit : 0);
const namesIn = (list: Json | undefined): readonly Json[] => (isArray(list) ? list : []);
