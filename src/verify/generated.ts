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
    // Two halves of about the same size, each on a worker of its own where there are two.
    const [releases, ofFiles] = await Promise.all([
      renderUmbrella(session, plan, tree, components, apiVersions, diagnostics),
      context.engine.session(1 % context.engine.size).validate({ files }, schemas),
    ]);
    const isRendered = releases.length > 0 || diagnostics.length === 0;
    const ofUmbrella = isRendered
      ? await session.validate({ kept: UMBRELLA }, schemas)
      : { value: { verdicts: [] } };
    const verdicts = [ofFiles, ofUmbrella].flatMap((answer) => {
      if ("value" in answer) return answer.value.verdicts;
      diagnostics.push(notJudged(answer.error, components));
      return [];
    });
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

/** The files that hold objects for the API server; what stands in several places alike is read once. */
function objectFiles(tree: AssembledTree): readonly { readonly name: string; readonly text: string }[] {
  const seen = new Set<string>();
  return [...tree.files].flatMap(([name, bytes]) => {
    const applied =
      name.startsWith(`${MANIFESTS}/`) ||
      name.startsWith(`${GITOPS}/`) ||
      /^k3s\/[^/]+\/manifests\//.test(name);
    if (!applied || !name.endsWith(".yaml") || name.endsWith("/kustomization.yaml")) return [];
    const text = new TextDecoder().decode(bytes);
    if (seen.has(text)) return [];
    seen.add(text);
    return [{ name, text }];
  });
}
