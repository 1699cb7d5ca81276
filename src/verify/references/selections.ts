import { getAt, type Json, type Path } from "../../values/json.ts";
import { ciliumSelections } from "./cilium.ts";
import { find, findMaps, findTexts, textAt } from "./find.ts";
import type { Namespaces, Selection } from "./model.ts";
import { isEmpty, plainSelector, selectorOf } from "./selector.ts";

/** The selectors of an object. Empty ones select all there is, and are left out. */
export function selectionsOf(
  kind: string,
  namespace: string | undefined,
  content: Json,
): readonly Selection[] {
  const own = namespace ?? "";
  return selections(kind, own, content).filter(({ selector }) => !isEmpty(selector));
}

function selections(kind: string, own: string, content: Json): readonly Selection[] {
  switch (kind) {
    case "/Service":
      return service(own, content);
    case "policy/PodDisruptionBudget":
      return findMaps(content, "spec.selector").map(({ path, value }) => ({
        path,
        of: "pods",
        namespaces: [own],
        selector: selectorOf(value),
      }));
    case "networking.k8s.io/NetworkPolicy":
      return networkPolicy(own, content);
    case "cilium.io/CiliumNetworkPolicy":
      return ciliumSelections(content, own);
    case "cilium.io/CiliumClusterwideNetworkPolicy":
      return ciliumSelections(content, undefined);
    case "monitoring.coreos.com/ServiceMonitor":
      return monitor(own, content, "services", "spec.endpoints.*.port");
    case "monitoring.coreos.com/PodMonitor":
      return monitor(own, content, "pods", "spec.podMetricsEndpoints.*.port");
    default:
      return [];
  }
}

function service(own: string, content: Json): readonly Selection[] {
  if (getAt(content, ["spec", "type"]) === "ExternalName") return [];
  const ports = findTexts(content, "spec.ports.*.targetPort").map(({ path, value }) => ({
    path,
    name: value,
  }));
  return findMaps(content, "spec.selector").map(({ path, value }) => ({
    path,
    of: "pods",
    namespaces: [own],
    selector: plainSelector(value),
    ...(ports.length === 0 ? {} : { ports }),
  }));
}

function networkPolicy(own: string, content: Json): readonly Selection[] {
  const peers = ["spec.ingress.*.from.*", "spec.egress.*.to.*"].flatMap((pattern) =>
    findMaps(content, pattern),
  );
  return [
    ...findMaps(content, "spec.podSelector").map(
      ({ path, value }): Selection => ({ path, of: "pods", namespaces: [own], selector: selectorOf(value) }),
    ),
    ...peers.flatMap(({ path, value }) => {
      const [among] = find(value, "namespaceSelector");
      const namespaces = among === undefined ? [own] : namespacesBy(among.value);
      return findMaps(value, "podSelector", path).map(
        (pods): Selection => ({ path: pods.path, of: "pods", namespaces, selector: selectorOf(pods.value) }),
      );
    }),
  ];
}

function namespacesBy(value: Json): Namespaces {
  const selector = selectorOf(value);
  return isEmpty(selector) ? "all" : selector;
}

function monitor(own: string, content: Json, of: Selection["of"], pattern: string): readonly Selection[] {
  const names = findTexts(content, "spec.namespaceSelector.matchNames.*").map(({ value }) => value);
  const ports = findTexts(content, pattern).map(({ path, value }) => ({ path, name: value }));
  const namespaces =
    getAt(content, ["spec", "namespaceSelector", "any"]) === true ? "all" : names.length > 0 ? names : [own];
  return findMaps(content, "spec.selector").map(({ path, value }) => ({
    path,
    of,
    namespaces,
    selector: selectorOf(value),
    ...(ports.length === 0 ? {} : { ports }),
  }));
}

/** Secrets and ConfigMaps that the endpoints of a monitor name. */
export function monitorSecrets(
  kind: string,
  content: Json,
): readonly { path: Path; kind: string; name: string; part: string }[] {
  const list = {
    "monitoring.coreos.com/ServiceMonitor": "spec.endpoints.*",
    "monitoring.coreos.com/PodMonitor": "spec.podMetricsEndpoints.*",
  }[kind];
  if (list === undefined) return [];
  const fields = [
    ["basicAuth.username", "Secret"],
    ["basicAuth.password", "Secret"],
    ["bearerTokenSecret", "Secret"],
    ["authorization.credentials", "Secret"],
    ["tlsConfig.ca.secret", "Secret"],
    ["tlsConfig.ca.configMap", "ConfigMap"],
    ["tlsConfig.cert.secret", "Secret"],
    ["tlsConfig.cert.configMap", "ConfigMap"],
    ["tlsConfig.keySecret", "Secret"],
  ] as const;
  return fields.flatMap(([field, target]) =>
    findMaps(content, `${list}.${field}`).flatMap(({ path, value }) => {
      const [name, part] = [textAt(value, "name"), textAt(value, "key")];
      return name === undefined || part === undefined || value.optional === true
        ? []
        : [{ path: [...path, "key"], kind: target, name, part }];
    }),
  );
}
