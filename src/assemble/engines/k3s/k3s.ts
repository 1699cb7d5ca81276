import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Component, Plan } from "../../../plan/model.ts";
import { getAt, type JsonObject, type Path } from "../../../values/json.ts";
import { newerHelmController } from "../../k3s/helm-controller.ts";
import { TIMEOUT } from "../fields.ts";
import { olderK3s } from "../messages.ts";
import type { DeliveryEngine, ReadRelease } from "../model.ts";
import { K3S_TEXT } from "./readme.ts";
import { RELEASE } from "./release.ts";
import { K3S_RENDERED } from "./rendered.ts";

const stays = ({ blueprint: { manifest } }: Component): boolean =>
  manifest.chart?.crds === "templates" || manifest.chart?.deleteHooks === true;

/** K3s alone: the umbrella's children are HelmCharts, and people apply it. https://docs.k3s.io/add-ons/helm */
export const K3S_ENGINE: DeliveryEngine = {
  title: "K3s",
  namespace: "kube-system",
  // Nothing is pruned: people remove what they applied.
  noPrune: {},
  umbrellaNoPrune: {},
  keepsData: stays,
  decrypts: false,
  releaseFaults,
  brought: [],
  template: RELEASE,
  fields: {
    timeout: TIMEOUT,
    bootstrap: {
      schema: { type: "boolean", description: "Whether nodes without a pod network need it." },
      value: ({ blueprint }) => blueprint.manifest.bootstrap !== undefined,
    },
    stays: {
      schema: {
        type: "boolean",
        description: "Whether the release is left when its component goes, as CRDs or data would go with it.",
      },
      value: stays,
    },
  },
  watch: ["kubectl -n kube-system get helmcharts,jobs"],
  read,
  // There is nothing that follows Git.
  addEntry: () => {},
  readme: K3S_TEXT,
  rendered: K3S_RENDERED,
};

/** Plain objects ask nothing of the Helm controller. */
function releaseFaults(plan: Plan): readonly Diagnostic[] {
  const needed = newerHelmController(plan);
  return needed === undefined
    ? []
    : [olderK3s(plan.homelab.kubernetes.version, needed, plan.tracked.originOf(["kubernetes", "version"]))];
}

function read(object: JsonObject): ReadRelease | undefined {
  if (object.kind !== "HelmChart") return undefined;
  const text = (path: Path) => String(getAt(object, path) ?? "");
  return {
    name: text(["metadata", "name"]),
    namespace: text(["spec", "targetNamespace"]),
    chart: text(["spec", "chart"]).split("/").at(-1) ?? "",
    version: text(["spec", "version"]),
    values: getAt(object, ["spec", "values"]) ?? {},
  };
}
