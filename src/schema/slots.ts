import { isObject, type JsonObject } from "../values/json.ts";

/** exclusive: one provider; shared: several side by side. */
export type SlotKind = "exclusive" | "shared";

/** The sections of the core schema that take providers, by their key path, in the order of the schema. */
export function slotSections(core: JsonObject): ReadonlyMap<string, SlotKind> {
  const sections = new Map<string, SlotKind>();
  const visit = (schema: JsonObject, path: string): void => {
    const kind = schema["x-k8sgen-slot"];
    if (kind === "exclusive" || kind === "shared") sections.set(path, kind);
    if (!isObject(schema.properties)) return;
    for (const [key, property] of Object.entries(schema.properties)) {
      if (isObject(property)) visit(property, path === "" ? key : `${path}.${key}`);
    }
  };
  visit(core, "");
  return sections;
}
