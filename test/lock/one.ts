import { archive } from "../verify/lab.ts";
import { digestOf, memoryStore } from "./lab.ts";

export const CONFIG =
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: {{ .Release.Namespace }}}\n";

/** The chart of the component `one`, and its digest. */
export const ONE = archive("one", { "templates/a.yaml": CONFIG });
export const DIGEST = `sha256:${digestOf(ONE)}`;

/** A lock that names it. */
export const LOCK = `apiVersion: k8sgen.dev/v1
kind: Lock
charts:
  one:
    chart: one
    repository: https://charts.example.org
    version: 1.0.0
    digest: ${DIGEST}
`;

/** A store that holds it. */
export function holdingOne() {
  const store = memoryStore();
  store.put(DIGEST, ONE);
  return store;
}
