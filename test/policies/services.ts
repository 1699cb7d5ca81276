import type { KubernetesObject } from "../support/cluster.ts";

/** Pods that a workload makes, all alike. */
export interface Pods {
  readonly owner: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: KubernetesObject;
}

const templateOf = ({ kind, spec }: KubernetesObject): KubernetesObject =>
  kind === "CronJob" ? spec.jobTemplate.spec.template : kind === "Pod" ? undefined : spec?.template;

/** The pods of every workload among objects, and of those that the Prometheus operator makes. */
export const podsOf = (objects: readonly KubernetesObject[]): readonly Pods[] =>
  objects.flatMap((object) => {
    const operated = OPERATED[object.kind];
    const owner = `${object.kind} ${object.metadata.namespace}/${object.metadata.name}`;
    const { namespace } = object.metadata;
    if (operated !== undefined) return [{ owner, namespace, ...operated(object) }];
    if (!["Deployment", "DaemonSet", "StatefulSet", "Job", "CronJob"].includes(object.kind)) return [];
    const template = templateOf(object);
    return [{ owner, namespace, labels: template.metadata?.labels ?? {}, spec: template.spec }];
  });

/** https://github.com/prometheus-operator/prometheus-operator, pkg/prometheus/server and pkg/alertmanager: labels of pods. */
const OPERATED: Readonly<Record<string, (object: KubernetesObject) => Pick<Pods, "labels" | "spec">>> = {
  Prometheus: (object) => operatedPod(object, "prometheus", 9090),
  Alertmanager: (object) => operatedPod(object, "alertmanager", 9093),
};

const operatedPod = ({ metadata, spec }: KubernetesObject, name: string, port: number) => ({
  labels: {
    [name]: metadata.name,
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/instance": metadata.name,
    "app.kubernetes.io/managed-by": "prometheus-operator",
    "operator.prometheus.io/name": metadata.name,
  },
  spec: {
    serviceAccountName: spec.serviceAccountName,
    containers: [
      {
        name,
        ports: [
          { name: spec.portName ?? "http-web", containerPort: port },
          { name: "reloader-web", containerPort: 8080 },
        ],
      },
    ],
  },
});

export const fits = (
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean => Object.entries(selector).every(([key, value]) => labels[key] === value);

/** Pods behind a port of a Service, and the port on which they listen. */
export function behind(
  objects: readonly KubernetesObject[],
  pods: readonly Pods[],
  namespace: string,
  name: string,
  port: number | string,
): readonly { readonly pods: Pods; readonly port: number }[] {
  const service = objects.find(
    ({ kind, metadata }) => kind === "Service" && metadata.namespace === namespace && metadata.name === name,
  );
  const found = service?.spec.ports.find(
    (each: KubernetesObject) => each.port === port || each.name === port,
  );
  if (found === undefined) return [];
  return pods
    .filter(
      (each) => each.namespace === namespace && fits(service.spec.selector ?? { none: "" }, each.labels),
    )
    .flatMap((each) => {
      const target = containerPort(each, found.targetPort ?? found.port);
      return target === undefined ? [] : [{ pods: each, port: target }];
    });
}

/** The number of a port that a pod names. */
export function containerPort({ spec }: Pods, port: number | string): number | undefined {
  if (typeof port === "number") return port;
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  return containers
    .flatMap(({ ports }: KubernetesObject) => ports ?? [])
    .find(({ name }: KubernetesObject) => name === port)?.containerPort;
}
