import { namespaceOf } from "../../assemble/engines/helm/namespace.ts";
import type { Session } from "../../engine/engine.ts";
import type { Rendered, RenderedObject } from "../../engine/protocol.ts";
import type { Plan } from "../../plan/model.ts";
import { ownReleaseName } from "../../plan/one-release.ts";
import { groupOf } from "../../values/api-version.ts";
import { getAt, type Json } from "../../values/json.ts";
import { digestOf } from "../cache.ts";
import type { HeldRelease, RenderTarget } from "../charts.ts";
import { difference } from "./compare.ts";

/** A law that the rendered objects break. */
export interface Finding {
  /** `renders`: it does not render. `kinds`: these come too late. `kept`: these CRDs would go. `same`: it differs from alone. */
  readonly law: "renders" | "kinds" | "kept" | "same";
  /** Name of the component; absent where none is known. */
  readonly component?: string;
  readonly what: readonly string[];
}

export interface Whole {
  readonly findings: readonly Finding[];
  readonly bytes?: number;
}

/** Renders the umbrella with its dependencies, and each of these alone, and compares. */
export async function renderWhole(
  plan: Plan,
  chart: Uint8Array,
  held: readonly HeldRelease[],
  target: RenderTarget,
  session: Session,
): Promise<Whole> {
  const name = plan.homelab.metadata.name;
  const namespace = namespaceOf(plan);
  const render = async (digest: string, archive: Uint8Array, releaseName: string, values: Json) => {
    const loaded = await session.loadChart({ digest, archive });
    return "error" in loaded
      ? loaded
      : session.render({
          chart: digest,
          releaseName,
          namespace,
          isUpgrade: false,
          kubernetesVersion: target.kubernetesVersion,
          apiVersions: target.apiVersions,
          values: JSON.stringify(values),
          keep: "",
          contents: true,
        });
  };
  const whole = await render(digestOf(["umbrella archive", chart]), chart, name, {});
  if ("error" in whole) {
    const { message, file, line, faults = [] } = whole.error;
    const alias = aliasIn(file ?? "") ?? faults[0]?.pointer.split("/")[1];
    const what =
      faults.length > 0
        ? faults.map((fault) => `${fault.pointer.slice(1).replaceAll("/", ".")}: ${fault.message}`).join("; ")
        : `${message}${file === undefined ? "" : ` (${file}:${line})`}`;
    return {
      findings: [{ law: "renders", what: [what], ...(alias === undefined ? {} : { component: alias }) }],
    };
  }
  const findings: Finding[] = [...kindFindings(whole.value)];
  for (const { release, archive } of held) {
    const { component, values } = release.component;
    const alone = await render(archive.digest, archive.bytes, ownReleaseName(component), values?.value ?? {});
    const what =
      "error" in alone
        ? `as that of \`${ownReleaseName(component)}\` does not render`
        : difference(
            whole.value.objects.filter(({ source }) => aliasIn(source) === component.name),
            alone.value.objects,
            { release: [name, ownReleaseName(component)], chart: [component.name, release.chart] },
          );
    if (what !== undefined) findings.push({ law: "same", component: component.name, what: [what] });
  }
  return { findings, bytes: whole.value.releaseBytes };
}

/** The dependency that a file of the umbrella belongs to. */
const aliasIn = (source: string): string | undefined => /^[^/]+\/charts\/([^/]+)\//.exec(source)?.[1];

/** Kinds that come with templates, and objects of these kinds. Hooks run when all of the rest is there. */
function kindFindings({ objects }: Rendered): readonly Finding[] {
  const lasting = objects.filter(({ role }) => role === "object");
  const definitions = lasting.filter(({ kind }) => kind === "CustomResourceDefinition");
  const components = new Set(definitions.flatMap(({ source }) => aliasIn(source) ?? []));
  return [...components].flatMap((component): readonly Finding[] => {
    const own = definitions.filter(({ source }) => aliasIn(source) === component);
    const kinds = new Set(own.flatMap(kindOfDefinition));
    const early = lasting
      .filter(({ apiVersion, kind }) => kinds.has(`${groupOf(apiVersion)}/${kind}`))
      .map(({ kind }) => kind);
    const going = own.filter(({ content }) => !isKept(content)).map((definition) => definition.name);
    return [
      ...(early.length === 0 ? [] : [{ law: "kinds", component, what: [...new Set(early)].sort() } as const]),
      ...(going.length === 0 ? [] : [{ law: "kept", component, what: going.sort() } as const]),
    ];
  });
}

const kindOfDefinition = ({ content }: RenderedObject): readonly string[] => {
  const [group, kind] = [getAt(content, ["spec", "group"]), getAt(content, ["spec", "names", "kind"])];
  return typeof group === "string" && typeof kind === "string" ? [`${group}/${kind}`] : [];
};

const isKept = (content: Json | undefined): boolean =>
  getAt(content, ["metadata", "annotations", "helm.sh/resource-policy"]) === "keep";
