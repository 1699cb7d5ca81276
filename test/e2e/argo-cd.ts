import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { getAt, isObject, type JsonObject } from "../../src/values/json.ts";
import { builtProgram, type Cluster } from "./cluster.ts";
import { freePorts, type Running, start, until } from "./process.ts";

export const APPLICATION = ["argoproj.io/v1alpha1", "Application"] as const;
export const ARGO_CD = "argocd";

/**
 * The repo-server and the application-controller of Argo CD, beside the cluster instead of in it, with the settings of the
 * objects that the chart has installed, and a cache of their own.
 */
export async function startArgoCd(cluster: Cluster): Promise<readonly Running[]> {
  const folder = join(cluster.folder, "argo-cd");
  for (const name of ["ssh", "tls", "plugins", "home", "temporary", "bin"])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "ssh/ssh_known_hosts"), "");
  for (const name of ["helm", "kustomize"] as const)
    symlinkSync(builtProgram(name), join(folder, "bin", name));
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, inNamespace(readFileSync(cluster.kubeconfig, "utf8")), { mode: 0o600 });
  const ports = (await freePorts(4)).map((port) => `127.0.0.1:${port}`);
  const [cache = "", repository = "", health = "", metrics = ""] = ports;
  const portOf = (address: string) => address.split(":")[1] ?? "";
  const common = {
    KUBECONFIG: kubeconfig,
    HOME: join(folder, "home"),
    TMPDIR: join(folder, "temporary"),
    PATH: `${join(folder, "bin")}:${process.env.PATH}`,
    ARGOCD_FAKE_IN_CLUSTER: "true",
    ARGOCD_GPG_ENABLED: "false",
    ARGOCD_SSH_DATA_PATH: join(folder, "ssh"),
    ARGOCD_TLS_DATA_PATH: join(folder, "tls"),
    ARGOCD_PLUGINSOCKFILEPATH: join(folder, "plugins"),
    ARGOCD_ASK_PASS_SOCK: join(folder, "ask-pass.sock"),
  };
  const run = async (name: string, kind: string, args: readonly string[], healthy: string) => {
    const env = await settingsOf(cluster, kind, `argocd-${name}`);
    const running = start(name, folder, builtProgram("argo-cd"), [name, ...args], { ...env, ...common });
    await until(
      async () => {
        running.check();
        const answer = await fetch(`http://${healthy}/healthz`).catch(() => undefined);
        return answer?.ok === true ? true : undefined;
      },
      60,
      running.log,
    );
    return running;
  };
  return [
    start("redis", folder, builtProgram("redis"), [cache]),
    await run(
      "repo-server",
      "Deployment",
      [
        ...["--address", "127.0.0.1", "--port", portOf(repository), "--disable-tls", "--redis", cache],
        ...["--metrics-address", "127.0.0.1", "--metrics-port", portOf(health)],
      ],
      health,
    ),
    await run(
      "application-controller",
      "StatefulSet",
      [
        ...["--kubeconfig", kubeconfig, "--namespace", ARGO_CD, "--redis", cache],
        ...["--repo-server", repository, "--repo-server-plaintext", "--metrics-port", portOf(metrics)],
      ],
      metrics,
    ),
  ];
}

/** What a container takes from ConfigMaps, as variables; passwords of the cache are none of it. */
async function settingsOf({ api }: Cluster, kind: string, name: string): Promise<Record<string, string>> {
  const workload = await api.get("apps/v1", kind, ARGO_CD, name);
  const containers = getAt(workload ?? {}, ["spec", "template", "spec", "containers"]);
  const variables = getAt(Array.isArray(containers) ? (containers[0] ?? {}) : {}, ["env"]);
  const found: Record<string, string> = {};
  for (const variable of Array.isArray(variables) ? variables.filter(isObject) : []) {
    const source = getAt(variable, ["valueFrom", "configMapKeyRef"]);
    if (!isObject(source)) continue;
    const map = await api.get("v1", "ConfigMap", ARGO_CD, String(source.name));
    const value = getAt(map ?? {}, ["data", String(source.key)]);
    if (typeof value === "string") found[String(variable.name)] = value;
  }
  return found;
}

/** A kubeconfig whose context is the namespace that Argo CD runs in. */
function inNamespace(text: string): string {
  const config = JSON.parse(text) as { readonly contexts: readonly { readonly context: JsonObject }[] };
  const contexts = config.contexts.map((one) => ({
    ...one,
    context: { ...one.context, namespace: ARGO_CD },
  }));
  return JSON.stringify({ ...config, contexts });
}
