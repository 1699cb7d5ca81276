import { engineOf } from "../assemble/engines/engine.ts";
import type { RenderedRelease } from "../assemble/rendered/model.ts";
import { type Diagnostic, hasErrors, type Result } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/model.ts";
import { cached, digestOf } from "../verify/cache.ts";
import { inputs, renderOnce } from "../verify/charts.ts";
import type { VerifyContext } from "../verify/context.ts";
import { takingValues } from "../verify/invented.ts";
import { FACTS } from "../verify/references/model.ts";
import { sideBySide } from "../verify/side-by-side.ts";
import type { ProvenReleases } from "../verify/verify.ts";
import { chartsNeeded, hooksDropped, hooksUnordered, secretRendered } from "./messages.ts";
import { type Rules, type Translation, translate } from "./objects.ts";

/** Belongs to the keys under which translations are kept: raise it where the same objects give other files. */
const TRANSLATION = "rendered 1";

type Held = ProvenReleases["held"][number];

/**
 * The plain objects of all releases of the plan, in its order. Charts were rendered and judged before, with the same
 * values; what is new is looked at here: hooks, and Secrets that would come into Git.
 */
export async function renderReleases(
  plan: Plan,
  proven: ProvenReleases,
  context: VerifyContext,
): Promise<Result<readonly RenderedRelease[]>> {
  const translated = new Map<Held, Translation>();
  await sideBySide(context.engine, proven.held, async (slot, item) => {
    const translation = await translateRelease(slot, plan, item, proven, context);
    if (translation !== undefined) translated.set(item, translation);
  });
  const found = proven.held.flatMap((item) => {
    const translation = translated.get(item);
    return translation === undefined ? [] : [{ item, translation }];
  });
  const diagnostics = found.flatMap(({ item, translation }) => told(item, translation));
  const lost = proven.held.filter((item) => !translated.has(item));
  if (lost.length > 0)
    diagnostics.push(
      chartsNeeded(
        plan,
        lost.map(({ release }) => release.component.component.name),
      ),
    );
  return hasErrors(diagnostics)
    ? { diagnostics }
    : { value: found.map(({ translation }) => translation.release), diagnostics };
}

async function translateRelease(
  slot: number,
  plan: Plan,
  held: Held,
  { target }: ProvenReleases,
  context: VerifyContext,
): Promise<Translation | undefined> {
  const { component } = held.release.component;
  const engine = engineOf(plan);
  if (engine.rendered === undefined) throw new Error(`${engine.title} takes no plain objects`);
  const { hooks = true, crds = "none" } = component.blueprint.manifest.chart ?? {};
  const rules: Rules = {
    treatment: engine.rendered.hooks,
    noPrune: engine.noPrune,
    hooks,
    crdFolder: crds === "folder",
  };
  const key = digestOf([
    TRANSLATION,
    FACTS,
    context.engine.digest,
    held.archive.digest,
    component.name,
    JSON.stringify(rules),
    JSON.stringify(held.facts.map(({ namespace = null }) => namespace)),
    ...inputs(held.release, target),
  ]);
  return cached(context.cache, key, async () => {
    const rendered = await renderOnce(context.engine.session(slot), held, target);
    if ("error" in rendered) return { value: undefined, keep: false };
    const objects = rendered.value.objects.filter(({ role }) => role !== "test");
    return { value: translate(component.name, objects, held.facts, rules), keep: true };
  });
}

/** Hooks that remove data, as the blueprint says of its chart, are left out on purpose. */
function told({ release, archive }: Held, translation: Translation): readonly Diagnostic[] {
  const { component } = release.component;
  const removesData = component.blueprint.manifest.chart?.deleteHooks === true;
  return [
    ...translation.secrets.map(({ name, keys }) =>
      secretRendered(component, name, keys, takingValues(archive.bytes)),
    ),
    ...(translation.dropped.length === 0 || removesData
      ? []
      : [hooksDropped(component, translation.dropped)]),
    ...(translation.unordered.length === 0 ? [] : [hooksUnordered(component, translation.unordered)]),
  ];
}
