import type { RenderedDelivery } from "../model.ts";
import { K3S_RENDERED_TEXT } from "./readme.ts";

/** Nothing follows Git: people apply the folders in their order, as the README tells. */
export const K3S_RENDERED: RenderedDelivery = {
  hooks: { runs: {} },
  watch: ["kubectl get pods --all-namespaces --watch"],
  readme: K3S_RENDERED_TEXT,
  addEntry: () => {},
};
