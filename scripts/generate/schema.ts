import { Sources } from "../../src/diagnostics/sources.ts";
import { renderText } from "../../src/diagnostics/text.ts";
import { nodeFileSystem } from "../../src/fs/node.ts";
import { loadBlueprints } from "../../src/load/blueprint.ts";
import { checkBlueprints } from "../../src/schema/blueprints.ts";
import { composeSchema } from "../../src/schema/compose.ts";
import { readPackageJson } from "../../src/schema/package-files.ts";
import { slotSections } from "../../src/schema/slots.ts";
import { schemaProblem } from "../../src/schema/validator.ts";
import type { JsonObject } from "../../src/values/json.ts";

/** The schema of homelab.yaml with the built-in blueprints. */
export function composedSchema(root: string): JsonObject {
  const sources = new Sources();
  const files = { fs: nodeFileSystem, root };
  const core = readPackageJson(files, "schemas/homelab.schema.json");
  const loaded = loadBlueprints(
    nodeFileSystem,
    { path: `${root}/blueprints`, name: "blueprints", builtIn: true },
    sources,
  );
  // A build takes these schemas as they are, so they are checked here.
  for (const { schema } of loaded.value ?? []) {
    const problem = schema === undefined ? undefined : schemaProblem(schema.value);
    if (problem !== undefined) throw new Error(`${schema?.file}: ${problem}`);
  }
  const blueprints = checkBlueprints(
    loaded.value ?? [],
    readPackageJson(files, "schemas/blueprint.schema.json"),
    slotSections(core),
  );
  const composed = composeSchema(core, blueprints.value ?? []);
  const diagnostics = [...loaded.diagnostics, ...blueprints.diagnostics, ...composed.diagnostics];
  if (composed.value === undefined || diagnostics.length > 0)
    throw new Error(`\n${renderText(diagnostics, { color: false, sources })}`);
  return composed.value;
}
