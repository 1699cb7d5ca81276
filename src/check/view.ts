import type { Places } from "../load/places.ts";
import { getAt, isArray, isObject, type Json, type JsonObject, type Path } from "../values/json.ts";

/** A value whose schema carries an annotation. */
export interface Annotated {
  readonly path: Path;
  readonly value: Json;
  readonly annotation: Json;
  readonly schema: JsonObject;
}

/** A value together with its schema, for rules that must look at a homelab that may be half broken. */
export class View {
  readonly value: Json;
  readonly schema: JsonObject;
  readonly positions: Places;

  constructor(value: Json, schema: JsonObject, positions: Places) {
    this.value = value;
    this.schema = schema;
    this.positions = positions;
  }

  /** A text at a path; undefined where there is none. */
  text(path: Path): string | undefined {
    const found = getAt(this.value, path);
    return typeof found === "string" ? found : undefined;
  }

  /** The items of a list; empty where there is none. */
  list(path: Path): readonly Json[] {
    const found = getAt(this.value, path);
    return isArray(found) ? found : [];
  }

  /** The map at a path; empty where there is none. */
  map(path: Path): JsonObject {
    const found = getAt(this.value, path);
    return isObject(found) ? found : {};
  }

  /** Whether the schema has a key at a path of maps. */
  knows(path: readonly string[]): boolean {
    return (
      getAt(
        this.schema,
        path.flatMap((step) => ["properties", step]),
      ) !== undefined
    );
  }

  /** Every value whose schema carries an annotation, with the annotation's value. */
  annotated(keyword: string): readonly Annotated[] {
    return annotated(this.value, this.schema, keyword);
  }
}

/** Every node of a value whose schema carries an annotation, with the annotation's value. */
export function annotated(root: Json, schema: JsonObject, keyword: string): readonly Annotated[] {
  const found: Annotated[] = [];
  const visit = (value: Json, unresolved: JsonObject, path: Path): void => {
    const target = resolved(unresolved, schema);
    const annotation = target[keyword];
    if (annotation !== undefined) found.push({ path, value, annotation, schema: target });
    if (isArray(value) && isObject(target.items))
      for (const [index, item] of value.entries()) visit(item, target.items, [...path, index]);
    if (!isObject(value)) return;
    for (const [key, child] of Object.entries(value)) {
      const property =
        isObject(target.properties) && Object.hasOwn(target.properties, key)
          ? target.properties[key]
          : target.additionalProperties;
      if (isObject(property)) visit(child, property, [...path, key]);
    }
  };
  visit(root, schema, []);
  return found;
}

function resolved(schema: JsonObject, root: JsonObject): JsonObject {
  const name = typeof schema.$ref === "string" ? schema.$ref.replace("#/$defs/", "") : undefined;
  const target = name === undefined ? undefined : getAt(root, ["$defs", name]);
  return isObject(target) ? { ...target, ...schema } : schema;
}
