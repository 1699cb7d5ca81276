import type { Component } from "../../../plan/model.ts";
import { getAt, type JsonObject, type Path } from "../../../values/json.ts";
import type { DeliveryEngine, ReadRelease } from "../model.ts";
import { addEntry } from "./entry.ts";
import { FLEET_LOCAL } from "./names.ts";
import { FLEET_TEXT } from "./readme.ts";
import { RELEASE } from "./release.ts";

const stays = ({ blueprint }: Component): boolean => blueprint.manifest.chart?.deleteHooks ?? false;

/** Rancher's Fleet: the umbrella's children are HelmOps, raw manifests are bundles. https://fleet.rancher.io/ */
export const FLEET_ENGINE: DeliveryEngine = {
  title: "Fleet",
  namespace: FLEET_LOCAL,
  // Each bundle is a release of Helm. https://helm.sh/docs/howto/charts_tips_and_tricks/
  noPrune: { "helm.sh/resource-policy": "keep" },
  umbrellaNoPrune: {},
  keepsData: stays,
  decrypts: false,
  // Fleet makes the namespace that its own cluster is registered in.
  brought: [{ group: "", kind: "Namespace", name: FLEET_LOCAL }],
  template: RELEASE,
  fields: {
    adopts: {
      schema: { type: "boolean", description: "Whether K3s has installed it before." },
      value: ({ blueprint }) => blueprint.manifest.bootstrap !== undefined,
    },
    stays: {
      schema: {
        type: "boolean",
        description:
          "Whether what was installed is left when the component goes, as the chart would then remove data.",
      },
      value: stays,
    },
  },
  watch: [`kubectl -n ${FLEET_LOCAL} get gitrepos,helmops,bundles`],
  read,
  addEntry,
  readme: FLEET_TEXT,
};

function read(object: JsonObject): ReadRelease | undefined {
  if (object.kind !== "HelmOp") return undefined;
  const text = (path: Path) => String(getAt(object, path) ?? "");
  // In a registry the chart is the last part of the address.
  const inRegistry = text(["spec", "helm", "repo"]).split("/").at(-1) ?? "";
  return {
    name: text(["spec", "helm", "releaseName"]),
    namespace: text(["spec", "defaultNamespace"]),
    chart: text(["spec", "helm", "chart"]) || inRegistry,
    version: text(["spec", "helm", "version"]),
    values: getAt(object, ["spec", "helm", "values"]) ?? {},
  };
}
