/**
 * Makes the files that are generated from schemas and blueprints, and committed:
 * `npm run generate` writes them, `npm run generate -- --check` fails where one is out of date.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { schemaDocument } from "../src/schema/document.ts";
import { diagnosticsPage } from "./generate/diagnostics-page.ts";
import { builtInLanguage } from "./generate/language.ts";
import { referencePages } from "./generate/reference/pages.ts";
import { composedSchema } from "./generate/schema.ts";
import { typesOf } from "./generate/types.ts";

const root = resolve(import.meta.dirname, "..");
const json = (path: string) => JSON.parse(readFileSync(resolve(root, path), "utf8"));

const values = composedSchema(root);
const files: Record<string, string> = {
  "schemas/values.schema.json": schemaDocument(
    values,
    new Map(),
    "https://k8sgen.dev/schemas/values.schema.json",
  ),
  "src/generated/blueprint.ts": await typesOf(
    json("schemas/blueprint.schema.json"),
    "BlueprintManifest",
    "resolved",
  ),
  "src/generated/contract.ts": await typesOf(
    contractSchema(json("schemas/contract.schema.json")),
    "Contract",
    "resolved",
  ),
  "src/generated/homelab-input.ts": await typesOf(values, "HomelabInput", "input"),
  "src/generated/homelab.ts": await typesOf(values, "Homelab", "resolved"),
  "docs/diagnostics.md": diagnosticsPage(),
  ...referencePages(builtInLanguage(root), root),
};

/** Pages whose section is gone are no part of the docs. */
const REFERENCE = "docs/reference";

const check = process.argv.includes("--check");
const stale = Object.entries(files).filter(
  ([path, text]) => !existsSync(resolve(root, path)) || readFileSync(resolve(root, path), "utf8") !== text,
);
for (const [path, text] of stale) {
  if (check) process.stderr.write(`${path} is out of date: run npm run generate\n`);
  else {
    mkdirSync(dirname(resolve(root, path)), { recursive: true });
    writeFileSync(resolve(root, path), text);
    process.stdout.write(`wrote ${path}\n`);
  }
}
const left = readdirSync(resolve(root, REFERENCE)).filter(
  (name) => !Object.hasOwn(files, `${REFERENCE}/${name}`),
);
for (const name of left) {
  if (check) process.stderr.write(`${REFERENCE}/${name} has no section any more: run npm run generate\n`);
  else rmSync(resolve(root, REFERENCE, name));
}
process.exitCode = check && stale.length + left.length > 0 ? 1 : 0;

/** The contract's two halves as one object type. */
function contractSchema(schema: { $defs: Record<string, object> }): object {
  return {
    type: "object",
    additionalProperties: false,
    properties: schema.$defs,
    required: Object.keys(schema.$defs),
  };
}
