import type { NoPruneMark } from "../manifests.ts";

/**
 * The Go templates of the umbrella chart, beside that of a release, which is the engine's. They are fixed: what differs from
 * homelab to homelab is in values.yaml, and a user's text never becomes a part of a template.
 */

/** Namespaces stay when the umbrella is uninstalled: with them everything in them would go. */
export const namespaces = (
  noPrune: NoPruneMark,
  key = "namespaces",
): string => `{{- range $name, $namespace := .Values.${key} }}
---
apiVersion: v1
kind: Namespace
metadata:
  name: {{ $name }}
  labels:
    pod-security.kubernetes.io/enforce: {{ $namespace.podSecurity }}
    pod-security.kubernetes.io/warn: {{ $namespace.podSecurity }}
  annotations:
    helm.sh/resource-policy: keep
${Object.entries(noPrune)
  .map(([name, value]) => `    ${name}: ${value}\n`)
  .join("")}{{- end }}
`;

/** The template of one component: the name is an RFC 1123 label. */
export const releaseTemplate = (name: string): string =>
  `{{- include "homelab.release" (dict "root" . "name" "${name}") }}\n`;

/** What `helm install` prints. */
export const notes = (
  watch: string,
): string => `{{ .Chart.Name }} {{ .Chart.Version }}: {{ len .Values.components }} releases.
Watch them come up: ${watch}
`;
