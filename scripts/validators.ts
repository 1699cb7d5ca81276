import { _ } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";
import { nodeFileSystem } from "../src/fs/node.ts";
import { schemaDigest } from "../src/schema/compiled.ts";
import { readPackageJson } from "../src/schema/package-files.ts";
import { OWN_OPTIONS } from "../src/schema/validator.ts";
import type { JsonObject } from "../src/values/json.ts";
import { builtInLanguage } from "./generate/language.ts";

/**
 * The schemas that every build validates with, as code: of blueprint.yaml, of the two halves of the contract, and of
 * a homelab without blueprints of its own.
 * @returns modules that export `validate`, by the digest of their schema
 */
export function validatorModules(root: string): ReadonlyMap<string, string> {
  const { schema, contract } = builtInLanguage(root);
  const blueprint = readPackageJson({ fs: nodeFileSystem, root }, "schemas/blueprint.schema.json");
  const halves = contract.$defs as JsonObject;
  const schemas = [blueprint, halves.offers as JsonObject, halves.contributions as JsonObject, schema];
  return new Map(schemas.map((one) => [schemaDigest(one), validatorModule(one)]));
}

function validatorModule(schema: JsonObject): string {
  const { $schema: _dialect, ...plain } = schema;
  const ajv = new Ajv2020({
    ...OWN_OPTIONS,
    code: {
      ...OWN_OPTIONS.code,
      source: true,
      esm: true,
      // The names are resolved from src/schema, where the bundle puts the modules.
      formats: _`require("./formats.ts").FORMATS`,
    },
  });
  return standaloneCode.default(ajv, ajv.compile(plain));
}
