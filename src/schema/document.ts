import type { JsonObject } from "../values/json.ts";

/** A composed schema as a file for editors. Without the id, which is that of the schema of k8sgen alone. */
export function schemaDocument({ $id: _id, ...schema }: JsonObject): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
