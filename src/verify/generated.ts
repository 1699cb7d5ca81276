import { GITOPS } from "../assemble/flux.ts";
import { MANIFESTS } from "../assemble/manifests.ts";
import type { AssembledTree } from "../assemble/tree.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SchemaSet } from "../engine/engine.ts";
import type { Failure, Verdict } from "../engine/protocol.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import type { Plan } from "../plan/model.ts";
import { cached, digestOf } from "./cache.ts";
import type { VerifyContext } from "./context.ts";
import { copiesOf, syntaxOfCopy } from "./copies.ts";
import { umbrellaFailed } from "./messages.ts";
import { type Release, renderUmbrella, UMBRELLA } from "./umbrella.ts";

export interface Generated {
  readonly diagnostics: readonly Diagnostic[];
  readonly releases: readonly Release[];
  readonly verdicts: readonly Verdict[];
}

/** Renders the umbrella chart and validates everything that k8sgen itself wrote. */
export async function judgeGenerated(
  plan: Plan,
  components: readonly ExpandedComponent[],
  tree: AssembledTree,
  schemas: SchemaSet,
  apiVersions: readonly string[],
  context: VerifyContext,
): Promise<Generated> {
  const files = objectFiles(tree);
  const chart = [...tree.files].filter(([path]) => path.startsWith("chart/"));
  const key = digestOf([
    "generated",
    context.engine.digest,
    schemas.key,
    plan.homelab.metadata.name,
    plan.homelab.kubernetes.version,
    ...files.flatMap(({ name, text }) => [name, text]),
    ...chart.flat(),
  ]);
  const result = await cached(context.cache, key, async () => {
    context.progress("validating objects");
    const session = context.engine.session(0);
    const diagnostics: Diagnostic[] = [];
    const releases = await renderUmbrella(session, plan, tree, components, apiVersions, diagnostics);
    const judged =
      releases.length === 0 && diagnostics.length > 0
        ? await session.validate({ files }, schemas)
        : await session.validate({ files, kept: UMBRELLA }, schemas);
    if ("error" in judged) diagnostics.push(notJudged(judged.error, components));
    const verdicts = "error" in judged ? [] : judged.value.verdicts;
    const plain = releases.map(({ component, ...rest }) => ({
      ...rest,
      component: component.component.name,
    }));
    return { value: { diagnostics, releases: plain, verdicts }, keep: diagnostics.length === 0 };
  });
  const byName = new Map(components.map((component) => [component.component.name, component]));
  const releases = result.releases.flatMap(({ component, ...rest }) => {
    const expanded = byName.get(component);
    return expanded === undefined ? [] : [{ ...rest, component: expanded }];
  });
  return { ...result, releases };
}

/** Only a file that is copied as it is can be no YAML; all others were printed here. */
function notJudged(failure: Failure, components: readonly ExpandedComponent[]): Diagnostic {
  const copy = copiesOf(components).get(failure.file ?? "");
  return copy === undefined ? umbrellaFailed(failure) : syntaxOfCopy(copy, failure.message);
}

/** The files that hold objects for the API server; what all servers have alike is read once. */
function objectFiles(tree: AssembledTree): readonly { readonly name: string; readonly text: string }[] {
  const seen = new Set<string>();
  return [...tree.files].flatMap(([name, bytes]) => {
    const applied =
      name.startsWith(`${MANIFESTS}/`) ||
      name.startsWith(`${GITOPS}/`) ||
      /^k3s\/[^/]+\/manifests\//.test(name);
    if (!applied || !name.endsWith(".yaml") || name.endsWith("/kustomization.yaml")) return [];
    const text = new TextDecoder().decode(bytes);
    const content = name.startsWith("k3s/") ? text : name;
    if (seen.has(content)) return [];
    seen.add(content);
    return [{ name, text }];
  });
}
