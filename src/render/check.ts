import { MANIFESTS } from "../assemble/manifests.ts";
import { RENDERED } from "../assemble/rendered/model.ts";
import type { AssembledTree } from "../assemble/tree.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import type { Plan } from "../plan/model.ts";
import type { VerifyContext } from "../verify/context.ts";
import { originsOf } from "../verify/faults.ts";
import { judgeFiles } from "../verify/files.ts";
import { objectFiles } from "../verify/generated.ts";
import { imageSources } from "../verify/images.ts";
import { identity } from "../verify/messages.ts";
import { checkReferences } from "../verify/references/check.ts";
import type { ProvenReleases } from "../verify/verify.ts";
import { brokenRendered } from "./messages.ts";

/**
 * Judges the files as they will be written: each object by its schema, and names by what all files hold together. What
 * was found of the releases before is not told again: only errors count here, and there should be none.
 */
export async function checkRendered(
  plan: Plan,
  components: readonly ExpandedComponent[],
  tree: AssembledTree,
  { schemas }: ProvenReleases,
  context: VerifyContext,
): Promise<readonly Diagnostic[]> {
  const files = objectFiles(tree);
  const rules = { schemas, images: imageSources(plan) };
  const judged = await judgeFiles(context.engine.session(0), files, rules, context);
  if ("error" in judged)
    return [brokenRendered(judged.error.message, `see \`${judged.error.file ?? RENDERED}\``)];
  const invalid = judged.value.verdicts
    .filter(({ source, status }) => status === "invalid" && !source.startsWith(`${MANIFESTS}/`))
    .map((verdict) =>
      brokenRendered(
        `${identity(verdict)} would be refused: ${verdict.faults?.[0]?.pointer ?? ""} ${verdict.faults?.[0]?.message ?? ""}.`,
        `see \`${verdict.source}\``,
      ),
    );
  const { diagnostics } = checkReferences(
    plan,
    components,
    { files: judged.value.facts, umbrella: [], charts: [], missing: [] },
    originsOf(tree, components),
  );
  return [...invalid, ...diagnostics.filter(({ severity }) => severity === "error")];
}
