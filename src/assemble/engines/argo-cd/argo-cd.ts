import { getAt, type JsonObject, type Path } from "../../../values/json.ts";
import { CRDS } from "../fields.ts";
import type { DeliveryEngine, ReadRelease } from "../model.ts";
import { addEntry } from "./entry.ts";
import { labsEntry } from "./labs.ts";
import { ARGO_CD } from "./names.ts";
import { ARGO_CD_TEXT } from "./readme.ts";
import { RELEASE } from "./release.ts";
import { ARGO_CD_RENDERED } from "./rendered.ts";
import { wavesOf } from "./waves.ts";

/**
 * What stays does not count as a difference either: an Application would say OutOfSync from then on.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources
 * https://argo-cd.readthedocs.io/en/stable/user-guide/compare-options/
 */
const NO_PRUNE = {
  "argocd.argoproj.io/compare-options": "IgnoreExtraneous",
  "argocd.argoproj.io/sync-options": "Prune=false,Delete=false",
};

/** Argo CD: the umbrella's children are Applications in sync waves. https://argo-cd.readthedocs.io/ */
export const ARGO_CD_ENGINE: DeliveryEngine = {
  title: "Argo CD",
  namespace: ARGO_CD,
  noPrune: NO_PRUNE,
  umbrellaNoPrune: NO_PRUNE,
  // An Application that stays takes all along when a person removes it.
  keepsData: () => false,
  decrypts: false,
  brought: [],
  template: RELEASE,
  fields: {
    wave: {
      schema: { type: "integer", minimum: 1, description: "Sync wave." },
      value: ({ name }, plan) => wavesOf(plan).get(name) ?? 1,
    },
    crds: CRDS,
    stays: {
      schema: {
        type: "boolean",
        description:
          "Whether the release is left when its component goes, as the chart would then remove data.",
      },
      value: ({ blueprint }) => blueprint.manifest.chart?.deleteHooks ?? false,
    },
  },
  watch: ["kubectl -n argocd get applications --watch"],
  read,
  addEntry,
  labsEntry,
  readme: ARGO_CD_TEXT,
  rendered: ARGO_CD_RENDERED,
};

function read(object: JsonObject): ReadRelease | undefined {
  if (object.kind !== "Application" || getAt(object, ["spec", "source", "chart"]) === undefined)
    return undefined;
  const text = (path: Path) => String(getAt(object, path) ?? "");
  return {
    name: text(["spec", "source", "helm", "releaseName"]),
    namespace: text(["spec", "destination", "namespace"]),
    chart: text(["spec", "source", "chart"]),
    version: text(["spec", "source", "targetRevision"]),
    values: getAt(object, ["spec", "source", "helm", "valuesObject"]) ?? {},
  };
}
