import { engineOf } from "../assemble/engines/engine.ts";
import type { AssembledTree } from "../assemble/tree.ts";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import type { SchemaSet } from "../engine/engine.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import type { Plan } from "../plan/model.ts";
import type { ChartResult, Coverage, References } from "../report/report.ts";
import {
  type ChartVerdict,
  crdsOf,
  type HeldRelease,
  holdArchives,
  judgeChart,
  type RenderTarget,
} from "./charts.ts";
import type { VerifyContext } from "./context.ts";
import { secretsInCopies } from "./copies.ts";
import { coverageOf } from "./coverage.ts";
import { dataFaults } from "./data.ts";
import { type Facts, factsOf } from "./facts.ts";
import { generatedFaults, originsOf } from "./faults.ts";
import { judgeGenerated } from "./generated.ts";
import { imageSources } from "./images.ts";
import { k3sFaults } from "./k3s-config.ts";
import { kubeadmFaults } from "./kubeadm-config.ts";
import { apiFacts, isWithheld } from "./lifecycle.ts";
import { crdsOfManifests } from "./manifest-crds.ts";
import type { OneRelease } from "./one-release/judge.ts";
import { checkReferences } from "./references/check.ts";
import type { Facts as ObjectFacts } from "./references/model.ts";
import { type CrdPack, plannedPacks, schemaSet } from "./schemas.ts";
import { secretsInValues } from "./secrets.ts";
import { sideBySide } from "./side-by-side.ts";
import type { Release } from "./umbrella.ts";

export interface Verification {
  readonly diagnostics: readonly Diagnostic[];
  readonly coverage: Coverage;
  readonly references: References;
  readonly charts: readonly ChartResult[];
  readonly facts: Facts;
  readonly proven: ProvenReleases;
}

/** The releases with what is known of their objects, for who needs the objects themselves. */
export interface ProvenReleases {
  readonly held: readonly (HeldRelease & { readonly facts: readonly ObjectFacts[] })[];
  /** Releases whose charts are not at hand, or do not render. */
  readonly missing: readonly Release[];
  readonly target: RenderTarget;
  readonly schemas: SchemaSet;
}

