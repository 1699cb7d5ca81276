import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import { urlHost } from "../../values/address.ts";
import { command } from "../nodes/paths.ts";
import { isFounder, serversOf } from "../nodes/servers.ts";
import { script } from "../nodes/shell.ts";
import { datastoreOf } from "./datastore.ts";
import { JOIN_COMMAND, MANIFESTS_FOLDER } from "./paths.ts";

/** Where K3s keeps etcd. https://docs.k3s.io/datastore */
const ETCD = "/var/lib/rancher/k3s/server/db/etcd";
/** In memory: a cluster that is restored later must not be told to join. */
const ANSWER = "/run/k8sgen/join";

/** The server that founds the cluster, where others could run already when it is made anew. */
export const mayJoin = (plan: Plan, node: Node): boolean =>
  isFounder(plan, node) && serversOf(plan).length > 1 && datastoreOf(plan) === undefined;

/**
 * Lets the first server join where it has no data and another one answers: on a new card it would found a second cluster
 * beside the one that runs. `K3S_URL` is the flag `--server`: https://docs.k3s.io/cli/server#cluster-options. Any answer in
 * HTTP will do, also one that says that etcd has lost its majority.
 */
export function joinOthers(plan: Plan): string {
  const { apiHost, apiPort } = plan.facts;
  const [, ...others] = serversOf(plan);
  const places = [apiHost, ...others.map(({ address }) => address)].map(
    (host) => `${urlHost(host)}:${apiPort}`,
  );
  return script(
    [
      "#!/bin/sh",
      "# Made anew while other servers run, this node joins them: K3s would found a second cluster otherwise.",
    ],
    [
      `rm -f ${ANSWER}`,
      `[ ! -e ${ETCD} ] || exit 0`,
      `for place in ${[...new Set(places)].map((place) => `'${place}'`).join(" ")}; do`,
      '  curl --insecure --silent --max-time 5 --output /dev/null "https://$place/ping" || continue',
      `  install -d -m 0700 ${ANSWER.slice(0, ANSWER.lastIndexOf("/"))}`,
      `  echo "K3S_URL=https://$place" > ${ANSWER}`,
      "  # What the cluster began with is there, and has been handed over.",
      `  for file in ${MANIFESTS_FOLDER}/[0-9][0-9]-*.yaml; do touch "$file.skip"; done`,
      "  break",
      "done",
      "exit 0",
    ],
  );
}

/** Lines of the unit's section Service. A file of variables is read when ExecStart begins, behind ExecStartPre. */
export const joinUnit = (): readonly string[] => [
  `ExecStartPre=${command(JOIN_COMMAND)}`,
  `EnvironmentFile=-${ANSWER}`,
];
