import { FLUX, FLUX_AGE_SECRET } from "../../assemble/flux.ts";
import type { RuntimeObjectContribution } from "../../generated/contract.ts";
import type { Plan } from "../../plan/model.ts";
import { neededSecrets } from "../../secrets/needed.ts";
import { type Facts, groupOf } from "./model.ts";

type Promised = Omit<Facts, "source" | "index" | "role" | "apiVersion">;

/** What `flux bootstrap` makes, and the Secret whose making the README of the output tells. */
const ENTRY: readonly Promised[] = [
  { group: "", kind: "Namespace", name: FLUX },
  { group: "source.toolkit.fluxcd.io", kind: "GitRepository", namespace: FLUX, name: FLUX },
  { group: "", kind: "Secret", namespace: FLUX, name: FLUX_AGE_SECRET },
];

/**
 * What will be there though no file holds it: the Secrets that components ask people for, whether they are made by hand
 * or stand encrypted in Git, what programs make while they run, and the namespaces that something else makes.
 */
export function promisedObjects(plan: Plan): readonly Promised[] {
  return [
    ...ENTRY,
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
