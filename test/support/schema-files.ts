import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { ROOT } from "./root.ts";

type Schema = { [key: string]: unknown };
interface Crd {
  group: string;
  kind: string;
  versions: { name: string; schema: Schema }[];
}

/**
 * Writes the packed schemas as files for the makers' kubeconform and returns its `-schema-location`. The conversion
 * is not the engine's: what both agree on is checked twice.
 */
export function writeSchemaFiles(folder: string): string {
  const read = (path: string) =>
    JSON.parse(gunzipSync(readFileSync(join(ROOT, "schemas", path))).toString("utf8"));
  const write = (apiVersion: string, kind: string, schema: Schema) => {
    const path = join(
      folder,
      apiVersion.includes("/") ? apiVersion : `${apiVersion}/${apiVersion}`,
      `${kind.toLowerCase()}.json`,
    );
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(schema));
  };
  const { definitions } = read("kubernetes/v1.36.json.gz") as { definitions: Record<string, Schema> };
  definitions["io.k8s.apimachinery.pkg.util.intstr.IntOrString"] = { type: ["string", "integer"] };
  definitions["io.k8s.apimachinery.pkg.api.resource.Quantity"] = { type: ["string", "number"] };
  for (const schema of Object.values(definitions))
    if (schema.properties !== undefined) schema.additionalProperties = false;
  for (const [name, schema] of Object.entries(definitions)) {
    for (const { group, version, kind } of (schema["x-kubernetes-group-version-kind"] ?? []) as {
      group: string;
      version: string;
      kind: string;
    }[]) {
      write(group === "" ? version : `${group}/${version}`, kind, {
        $ref: `#/definitions/${name}`,
        definitions,
      });
    }
  }
  for (const file of readdirSync(join(ROOT, "schemas/crds")).filter((name) => name.endsWith(".json.gz"))) {
    for (const { group, kind, versions } of (read(`crds/${file}`) as { crds: Crd[] }).crds) {
      for (const { name, schema } of versions) write(`${group}/${name}`, kind, strict(schema));
    }
  }
  return `${folder}/{{ .Group }}/{{ .ResourceAPIVersion }}/{{ .ResourceKind }}.json`;
}

function strict(schema: Schema, isRoot = true): Schema {
  const properties = schema.properties as Record<string, Schema> | undefined;
  const copy: Schema = { ...schema };
  if (properties !== undefined) {
    copy.properties = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, strict(property, false)]),
    );
    if (isRoot)
      copy.properties = {
        ...(copy.properties as Schema),
        apiVersion: { type: "string" },
        kind: { type: "string" },
        metadata: { type: "object" },
      };
    if (schema.additionalProperties === undefined && schema["x-kubernetes-preserve-unknown-fields"] !== true)
      copy.additionalProperties = false;
    if (Array.isArray(schema.required))
      copy.required = schema.required.filter((name: string) => properties[name]?.default === undefined);
  }
  if (typeof schema.items === "object") copy.items = strict(schema.items as Schema, false);
  if (typeof schema.additionalProperties === "object")
    copy.additionalProperties = strict(schema.additionalProperties as Schema, false);
  if (schema["x-kubernetes-int-or-string"] === true) copy.type = ["string", "integer"];
  return copy;
}
