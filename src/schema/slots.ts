import { isObject, type JsonObject } from "../values/json.ts";

/** exclusive: one provider; shared: several side by side; instances: names that the user gives, all of one provider. */
export type SlotKind = "exclusive" | "shared" | "instances";

/** The last name of the path of a slot whose section takes instances: `apps.*`. */
export const INSTANCE = "*";

/** The sections of the core schema that take providers, by their key path, in the order of the schema. */
export function slotSections(core: JsonObject): ReadonlyMap<string, SlotKind> {
  const sections = new Map<string, SlotKind>();
  const visit = (schema: JsonObject, path: string): void => {
    const kind = schema["x-k8sgen-slot"];
    if (kind === "exclusive" || kind === "shared" || kind === "instances") sections.set(path, kind);
    if (!isObject(schema.properties)) return;
    for (const [key, property] of Object.entries(schema.properties)) {
      if (isObject(property)) visit(property, path === "" ? key : `${path}.${key}`);
    }
  };
  visit(core, "");
  return sections;
}
