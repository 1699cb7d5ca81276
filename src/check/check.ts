import { type Diagnostic, hasErrors, type Result } from "../diagnostics/diagnostic.ts";
import type { Homelab } from "../generated/homelab.ts";
import type { YamlFile } from "../load/yaml.ts";
import { explainFaults } from "../schema/faults.ts";
import { createValidator } from "../schema/validator.ts";
import type { JsonObject } from "../values/json.ts";
import { formatPath } from "../values/path.ts";
import type { Tracked } from "../values/tracked.ts";
import { withDerivedDefaults } from "./defaults.ts";
import { addressRules } from "./rules/addresses.ts";
import { alertRules } from "./rules/alerts.ts";
import { choiceRules } from "./rules/choices.ts";
import { clusterRules } from "./rules/cluster.ts";
import { deprecationRules } from "./rules/deprecated.ts";
import { limitRules } from "./rules/limits.ts";
import { nodeRules } from "./rules/nodes.ts";
import { storageRules } from "./rules/storage.ts";
import { View } from "./view.ts";

/** A homelab that holds to its schema and to the rules across fields. */
export interface CheckedHomelab {
  /** With every default filled in. */
  readonly homelab: Homelab;
  /** The same value; each node knows its place, a default that of its nearest parent in the file. */
  readonly tracked: Tracked;
}

export interface CheckOptions {
  /** Minors of Kubernetes whose schemas are at hand, as `36`. */
  readonly supportedMinors: readonly string[];
  /** Patterns in the schema that come from the user's own folder of blueprints. */
  readonly foreignPatterns: ReadonlySet<string>;
}

/**
 * Checks a homelab against the composed schema, then the rules that cross fields. The rules look at what is sound:
 * a fault in one place does not hide one in another.
 */
export function checkHomelab(
  file: YamlFile,
  schema: JsonObject,
  options: CheckOptions,
): Result<CheckedHomelab> {
  const { faults, resolved } = createValidator(schema, options.foreignPatterns).validate(file.value);
  const value = withDerivedDefaults(resolved);
  const view = new View(value, schema, file.positions);
  const diagnostics: Diagnostic[] = [
    ...explainFaults(faults, file.value, file.positions),
    ...nodeRules(view),
    ...clusterRules(view, options.supportedMinors),
    ...addressRules(view),
    ...storageRules(view),
    ...limitRules(view),
    ...alertRules(view),
    ...choiceRules(view),
    ...deprecationRules(view),
  ];
  if (hasErrors(diagnostics)) return { diagnostics };
  const tracked: Tracked = {
    value,
    originOf: (path) => ({ value: { path: formatPath(path), location: file.positions.value(path) } }),
  };
  return { value: { homelab: value as unknown as Homelab, tracked }, diagnostics };
}
