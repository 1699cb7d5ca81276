import { RENDERED, RENDERED_CRDS, RENDERED_RELEASES } from "../../rendered/model.ts";
import type { RenderedDelivery } from "../model.ts";
import { repositoryPath } from "../repository.ts";
import { addApplications, application } from "./entry.ts";
import { ARGO_CD } from "./names.ts";
import { ARGO_CD_RENDERED_TEXT } from "./readme.ts";
import { wavesOf } from "./waves.ts";

const WAVE = "argocd.argoproj.io/sync-wave";

/** The Application of all kinds; names of components have no dot. */
const CRDS = "first.crds";

/** Argo CD applies the rendered objects by one Application for each component, in the waves that releases would have. */
export const ARGO_CD_RENDERED: RenderedDelivery = {
  // https://argo-cd.readthedocs.io/en/stable/user-guide/helm/#helm-hooks; of objects that no chart is asked for, too.
  hooks: "kept",
  watch: ["kubectl -n argocd get applications --watch"],
  readme: ARGO_CD_RENDERED_TEXT,
  addEntry(tree, plan, components, _secrets, releases) {
    const path = repositoryPath(plan);
    const waves = wavesOf(plan);
    addApplications(tree, plan, components, [], { path: `${path}/${RENDERED_RELEASES}` });
    const written: string[] = [];
    const add = (name: string, namespace: string, folder: string, wave: number) => {
      tree.yaml(
        `${RENDERED_RELEASES}/${name}.yaml`,
        application(plan, name, namespace, { path: `${path}/${folder}` }, { [WAVE]: String(wave) }),
      );
      written.push(`${name}.yaml`);
    };
    if (releases.some(({ crds }) => crds !== undefined)) add(CRDS, ARGO_CD, RENDERED_CRDS, 0);
    for (const { component } of components) {
      const release = releases.find((one) => one.component === component.name);
      if (release === undefined || Object.keys(release.main).length === 0) continue;
      add(
        component.name,
        component.namespace,
        `${RENDERED}/${component.name}`,
        waves.get(component.name) ?? 1,
      );
    }
    tree.yaml(`${RENDERED_RELEASES}/kustomization.yaml`, {
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      resources: [...(plan.namespaces.length === 0 ? [] : ["../_namespaces"]), ...written.sort()],
    });
  },
};
