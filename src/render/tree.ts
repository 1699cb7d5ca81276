import type { RenderedRelease } from "../assemble/rendered/model.ts";
import type { AssembledTree } from "../assemble/tree.ts";
import { hasErrors, type Result } from "../diagnostics/diagnostic.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import type { Plan } from "../plan/model.ts";
import type { VerifyContext } from "../verify/context.ts";
import type { ProvenReleases } from "../verify/verify.ts";
import { checkRendered } from "./check.ts";
import { chartsNeeded } from "./messages.ts";
import { renderReleases } from "./render.ts";

/** A homelab whose releases are proven. */
export interface Proven {
  readonly plan: Plan;
  readonly components: readonly ExpandedComponent[];
  readonly withRendered: (releases: readonly RenderedRelease[]) => Result<AssembledTree>;
}

/**
 * The files of a homelab with the plain objects of its releases, judged as they will be written.
 * @param isSound false where errors were found; then only what is missing is told
 */
export async function renderedTree(
  { plan, components, withRendered }: Proven,
  proven: ProvenReleases,
  isSound: boolean,
  context: VerifyContext,
): Promise<Result<AssembledTree>> {
  if (proven.missing.length > 0) {
    const names = proven.missing.map(({ component }) => component.component.name);
    return { diagnostics: [chartsNeeded(plan, names)] };
  }
  if (!isSound) return { diagnostics: [] };
  const { value: releases, diagnostics } = await renderReleases(plan, proven, context);
  if (releases === undefined) return { diagnostics };
  const { value: tree, diagnostics: laid } = withRendered(releases);
  if (tree === undefined) return { diagnostics: [...diagnostics, ...laid] };
  const found = [...diagnostics, ...(await checkRendered(plan, components, tree, proven, context))];
  return hasErrors(found) ? { diagnostics: found } : { value: tree, diagnostics: found };
}
