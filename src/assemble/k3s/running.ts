import type { RunningNodes } from "../distributions/model.ts";
import { loginOf } from "../nodes/login.ts";
import { CONFIGURATION } from "./paths.ts";

/** K3s on nodes that run. */
export const RUNNING: RunningNodes = {
  releaseVariable: "k3s_version",
  configuration: CONFIGURATION,
  rereads: "^/etc/(rancher/k3s/|systemd/system/k3s)",
  releaseName: "K3s",
  restarts: "K3s restarts where its files changed, and pods go on running.",
  stays: "K3s goes on running.",
  first: "K3s applies it with its first start alone",
  // K3s' installer leaves this on each node. https://docs.k3s.io/installation/uninstall
  takeOff: (plan, node) =>
    `ssh ${loginOf(plan, node)} sudo ${node.role === "server" ? "k3s-uninstall.sh" : "k3s-agent-uninstall.sh"}`,
};
