import type { Homelab } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import { K3S_DISTRIBUTION } from "../k3s/k3s.ts";
import { KUBEADM } from "../kubeadm/kubeadm.ts";
import type { Distribution } from "./model.ts";

/** By the values of `kubernetes.distribution`. */
const DISTRIBUTIONS: Readonly<Record<Homelab["kubernetes"]["distribution"], Distribution>> = {
  k3s: K3S_DISTRIBUTION,
  kubeadm: KUBEADM,
};

/** Whose distribution's folder a path of the output is in, if any's. */
export const distributionAt = (path: string): Distribution | undefined =>
  Object.values(DISTRIBUTIONS).find(({ folder }) => path.startsWith(`${folder}/`));

export const distributionOf = ({ homelab }: Plan): Distribution =>
  DISTRIBUTIONS[homelab.kubernetes.distribution];
