import type { Diagnostic, Location, Result } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import type { BlueprintManifest } from "../generated/blueprint.ts";
import type { BlueprintFolder } from "../load/blueprint.ts";
import type { JsonObject, Path } from "../values/json.ts";
import { expansionProblem } from "./expansion.ts";
import { explainFaults } from "./faults.ts";
import {
  blueprintDuplicate,
  blueprintInvalid,
  blueprintSchema,
  blueprintSlot,
  routerTemplateMissing,
  routerTemplateUnnamed,
} from "./messages.ts";
import { patternsOf } from "./patterns.ts";
import { INSTANCE, type SlotKind } from "./slots.ts";
import { createValidator, schemaProblem } from "./validator.ts";

/** A blueprint whose blueprint.yaml is valid. */
export interface Blueprint {
  readonly name: string;
  readonly manifest: BlueprintManifest;
  readonly folder: BlueprintFolder;
}

/** The place of a node of a blueprint.yaml. */
export const placeIn = (blueprint: Blueprint, path: Path): Location =>
  blueprint.folder.manifest.positions.value(path);

/** Checks blueprint.yaml files against their schema, and that names and slots are unique and known. */
export function checkBlueprints(
  folders: readonly BlueprintFolder[],
  schema: JsonObject,
  sections: ReadonlyMap<string, SlotKind>,
): Result<readonly Blueprint[]> {
  const diagnostics: Diagnostic[] = [];
  const validator = createValidator(schema);
  const blueprints: Blueprint[] = [];
  for (const folder of folders) {
    const { value, positions } = folder.manifest;
    const { faults, resolved } = validator.validate(value);
    diagnostics.push(...explainFaults(faults, value, positions).map(blueprintInvalid));
    if (faults.length > 0) continue;
    const manifest = resolved as unknown as BlueprintManifest;
    blueprints.push({ name: manifest.metadata.name, manifest, folder });
  }
  diagnostics.push(
    ...uniqueness(blueprints),
    ...blueprints.flatMap((blueprint) => slotFaults(blueprint, sections)),
    ...blueprints.flatMap(routerFaults),
  );
  const usable = blueprints.map((blueprint) => {
    const found = schemaFaults(blueprint);
    diagnostics.push(...found);
    return found.length > 0 ? withoutSchema(blueprint) : blueprint;
  });
  return { value: usable, diagnostics };
}

/** The patterns in schemas of blueprints that are not part of k8sgen. */
export const foreignPatterns = (blueprints: readonly Blueprint[]): ReadonlySet<string> =>
  new Set(
    blueprints.flatMap(({ folder }) => (folder.builtIn ? [] : patternsOf(folder.schema?.value ?? null))),
  );

function uniqueness(blueprints: readonly Blueprint[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const seen = new Map<string, Location>();
  const claim = (key: string, what: string, location: Location) => {
    const other = seen.get(key);
    if (other === undefined) seen.set(key, location);
    else diagnostics.push(blueprintDuplicate(what, location, other));
  };
  for (const blueprint of blueprints) {
    claim(
      `name ${blueprint.name}`,
      `the name \`${blueprint.name}\``,
      placeIn(blueprint, ["metadata", "name"]),
    );
    blueprint.manifest.slots?.forEach((slot, index) => {
      claim(`slot ${slot.path}`, `the slot \`${slot.path}\``, placeIn(blueprint, ["slots", index, "path"]));
    });
    for (const { name, file } of blueprint.folder.manifests)
      seen.set(`manifest ${blueprint.name} ${name.toLowerCase()}`, { file, line: 1, column: 1 });
    blueprint.manifest.router?.files.forEach(({ name }, index) => {
      const place = placeIn(blueprint, ["router", "files", index, "name"]);
      claim(`router ${blueprint.name} ${name.toLowerCase()}`, `the file \`${name}\` for the router`, place);
    });
    blueprint.manifest.remoteManifests?.forEach(({ name }, index) => {
      const place = placeIn(blueprint, ["remoteManifests", index, "name"]);
      claim(`manifest ${blueprint.name} ${name}.yaml`, `the manifest \`${name}.yaml\``, place);
    });
  }
  return diagnostics;
}

function slotFaults(blueprint: Blueprint, sections: ReadonlyMap<string, SlotKind>): Diagnostic[] {
  return (blueprint.manifest.slots ?? []).flatMap((slot, index) => {
    const section = slot.path.split(".").slice(0, -1).join(".");
    const kind = sections.get(section);
    if (kind !== undefined && (kind === "instances") === slot.path.endsWith(`.${INSTANCE}`)) return [];
    const known = [...sections.keys()];
    return [
      blueprintSlot(
        slot.path,
        section,
        known,
        nearest(section, known),
        placeIn(blueprint, ["slots", index, "path"]),
      ),
    ];
  });
}

/** Each file for the router has a template, and each template a file. */
function routerFaults(blueprint: Blueprint): Diagnostic[] {
  const files = blueprint.manifest.router?.files ?? [];
  const templates = blueprint.folder.router;
  return [
    ...files.flatMap(({ name }, index) =>
      templates.some((template) => template.file.endsWith(`/router/${name}.hbs`))
        ? []
        : [routerTemplateMissing(name, placeIn(blueprint, ["router", "files", index, "name"]))],
    ),
    ...templates.flatMap(({ file }) =>
      files.some(({ name }) => file.endsWith(`/router/${name}.hbs`)) ? [] : [routerTemplateUnnamed(file)],
    ),
  ];
}

function schemaFaults(blueprint: Blueprint): Diagnostic[] {
  const { manifest, folder } = blueprint;
  const { schema, builtIn } = folder;
  if (schema === undefined) {
    const isMissing = (manifest.slots?.length ?? 0) > 0;
    return isMissing
      ? [
          blueprintSchema(
            "A blueprint with slots has a file `schema.json` beside blueprint.yaml.",
            placeIn(blueprint, ["slots"]),
          ),
        ]
      : [];
  }
  const problem = builtIn
    ? undefined
    : (expansionProblem(schema.value) ?? schemaProblem(schema.value, new Set(patternsOf(schema.value))));
  const start = { file: schema.file, line: 1, column: 1 };
  return problem === undefined
    ? []
    : [blueprintSchema(`The file is not a JSON Schema that can be used: ${problem}.`, start)];
}

/** Takes anything in the place of a schema that cannot be used: its fault is told, and must not make others. */
function withoutSchema(blueprint: Blueprint): Blueprint {
  const file = blueprint.folder.schema?.file ?? blueprint.folder.folder;
  const anything = {
    title: blueprint.name,
    description: "Anything.",
    type: "object",
    additionalProperties: true,
  };
  return { ...blueprint, folder: { ...blueprint.folder, schema: { file, value: anything } } };
}
