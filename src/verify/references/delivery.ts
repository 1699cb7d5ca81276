import type { Json } from "../../values/json.ts";
import { findMaps, findTexts, textAt } from "./find.ts";
import type { Reference, Step } from "./model.ts";

const HELM = "helm.toolkit.fluxcd.io";
const KUSTOMIZE = "kustomize.toolkit.fluxcd.io";
const SOURCE = "source.toolkit.fluxcd.io";

const ARGO = "argoproj.io";
/** Releases that an Application comes after, as its sync wave says in a number. */
const DEPENDS_ON = "k8sgen.dev/depends-on";

const FLEET = "fleet.cattle.io";

/** What a HelmRelease or Kustomization of Flux, or an Application of Argo CD, or HelmOp of Fleet waits for; undefined for other kinds. */
export function stepOf(group: string, kind: string, namespace: string, content: Json): Step | undefined {
  if (group === ARGO && kind === "Application") return applicationStep(namespace, content);
  if (group === FLEET && kind === "HelmOp") return helmOpStep(namespace, content);
  if (`${group}/${kind}` !== `${HELM}/HelmRelease` && `${group}/${kind}` !== `${KUSTOMIZE}/Kustomization`)
    return undefined;
  const folder = textAt(content, "spec", "path");
  return {
    dependsOn: findMaps(content, "spec.dependsOn.*").flatMap(({ path, value }) => {
      const name = textAt(value, "name");
      return name === undefined
        ? []
        : [
            {
              path: [...path, "name"],
              group,
              kind,
              namespace: textAt(value, "namespace") ?? namespace,
              name,
            },
          ];
    }),
    ...(group !== KUSTOMIZE || folder === undefined ? {} : { folder }),
  };
}

/** A bundle is called after its HelmOp, and waits for others of its namespace. */
const helmOpStep = (namespace: string, content: Json): Step => ({
  dependsOn: findTexts(content, "spec.dependsOn.*.name").map(({ path, value }) => ({
    path,
    group: FLEET,
    kind: "HelmOp",
    namespace,
    name: value,
  })),
});

function applicationStep(namespace: string, content: Json): Step {
  const path = ["metadata", "annotations", DEPENDS_ON];
  const names = textAt(content, ...path)?.split(",") ?? [];
  const folder = textAt(content, "spec", "source", "path");
  return {
    dependsOn: names.map((name) => ({ path, group: ARGO, kind: "Application", namespace, name })),
    ...(folder === undefined ? {} : { folder }),
  };
}

/** Sources and values of Flux' objects, and projects of Argo CD's. https://fluxcd.io/flux/components/ */
export function deliveryReferences(
  group: string,
  kind: string,
  namespace: string,
  content: Json,
): readonly Reference[] {
  if (group === ARGO && kind === "Application")
    return findTexts(content, "spec.project").map(
      ({ path, value }): Reference => ({
        path,
        group: ARGO,
        kind: "AppProject",
        namespace,
        name: value,
        weight: "fails",
      }),
    );
  const isRelease = group === HELM && kind === "HelmRelease";
  if (!isRelease && !(group === KUSTOMIZE && kind === "Kustomization")) return [];
  const sources = isRelease ? ["spec.chart.spec.sourceRef", "spec.chartRef"] : ["spec.sourceRef"];
  const values = isRelease ? "spec.valuesFrom.*" : "spec.postBuild.substituteFrom.*";
  return [
    ...sources.flatMap((pattern) =>
      findMaps(content, pattern).flatMap(({ path, value }): Reference[] => {
        const [target, name] = [textAt(value, "kind"), textAt(value, "name")];
        return target === undefined || name === undefined
          ? []
          : [
              {
                path: [...path, "name"],
                group: SOURCE,
                kind: target,
                namespace: textAt(value, "namespace") ?? namespace,
                name,
                weight: "fails",
              },
            ];
      }),
    ),
    ...findMaps(content, values).flatMap(({ path, value }): Reference[] => {
      const [target, name] = [textAt(value, "kind"), textAt(value, "name")];
      if (target === undefined || name === undefined || value.optional === true) return [];
      const part = isRelease ? (textAt(value, "valuesKey") ?? "values.yaml") : undefined;
      return [
        {
          path: [...path, "name"],
          group: "",
          kind: target,
          namespace,
          name,
          weight: "fails",
          ...(part === undefined ? {} : { part }),
          ...(value.valuesKey === undefined ? {} : { partPath: [...path, "valuesKey"] }),
        },
      ];
    }),
    ...findTexts(content, "spec.serviceAccountName").map(
      ({ path, value }): Reference => ({
        path,
        group: "",
        kind: "ServiceAccount",
        namespace,
        name: value,
        weight: "fails",
      }),
    ),
  ];
}
