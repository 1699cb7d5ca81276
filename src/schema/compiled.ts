import { createHash } from "node:crypto";
import type { ValidateFunction } from "ajv";
import type { JsonObject } from "../values/json.ts";

/**
 * Validators of the package's own schemas by the digest of their schema, as code. The sources have none: the bundle
 * does (scripts/bundle.mjs puts it in the place of this map), because compiling them takes a fifth of a build.
 */
export const COMPILED_SCHEMAS: ReadonlyMap<string, ValidateFunction> = new Map();

/** Tells schemas apart, the order of their keys included. */
export const schemaDigest = (schema: JsonObject): string =>
  createHash("sha256").update(JSON.stringify(schema)).digest("hex");
