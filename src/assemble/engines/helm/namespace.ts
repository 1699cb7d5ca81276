import type { Plan } from "../../../plan/model.ts";

/** Where most charts belong; among equals by name. Verify tells which ones do not belong there. */
export function namespaceOf({ components }: Pick<Plan, "components">): string {
  const counts = new Map<string, number>();
  for (const { namespace, blueprint } of components)
    if (blueprint.manifest.chart !== undefined) counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
  const [most] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return most?.[0] ?? "kube-system";
}
