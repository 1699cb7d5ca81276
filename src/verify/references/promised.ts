import { engineOf } from "../../assemble/engines/engine.ts";
import type { RuntimeObjectContribution } from "../../generated/contract.ts";
import type { Plan } from "../../plan/model.ts";
import { neededSecrets } from "../../secrets/needed.ts";
import { groupOf } from "../../values/api-version.ts";
import type { Facts } from "./model.ts";

type Promised = Omit<Facts, "source" | "index" | "role" | "apiVersion">;

/**
 * What will be there though no file holds it: the Secrets that components ask people for, whether they are made by hand
 * or stand encrypted in Git, what programs make while they run, and the namespaces that something else makes.
 */
export function promisedObjects(plan: Plan): readonly Promised[] {
  return [
    ...engineOf(plan).brought,
    ...neededSecrets(plan).map(
      ({ namespace, name, keys }): Promised => ({
        group: "",
        kind: "Secret",
        namespace,
        name,
        parts: keys.map((key) => key.name),
      }),
    ),
    ...plan.contributions.RuntimeObject.map(({ value }) =>
      promised(value.value as unknown as RuntimeObjectContribution),
    ),
    ...plan.components.flatMap(({ namespace, blueprint }): Promised[] =>
      blueprint.manifest.namespace?.create === false
        ? [{ group: "", kind: "Namespace", name: namespace }]
        : [],
    ),
  ];
}

function promised({
  apiVersion,
  kind,
  namespace,
  name,
  keys,
  ports,
  labels,
}: RuntimeObjectContribution): Promised {
  const parts = (keys ?? ports)?.map(String);
  return {
    group: groupOf(apiVersion),
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    labels,
    ...(parts === undefined ? {} : { parts }),
    ...(kind === "Pod" ? { pods: { labels, ports: parts ?? [] } } : {}),
  };
}
