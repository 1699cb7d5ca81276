import { GITOPS } from "../assemble/engines/model.ts";
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
import { judgeFiles, type ObjectFile } from "./files.ts";
import { imageSources } from "./images.ts";
import { umbrellaFailed } from "./messages.ts";
import { factsOfRendered } from "./references/facts.ts";
import { FACTS, type Facts } from "./references/model.ts";
import { type Release, renderUmbrella, UMBRELLA } from "./umbrella.ts";

export interface Generated {
  readonly diagnostics: readonly Diagnostic[];
  readonly releases: readonly Release[];
  readonly verdicts: readonly Verdict[];
  /** Bytes that the umbrella's own release takes in its Secret; absent where it does not render. */
  readonly releaseBytes?: number;
  /** Facts of the files' objects, and of those that the umbrella renders. */
  readonly facts: { readonly files: readonly Facts[]; readonly umbrella: readonly Facts[] };
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
  // Two halves of about the same size, each on a worker of its own where there are two.
  const [umbrella, files] = await Promise.all([
    judgeUmbrella(plan, components, tree, schemas, apiVersions, context),
    judgeFiles(
      context.engine.session(1 % context.engine.size),
      objectFiles(tree),
      { schemas, images: imageSources(plan) },
      context,
    ),
  ]);
  return "error" in files
    ? { ...umbrella, diagnostics: [...umbrella.diagnostics, notJudged(files.error, components)] }
    : {
        ...umbrella,
        verdicts: [...files.value.verdicts, ...umbrella.verdicts],
        facts: { ...umbrella.facts, files: files.value.facts },
      };
}

async function judgeUmbrella(
  plan: Plan,
  components: readonly ExpandedComponent[],
  tree: AssembledTree,
  schemas: SchemaSet,
  apiVersions: readonly string[],
  context: VerifyContext,
): Promise<Generated> {
  const { metadata, kubernetes } = plan.homelab;
  const chart = [...tree.files].filter(([path]) => path.startsWith("chart/"));
  const key = digestOf([
    "umbrella",
    FACTS,
    context.engine.digest,
    schemas.key,
    metadata.name,
    kubernetes.version,
    ...chart.flat(),
  ]);
  const result = await cached(context.cache, key, async () => {
    context.progress("rendering the umbrella chart");
    const session = context.engine.session(0);
    const diagnostics: Diagnostic[] = [];
    const umbrella = await renderUmbrella(session, plan, tree, components, apiVersions, diagnostics);
    const { releases, objects, ...size } = umbrella;
    const isRendered = releases.length > 0 || diagnostics.length === 0;
    const answer = isRendered
      ? await session.validate({ kept: UMBRELLA }, schemas)
      : { value: { verdicts: [] } };
    if ("error" in answer) diagnostics.push(umbrellaFailed(answer.error));
    const plain = releases.map(({ component, ...rest }) => ({
      ...rest,
      component: component.component.name,
    }));
    const verdicts = "value" in answer ? answer.value.verdicts : [];
    const facts = factsOfRendered(objects, verdicts, undefined);
    return {
      value: { diagnostics, releases: plain, verdicts, facts, ...size },
      keep: diagnostics.length === 0,
    };
  });
  const byName = new Map(components.map((component) => [component.component.name, component]));
  const releases = result.releases.flatMap(({ component, ...rest }) => {
    const expanded = byName.get(component);
    return expanded === undefined ? [] : [{ ...rest, component: expanded }];
  });
  return { ...result, releases, facts: { files: [], umbrella: result.facts } };
}

/** Only a file that is copied as it is can be no YAML; all others were printed here. */
function notJudged(failure: Failure, components: readonly ExpandedComponent[]): Diagnostic {
  const copy = copiesOf(components).get(failure.file ?? "");
  return copy === undefined ? umbrellaFailed(failure) : syntaxOfCopy(copy, failure.message);
}

/**
 * The files that hold objects for the API server; what stands in several places alike is read once, where the
 * component has it before where a node has it.
 */
function objectFiles(tree: AssembledTree): readonly ObjectFile[] {
  const applied = [...tree.files].filter(
    ([name]) =>
      (name.startsWith(`${MANIFESTS}/`) ||
        name.startsWith(`${GITOPS}/`) ||
        /^k3s\/[^/]+\/manifests\//.test(name)) &&
      name.endsWith(".yaml") &&
      !name.endsWith("/kustomization.yaml"),
  );
  const isCopy = ([name]: readonly [string, Uint8Array]) => name.startsWith("k3s/");
  const seen = new Set<string>();
  return [...applied.filter((file) => !isCopy(file)), ...applied.filter(isCopy)].flatMap(([name, bytes]) => {
    const text = new TextDecoder().decode(bytes);
    if (seen.has(text) && isCopy([name, bytes])) return [];
    seen.add(text);
    const documents = tree.origins.get(name)?.map(({ value }) => value);
    return [{ name, text, ...(documents === undefined ? {} : { documents }) }];
  });
}