/** Looks at the finished files as the cluster would: renders the charts, and judges every object. Changes nothing. */
export async function verify(
  plan: Plan,
  components: readonly ExpandedComponent[],
  tree: AssembledTree,
  context: VerifyContext,
): Promise<Verification> {
  const diagnostics: Diagnostic[] = [
    ...components.flatMap(secretsInValues),
    ...k3sFaults(plan, context.package),
    ...kubeadmFaults(plan, tree, context.package),
  ];
  const { packs: store } = context;
  const kubernetes = store.kubernetes(plan.facts.kubernetesMinor);
  const { packs: fromManifests, diagnostics: unread } = await crdsOfManifests(components, context);
  diagnostics.push(...unread);
  const planned = plannedPacks(plan, store, new Map(), fromManifests);
  const apiVersionsWith = (packs: readonly CrdPack[]) =>
    [
      ...new Set([
        ...kubernetes.apiVersions,
        ...packs.flatMap(({ kinds }) =>
          kinds.flatMap((kind) => [kind.slice(0, kind.lastIndexOf("/")), kind]),
        ),
      ]),
    ].sort();

  const generated = await judgeGenerated(
    plan,
    components,
    tree,
    schemaSet(kubernetes, planned),
    apiVersionsWith(planned),
    context,
  );
  const { held, missing, diagnostics: unheld } = holdArchives(context, generated.releases);
  diagnostics.push(...secretsInCopies(components, generated.verdicts), ...unheld);

  const target: RenderTarget = {
    kubernetesVersion: plan.homelab.kubernetes.version,
    apiVersions: apiVersionsWith(planned),
  };
  const bringing = held.filter(
    ({ release }) => release.component.component.blueprint.manifest.chart?.crds !== "none",
  );
  const fromCharts = new Map<string, CrdPack>();
  await sideBySide(context.engine, bringing, async (slot, item) => {
    const pack = await crdsOf(context.engine.session(slot), item, target, context);
    if (pack !== undefined) fromCharts.set(item.release.component.component.name, pack);
  });
  const packs = plannedPacks(plan, store, fromCharts, fromManifests);
  const schemas = schemaSet(kubernetes, packs);
  const complete = { ...target, apiVersions: apiVersionsWith(packs) };
  const judged = new Map<Release, ChartVerdict>();
  const rulesOf = ({ release }: HeldRelease) => ({
    schemas,
    images: imageSources(plan, release.component.component),
  });
  await sideBySide(
    context.engine,
    held,
    async (slot, item) =>
      void judged.set(
        item.release,
        await judgeChart(context.engine.session(slot), item, complete, rulesOf(item), context),
      ),
  );

  const bootstraps = held.flatMap(bootstrapOf);
  const early = apiVersionsWith(
    plannedPacks(
      {
        ...plan,
        components: plan.components.filter(({ blueprint }) => blueprint.manifest.bootstrap?.objects === true),
      },
      store,
      fromCharts,
      fromManifests,
    ),
  );
  await sideBySide(
    context.engine,
    bootstraps,
    async (slot, item) =>
      void judged.set(
        item.release,
        await judgeChart(
          context.engine.session(slot),
          item,
          { ...complete, apiVersions: early },
          rulesOf(item),
          context,
        ),
      ),
  );

  // With the charts' own CRDs at hand, what was generated is judged by them.
  const final =
    fromCharts.size === 0
      ? generated
      : await judgeGenerated(plan, components, tree, schemas, complete.apiVersions, context);
  const brought = new Set(packs.flatMap(({ kinds }) => kinds));
  const incomplete = [
    ...missing.map(({ component }) => component.component),
    ...components.filter(lacksManifests).map(({ component }) => component),
  ];
  const absent = new Set(
    incomplete.flatMap(({ blueprint }) => (blueprint.manifest.crds ?? []).flatMap(({ groups }) => groups)),
  );
  const skipped = (kind: string): "error" | "skip" =>
    !brought.has(kind) && absent.has(kind.split("/")[0] ?? "") ? "skip" : "error";
  const origins = originsOf(tree, components);
  const api = apiFacts(context.package, plan.facts.kubernetesMinor, kubernetes.apiVersions);
  diagnostics.push(
    ...final.diagnostics,
    ...final.verdicts
      // Of these the lifecycle of the API knows more than that there is no schema.
      .filter(
        ({ status, apiVersion, kind }) => status !== "skipped" || !isWithheld(api, `${apiVersion}/${kind}`),
      )
      .flatMap((verdict) => generatedFaults(origins, verdict, skipped)),
    ...[...held, ...bootstraps].flatMap(({ release }) => judged.get(release)?.diagnostics ?? []),
  );

  const { diagnostics: unresolved, tally } = checkReferences(
    plan,
    components,
    {
      ...final.facts,
      charts: held.map(({ release }) => ({
        component: release.component,
        facts: judged.get(release)?.facts ?? [],
      })),
      missing: generated.releases
        .filter((release) => judged.get(release)?.rendered !== true)
        .map(({ component }) => component),
    },
    origins,
  );
  diagnostics.push(
    ...unresolved,
    ...dataFaults(
      plan,
      held.map((item) => [item, judged.get(item.release)?.facts ?? []]),
    ),
  );

  const charts = generated.releases.map((release): ChartResult => {
    const verdict = judged.get(release);
    const digest = held.find((item) => item.release === release)?.archive.digest;
    const component = release.component.component;
    const facts = {
      component: component.name,
      name: release.chart,
      version: release.version,
      repository: component.chartSource?.repository ?? "",
      rendered: verdict?.rendered ?? false,
    };
    return {
      ...facts,
      ...(digest === undefined
        ? { reason: "no archive at hand" }
        : {
            digest,
            objects: verdict?.objects ?? 0,
            ...(verdict?.appVersion === undefined ? {} : { appVersion: verdict.appVersion }),
          }),
    };
  });
  const verdicts = [...final.verdicts, ...held.flatMap(({ release }) => judged.get(release)?.verdicts ?? [])];
  const verdictsOf = (list: readonly HeldRelease[]) =>
    list.flatMap((item) => {
      const verdict = judged.get(item.release);
      return verdict?.rendered === true ? [[item, verdict] as const] : [];
    });
  const unrendered = charts.filter(({ rendered }) => !rendered).map(({ component }) => component);
  const single = await oneRelease(plan, components, tree, { held, unrendered }, complete, context);
  const umbrellaBytes = single?.bytes ?? generated.releaseBytes;
  const facts = factsOf(plan, {
    generated: final.verdicts,
    origins,
    releases: verdictsOf(held),
    bootstraps: verdictsOf(bootstraps),
    ...(umbrellaBytes === undefined ? {} : { umbrellaBytes }),
    missing: unrendered,
    api,
  });
  // What follows from a release that cannot be is not told.
  const laws = single?.diagnostics ?? [];
  if (hasErrors(laws)) {
    const sizes = facts.diagnostics.filter(({ code }) => code === "E_RELEASE_SIZE");
    diagnostics.splice(0, diagnostics.length, ...laws, ...sizes);
  } else diagnostics.push(...facts.diagnostics, ...laws);
  return {
    facts,
    diagnostics: context.strict ? diagnostics.map(strictly) : diagnostics,
    coverage: coverageOf(verdicts),
    references: tally,
    charts,
    proven: {
      held: held.flatMap((item) => {
        const verdict = judged.get(item.release);
        return verdict?.rendered === true ? [{ ...item, facts: verdict.facts }] : [];
      }),
      missing: generated.releases.filter((release) => judged.get(release)?.rendered !== true),
      target: complete,
      schemas,
    },
  };
}

/** What one release of all charts would be; undefined where each chart has its own. */
async function oneRelease(
  plan: Plan,
  components: readonly ExpandedComponent[],
  tree: AssembledTree,
  charts: { readonly held: readonly HeldRelease[]; readonly unrendered: readonly string[] },
  target: RenderTarget,
  context: VerifyContext,
): Promise<OneRelease | undefined> {
  if (engineOf(plan).umbrella === undefined) return undefined;
  const { judgeOneRelease } = await import("./one-release/judge.ts");
  return judgeOneRelease(plan, components, tree, charts.held, charts.unrendered, target, context);
}

/** True where a manifest of the web that only brings schemas is not at hand. */
const lacksManifests = ({ component, remote = [] }: ExpandedComponent): boolean =>
  remote.length < (component.blueprint.manifest.remoteManifests ?? []).length;

/** The release as K3s installs it, before the kinds of other components exist. */
function bootstrapOf({ release, archive }: HeldRelease): readonly HeldRelease[] {
  const { bootstrapValues, ...component } = release.component;
  if (bootstrapValues === undefined) return [];
  return [
    {
      release: {
        ...release,
        component: { ...component, values: bootstrapValues },
        values: bootstrapValues.value,
      },
      archive,
    },
  ];
}

/** With `--strict` what could not be proven is an error. */
const strictly = (diagnostic: Diagnostic): Diagnostic =>
  ["W_CHART_NOT_RENDERED", "W_OBJECT_SKIPPED", "W_BUDGET", "W_HELM_UNPROVEN"].includes(diagnostic.code)
    ? { ...diagnostic, severity: "error" }
    : diagnostic;
