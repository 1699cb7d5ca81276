import { GITOPS } from "../assemble/engines/model.ts";
import { MANIFESTS } from "../assemble/manifests.ts";
import { RENDERED } from "../assemble/rendered/model.ts";
import type { AssembledTree } from "../assemble/tree.ts";
import { CHART } from "../assemble/umbrella/folder.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SchemaSet } from "../engine/engine.ts";
import type { Failure, Verdict } from "../engine/protocol.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import type { Plan } from "../plan/model.ts";
import type { VerifyContext } from "./context.ts";
import { copiesOf, syntaxOfCopy } from "./copies.ts";
import { judgeFiles, type ObjectFile } from "./files.ts";
import { imageSources } from "./images.ts";
import { umbrellaFailed } from "./messages.ts";
import type { Facts } from "./references/model.ts";
import { umbrellaBytes } from "./release-size.ts";
import { type Release, releasesIn } from "./umbrella.ts";
import { judgeParts } from "./umbrella-parts.ts";

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
  const judged = await judgeParts(plan, tree, schemas, apiVersions, context);
  if ("error" in judged)
    return {
      diagnostics: [umbrellaFailed(judged.error)],
      releases: [],
      verdicts: [],
      facts: { files: [], umbrella: [] },
    };
  const { parts, files } = judged;
  const releases = releasesIn(
    plan,
    components,
    parts.flatMap(({ objects }) => objects),
    tree.origins.get(`${CHART}/values.yaml`)?.[0]?.value ?? null,
  );
  return {
    diagnostics: releases.diagnostics,
    releases: releases.value,
    verdicts: parts.flatMap(({ verdicts }) => verdicts),
    releaseBytes: umbrellaBytes(plan, files, parts.map(({ text }) => text).join("")),
    facts: { files: [], umbrella: parts.flatMap(({ facts }) => facts) },
  };
}

/** Only a file that is copied as it is can be no YAML; all others were printed here. */
function notJudged(failure: Failure, components: readonly ExpandedComponent[]): Diagnostic {
  const copy = copiesOf(components).get(failure.file ?? "");
  return copy === undefined ? umbrellaFailed(failure) : syntaxOfCopy(copy, failure.message);
}

/** Files beside objects that programs read: of kustomize and of Fleet. */
const NO_OBJECTS = /\/(kustomization|fleet)\.yaml$/;

/**
 * The files that hold objects for the API server; what stands in several places alike is read once, where the
 * component has it before where a node has it.
 */
export function objectFiles(tree: AssembledTree): readonly ObjectFile[] {
  const applied = [...tree.files].filter(
    ([name]) =>
      (name.startsWith(`${MANIFESTS}/`) ||
        name.startsWith(`${CHART}/${MANIFESTS}/`) ||
        name.startsWith(`${RENDERED}/`) ||
        name.startsWith(`${GITOPS}/`) ||
        /^k3s\/[^/]+\/manifests\//.test(name) ||
        /^kubeadm\/\d+-[^/.]+\.yaml$/.test(name)) &&
      name.endsWith(".yaml") &&
      !NO_OBJECTS.test(name),
  );
  const isCopy = ([name]: readonly [string, Uint8Array]) => /^(k3s|kubeadm)\//.test(name);
  const seen = new Set<string>();
  return [...applied.filter((file) => !isCopy(file)), ...applied.filter(isCopy)].flatMap(([name, bytes]) => {
    const text = new TextDecoder().decode(bytes);
    if (seen.has(text) && isCopy([name, bytes])) return [];
    seen.add(text);
    const documents = tree.origins.get(name)?.map(({ value }) => value);
    return [{ name, text, ...(documents === undefined ? {} : { documents }) }];
  });
}
