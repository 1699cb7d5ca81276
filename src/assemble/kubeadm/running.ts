import type { RunningNodes } from "../distributions/model.ts";
import { loginOf } from "../nodes/login.ts";
import { STAGED } from "../nodes/paths.ts";
import { CONFIGURATION, KUBERNETES_FOLDER } from "./paths.ts";

/** kubeadm's nodes that run. */
export const RUNNING: RunningNodes = {
  releaseVariable: "kubernetes_version",
  configuration: CONFIGURATION,
  rereads: `^(${CONFIGURATION}/|/etc/containerd/|${STAGED}${KUBERNETES_FOLDER}/)`,
  releaseName: "Kubernetes",
  restarts: "containerd and the kubelet restart where their files changed, and pods go on running.",
  stays: "The kubelet goes on running.",
  first: "installed once, before anything else could be",
  // https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-reset/
  takeOff: (plan, node) => `ssh ${loginOf(plan, node)} sudo kubeadm reset --force`,
};
