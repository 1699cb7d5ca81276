import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Controller } from "../../scripts/control-plane.mjs";
import { builtProgram, type Cluster } from "./cluster.ts";
import { freePorts, type Running, start, until } from "./process.ts";

/** The controllers of Flux, beside the cluster instead of in it, with the flags of their deployments. */
export async function startFlux({ folder, kubeconfig }: Cluster): Promise<readonly Running[]> {
  const [storage, ...ports] = await freePorts(7);
  const controllers: readonly (readonly [name: Controller, flags: readonly string[]])[] = [
    [
      "source-controller",
      [
        `--storage-path=${join(folder, "storage")}`,
        `--storage-addr=127.0.0.1:${storage}`,
        `--storage-adv-addr=127.0.0.1:${storage}`,
      ],
    ],
    ["kustomize-controller", []],
    ["helm-controller", []],
  ];
  mkdirSync(join(folder, "storage"));
  return await Promise.all(
    controllers.map(async ([name, flags], index) => {
      const [metrics, health] = [ports[2 * index], ports[2 * index + 1]];
      // Each keeps files of its own in the temporary folder.
      const temporary = join(folder, `temporary-${name}`);
      mkdirSync(temporary);
      const running = start(
        name,
        folder,
        builtProgram(name),
        [
          "--watch-all-namespaces",
          "--log-level=info",
          `--metrics-addr=127.0.0.1:${metrics}`,
          `--health-addr=127.0.0.1:${health}`,
          ...flags,
        ],
        { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: "flux-system", HOME: temporary, TMPDIR: temporary },
      );
      await until(
        async () => {
          running.check();
          const answer = await fetch(`http://127.0.0.1:${health}/readyz`).catch(() => undefined);
          return answer?.ok === true ? true : undefined;
        },
        60,
        running.log,
      );
      return running;
    }),
  );
}
