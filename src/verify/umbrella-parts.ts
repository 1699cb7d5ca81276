import { engineOf } from "../assemble/engines/engine.ts";
import type { AssembledTree } from "../assemble/tree.ts";
import { CHART, releaseFile } from "../assemble/umbrella/folder.ts";
import type { SchemaSet } from "../engine/engine.ts";
import type { Failure, RenderedObject, Verdict } from "../engine/protocol.ts";
import type { Plan } from "../plan/model.ts";
import { isObject, type Json } from "../values/json.ts";
import { digestOf, keep, kept } from "./cache.ts";
import type { VerifyContext } from "./context.ts";
import { factsOfRendered } from "./references/facts.ts";
import { FACTS, type Facts } from "./references/model.ts";
import { UMBRELLA } from "./umbrella.ts";

/** What one template of the umbrella chart renders to, and what was found of it. */
export interface Part {
  readonly objects: readonly RenderedObject[];
  readonly verdicts: readonly Verdict[];
  readonly facts: readonly Facts[];
  /** Its share of the manifest of the umbrella's release. */
  readonly text: string;
}

/** The files of the umbrella chart by their path in it. */
export type ChartFiles = Readonly<Record<string, string>>;

const umbrellaFiles = (tree: AssembledTree): ChartFiles =>
  Object.fromEntries(
    [...tree.files]
      // Archives of dependencies are no texts; they are rendered with the whole.
      .filter(([path]) => path.startsWith(`${CHART}/`) && !path.startsWith(`${CHART}/charts/`))
      .map(([path, bytes]) => [path.slice(CHART.length + 1), new TextDecoder().decode(bytes)]),
  );

/**
 * Renders and validates the umbrella chart. Each template is kept by itself, so that a change of one release renders
 * that one; the chart as a whole is loaded, and its values are judged by its schema, whenever one of its files changed.
 */
export async function judgeParts(
  plan: Plan,
  tree: AssembledTree,
  schemas: SchemaSet,
  apiVersions: readonly string[],
  context: VerifyContext,
): Promise<{ readonly parts: readonly Part[]; readonly files: ChartFiles } | { readonly error: Failure }> {
  const { cache, engine, progress } = context;
  const { metadata, kubernetes } = plan.homelab;
  const delivery = engineOf(plan);
  const namespace = delivery.umbrella?.namespace(plan) ?? delivery.namespace;
  const files = umbrellaFiles(tree);
  const common = [FACTS, engine.digest, schemas.key, metadata.name, namespace, kubernetes.version];
  const whole = digestOf(["umbrella", ...common, ...apiVersions, ...Object.entries(files).flat()]);

  const shared = Object.entries(files).filter(([name]) => !isTemplate(name) && !name.startsWith("values."));
  const values = tree.origins.get(`${CHART}/values.yaml`)?.[0]?.value ?? null;
  const known = Object.keys(files)
    .filter(isTemplate)
    .map((template) => {
      const reads = [template, files[template] ?? "", JSON.stringify(readBy(template, values))];
      const key = digestOf(["part", ...common, ...apiVersions, ...shared.flat(), ...reads]);
      return { template, key, part: kept<Part>(cache, key) };
    });
  const missing = known.filter(({ part }) => part === undefined).map(({ template }) => template);
  if (missing.length === 0 && kept(cache, whole) !== undefined)
    return { parts: known.flatMap(({ part }) => part ?? []), files };

  progress("rendering the umbrella chart");
  const session = engine.session(0);
  const loaded = await session.loadChart({ digest: whole, files });
  if ("error" in loaded) return loaded;
  const rendered = await session.render({
    chart: whole,
    releaseName: metadata.name,
    namespace,
    isUpgrade: false,
    kubernetesVersion: kubernetes.version,
    apiVersions,
    values: "{}",
    keep: UMBRELLA,
    contents: true,
    templates: missing,
  });
  if ("error" in rendered) return rendered;
  const judged = await session.validate({ kept: UMBRELLA }, schemas);
  if ("error" in judged) return judged;

  const { objects, texts = {} } = rendered.value;
  const parts = known.map(({ template, key, part }) => {
    if (part !== undefined) return part;
    const source = `${loaded.value.name}/${template}`;
    const own = objects.filter((object) => object.source === source);
    const verdicts = judged.value.verdicts.filter((verdict) => verdict.source === source);
    const facts = factsOfRendered(own, verdicts, undefined);
    const made: Part = { objects: own, verdicts, facts, text: texts[source] ?? "" };
    keep(cache, key, made);
    return made;
  });
  keep(cache, whole, true);
  return { parts, files };
}

/** A template that renders to objects, as opposed to those that others include, and to the notes. */
const isTemplate = (name: string): boolean => /^templates\/[^_][^/]*\.yaml$/.test(name);

/**
 * What a template reads of the umbrella's values. That of a release reads everything (whom it depends on, where those
 * are) but the values of other releases: these are for their own charts.
 */
function readBy(template: string, values: Json): Json {
  const components = isObject(values) && isObject(values.components) ? values.components : {};
  const read = Object.entries(components).map(([name, component]) => {
    if (template === releaseFile(name) || !isObject(component)) return [name, component];
    const { values: _others, ...rest } = component;
    return [name, rest];
  });
  return isObject(values) ? { ...values, components: Object.fromEntries(read) } : values;
}
