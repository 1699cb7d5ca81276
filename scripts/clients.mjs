/**
 * kubectl and flux, whose flags the generated README uses, and promtool, which reads the alert rules. The module of Flux
 * leaves out files that it embeds.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildOfKubernetes, built, compile, KUBERNETES, unpack } from "./modules.mjs";

const FLUX = "v2.9.5";
/** Prometheus 3.14, the image of the chart. */
const PROMETHEUS = "v0.314.0";

/** @type {Record<"kubectl" | "flux" | "promtool", { name: string, build: (draft: string) => void }>} */
const CLIENTS = {
  kubectl: {
    name: `kubectl-${KUBERNETES}`,
    build: (draft) => buildOfKubernetes(draft, "k8s.io/kubernetes/cmd/kubectl"),
  },
  flux: { name: `flux-${FLUX}`, build: buildFlux },
  promtool: { name: `promtool-${PROMETHEUS}`, build: buildPromtool },
};

/**
 * The path of a program, built where it is missing; or why it cannot be had.
 * @param {keyof typeof CLIENTS} client
 */
export const clientPath = (client) => built(CLIENTS[client].name, CLIENTS[client].build);

/** @param {string} draft */
function buildFlux(draft) {
  const module = unpack(draft, `github.com/fluxcd/flux2/v2@${FLUX}`);
  const embedded = join(module, "cmd/flux/manifests/none.yaml");
  mkdirSync(dirname(embedded), { recursive: true });
  writeFileSync(embedded, "{}\n");
  compile(module, "./cmd/flux", join(draft, "program"));
}

/** @param {string} draft */
function buildPromtool(draft) {
  const module = unpack(draft, `github.com/prometheus/prometheus@${PROMETHEUS}`);
  compile(module, "./cmd/promtool", join(draft, "program"));
}
