/**
 * Writes what a config file of k3d may hold, for the tests: `npx tsx scripts/pack/k3d.ts`.
 * Source: pkg/config/v1alpha5/schema.json of the Go module github.com/k3d-io/k3d/v5 (MIT License), without its prose.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { goModule } from "./lib/go.ts";
import { isObject, type Json, type JsonObject } from "./lib/json.ts";
import { writeText } from "./lib/output.ts";
import { prettyJson } from "./lib/pretty.ts";
import { k3d } from "./lib/versions.ts";

const PROSE = new Set(["title", "description", "examples", "default"]);

/** The same without prose; the names of properties are no keywords. */
function bare(node: Json, isMap = false): Json {
  if (Array.isArray(node)) return node.map((item) => bare(item));
  if (!isObject(node)) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => isMap || !PROSE.has(key))
      .map(([key, value]) => [key, bare(value, !isMap && (key === "properties" || key === "definitions"))]),
  );
}

const file = join(goModule(k3d.module, k3d.version), "pkg/config/v1alpha5/schema.json");
const schema = bare(JSON.parse(readFileSync(file, "utf8")) as Json) as JsonObject;
const $comment = `${k3d.module} ${k3d.version} (MIT License), made by scripts/pack/k3d.ts. Do not edit.`;
writeText("test/laptop/k3d.schema.json", prettyJson({ $comment, ...schema }));
