import { engineOf } from "../assemble/engines/engine.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import type { Plan } from "../plan/model.ts";
import { namespaceForbidden } from "./messages.ts";
import type { Facts } from "./references/model.ts";
import type { Release } from "./umbrella.ts";

/** What charts put where the GitOps engine lets no release of the homelab write. */
export function namespacesForbidden(
  plan: Plan,
  components: readonly ExpandedComponent[],
  rendered: readonly { readonly release: Release; readonly facts: readonly Facts[] }[],
): readonly Diagnostic[] {
  const engine = engineOf(plan);
  const permitted = engine.namespaces?.(plan, components);
  if (permitted === undefined) return [];
  return rendered.flatMap(({ release, facts }) => {
    const found = facts.flatMap(({ role, namespace }) =>
      role === "test" || namespace === undefined || permitted.includes(namespace) ? [] : [namespace],
    );
    return [...new Set(found)]
      .sort()
      .map((namespace) => namespaceForbidden(engine.title, release.component.component, namespace));
  });
}
