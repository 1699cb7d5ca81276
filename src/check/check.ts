import { type Diagnostic, hasErrors, type Result } from "../diagnostics/diagnostic.ts";
import type { Homelab } from "../generated/homelab.ts";
import type { WrittenHomelab } from "../load/homelab.ts";
import { explainFaults } from "../schema/faults.ts";
import type { RetiredProject } from "../schema/retired.ts";
import { createValidator } from "../schema/validator.ts";
import type { Json, JsonObject } from "../values/json.ts";
import { formatPath, isBelow } from "../values/path.ts";
import type { Tracked } from "../values/tracked.ts";
import { withDerivedDefaults } from "./defaults.ts";
import { withEnds } from "./retired.ts";
import { addressRules } from "./rules/addresses.ts";
import { alertRules } from "./rules/alerts.ts";
import { choiceRules } from "./rules/choices.ts";
import { clusterRules } from "./rules/cluster.ts";
import { clusterRangeRules } from "./rules/cluster-ranges.ts";
import { deprecationRules } from "./rules/deprecated.ts";
import { familyRules } from "./rules/families.ts";
import { labelRules } from "./rules/labels.ts";
import { limitRules } from "./rules/limits.ts";
import { nameRules } from "./rules/names.ts";
import { nodeRules } from "./rules/nodes.ts";
import { providerRules } from "./rules/providers.ts";
import { quantityRules } from "./rules/quantities.ts";
import { reachRules } from "./rules/reach.ts";
import { referenceRules } from "./rules/references.ts";
import { storageRules } from "./rules/storage.ts";
import { uniqueRules } from "./rules/unique.ts";
import { standIn } from "./stand-in.ts";
import { View } from "./view.ts";

/** A homelab that holds to its schema and to the rules across fields. */
export interface CheckedHomelab {
  /** With every default filled in. */
  readonly homelab: Homelab;
  /** The same value; each node knows its place, a default that of its nearest parent in the file. */
  readonly tracked: Tracked;
}

/** What a check found, and a homelab to look further at where there are errors. */
export interface CheckResult extends Result<CheckedHomelab> {
  /** The homelab with sound values in the place of faulty ones: the next stage finds in it what has nothing to do with them. */
  readonly beside?: {
    readonly homelab: CheckedHomelab;
    /** Key paths at which it is not the user's. */
    readonly changed: readonly string[];
  };
}

export interface CheckOptions {
  /** Minors of Kubernetes whose schemas are at hand, as `36`. */
  readonly supportedMinors: readonly string[];
  /** Patterns in the schema that come from the user's own folder of blueprints. */
  readonly foreignPatterns: ReadonlySet<string>;
  /** Projects that have ended. */
  readonly retired: readonly RetiredProject[];
}

/**
 * Checks a homelab against the composed schema, then the rules that cross fields. The rules look at what is sound:
 * a fault in one place does not hide one in another.
 */
export function checkHomelab(file: WrittenHomelab, schema: JsonObject, options: CheckOptions): CheckResult {
  const validator = createValidator(schema, options.foreignPatterns);
  const { faults, resolved } = validator.validate(file.value);
  const value = withDerivedDefaults(resolved);
  const view = new View(value, schema, file.positions);
  const unread = file.unread.map(formatPath);
  const diagnostics: Diagnostic[] = [
    ...withEnds(explainFaults(faults, file.value, file.positions), options.retired, file.value).filter(
      ({ path }) => !isBelow(path, unread),
    ),
    ...nodeRules(view),
    ...clusterRules(view, options.supportedMinors),
    ...addressRules(view),
    ...familyRules(view),
    ...clusterRangeRules(view),
    ...reachRules(view),
    ...labelRules(view),
    ...nameRules(view),
    ...storageRules(view),
    ...limitRules(view),
    ...referenceRules(view),
    ...quantityRules(view),
    ...alertRules(view),
    ...choiceRules(view),
    ...providerRules(view),
    ...uniqueRules(view),
    ...deprecationRules(view),
  ];
  if (!hasErrors(diagnostics)) {
    const sound = checkedOf(value, file);
    // The text may have had faults before it came here.
    return { value: sound, diagnostics, beside: { homelab: sound, changed: unread } };
  }
  const other = unread.includes("") ? undefined : standIn(file.value, schema, validator);
  if (other === undefined) return { diagnostics };
  const homelab = checkedOf(withDerivedDefaults(other.value), file);
  return { diagnostics, beside: { homelab, changed: [...other.changed.map(formatPath), ...unread] } };
}

function checkedOf(value: Json, file: WrittenHomelab): CheckedHomelab {
  const tracked: Tracked = {
    value,
    originOf: (path) => ({ value: { path: formatPath(path), location: file.positions.value(path) } }),
  };
  return { homelab: value as unknown as Homelab, tracked };
}
