import { getAt, type JsonObject, type Path } from "../../../values/json.ts";
import { CRDS, TIMEOUT } from "../fields.ts";
import type { DeliveryEngine, ReadRelease } from "../model.ts";
import { addEntry, FLUX, FLUX_AGE_SECRET } from "./entry.ts";
import { FLUX_TEXT } from "./readme.ts";
import { RELEASE } from "./release.ts";
import { FLUX_RENDERED } from "./rendered.ts";

/** Flux: the umbrella's children are HelmReleases. https://fluxcd.io/flux/ */
export const FLUX_ENGINE: DeliveryEngine = {
  title: "Flux",
  namespace: FLUX,
  // https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
  noPrune: { "kustomize.toolkit.fluxcd.io/prune": "disabled" },
  umbrellaNoPrune: {},
  // By a patch of each release.
  keepsData: () => true,
  decrypts: true,
  // What `flux bootstrap` makes, and the Secret whose making the README of the output tells.
  brought: [
    { group: "", kind: "Namespace", name: FLUX },
    { group: "source.toolkit.fluxcd.io", kind: "GitRepository", namespace: FLUX, name: FLUX },
    { group: "", kind: "Secret", namespace: FLUX, name: FLUX_AGE_SECRET },
  ],
  template: RELEASE,
  fields: {
    timeout: TIMEOUT,
    crds: CRDS,
    hooks: {
      schema: { type: "boolean", description: "Whether the chart's hooks run." },
      value: ({ blueprint }) => blueprint.manifest.chart?.hooks ?? true,
    },
  },
  watch: ["flux get helmreleases --all-namespaces", "flux get kustomizations"],
  read,
  addEntry,
  readme: FLUX_TEXT,
  rendered: FLUX_RENDERED,
};

function read(object: JsonObject): ReadRelease | undefined {
  if (object.kind !== "HelmRelease") return undefined;
  const text = (path: Path) => String(getAt(object, path) ?? "");
  return {
    name: text(["spec", "releaseName"]),
    namespace: text(["spec", "targetNamespace"]),
    chart: text(["spec", "chart", "spec", "chart"]),
    version: text(["spec", "chart", "spec", "version"]),
    values: getAt(object, ["spec", "values"]) ?? {},
  };
}
