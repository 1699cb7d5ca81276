import type { DeliveryEngine } from "../model.ts";
import { namespaceOf } from "./namespace.ts";
import { HELM_TEXT } from "./readme.ts";
import { added, addOneRelease, holds, KEPT, read } from "./umbrella.ts";
import { vendors } from "./vendors.ts";

/** Helm alone: the umbrella is one release with real dependencies, and people install it. https://helm.sh/docs/ */
export const HELM_ENGINE: DeliveryEngine = {
  title: "Helm",
  namespace: "default",
  noPrune: KEPT,
  umbrellaNoPrune: {},
  keepsData: () => false,
  decrypts: false,
  brought: [],
  template: "",
  fields: {},
  watch: ["kubectl get pods --all-namespaces"],
  // There is one release only, which is read back from the umbrella's values.
  read: () => undefined,
  umbrella: { add: addOneRelease, vendors, namespace: namespaceOf, holds, read, added },
  // There is nothing that follows Git.
  addEntry: () => {},
  readme: HELM_TEXT,
};
