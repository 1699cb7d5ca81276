import type { Plan } from "../../plan/model.ts";
import { ARGO_CD_ENGINE } from "./argo-cd/argo-cd.ts";
import { FLEET_ENGINE } from "./fleet/fleet.ts";
import { FLUX_ENGINE } from "./flux/flux.ts";
import { HELM_ENGINE } from "./helm/helm.ts";
import { K3S_ENGINE } from "./k3s/k3s.ts";
import type { DeliveryEngine } from "./model.ts";
import { engineKey } from "./repository.ts";

/** By their keys below `delivery`. */
export const ENGINES: Readonly<Record<string, DeliveryEngine>> = {
  argoCd: ARGO_CD_ENGINE,
  fleet: FLEET_ENGINE,
  flux: FLUX_ENGINE,
  helm: HELM_ENGINE,
  k3s: K3S_ENGINE,
};

/** The engine of a homelab that `engineFaults` found nothing wrong with. */
export function engineOf(plan: Plan): DeliveryEngine {
  const key = engineKey(plan);
  const engine = ENGINES[key];
  if (engine === undefined) throw new Error(`there is no engine for delivery.${key}`);
  return engine;
}
