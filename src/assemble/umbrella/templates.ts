/**
 * The Go templates of the umbrella chart for Flux. They are fixed: what differs from homelab to homelab is in
 * values.yaml, and a user's text never becomes a part of a template.
 */

/**
 * One HelmRelease with its HelmRepository. https://fluxcd.io/flux/components/helm/helmreleases/
 * Hooks never run when a release goes: they are there to take along what was left, which is the data (that of Longhorn
 * deletes all volumes, that of Velero its kinds), and one that fails keeps the release from going. Volumes and kinds stay,
 * as those of raw manifests do.
 */
export const FLUX_RELEASE = `{{- define "homelab.release" -}}
{{- $root := .root -}}
{{- $name := .name -}}
{{- $component := index $root.Values.components $name -}}
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata:
  name: {{ $name }}
  namespace: {{ $component.namespace }}
spec:
  interval: 1h
  {{- if hasPrefix "oci://" $component.repository }}
  type: oci
  {{- end }}
  url: {{ $component.repository | quote }}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: {{ $name }}
  namespace: {{ $component.namespace }}
spec:
  interval: 1h
  timeout: {{ $component.timeout }}
  releaseName: {{ $component.releaseName }}
  targetNamespace: {{ $component.namespace }}
  storageNamespace: {{ $component.namespace }}
  chart:
    spec:
      chart: {{ $component.chart }}
      version: {{ $component.version | quote }}
      sourceRef:
        kind: HelmRepository
        name: {{ $name }}
  {{- with $component.dependsOn }}
  dependsOn:
    {{- range . }}
    - name: {{ . }}
      namespace: {{ (index $root.Values.components .).namespace }}
    {{- end }}
  {{- end }}
  driftDetection:
    mode: enabled
  install:
    crds: {{ eq $component.crds "folder" | ternary "CreateReplace" "Skip" }}
    disableHooks: {{ not $component.hooks }}
    disableWait: {{ not $root.Values.wait }}
    strategy:
      name: RetryOnFailure
      retryInterval: 1m
  upgrade:
    crds: {{ eq $component.crds "folder" | ternary "CreateReplace" "Skip" }}
    disableHooks: {{ not $component.hooks }}
    disableWait: {{ not $root.Values.wait }}
    strategy:
      name: RetryOnFailure
      retryInterval: 1m
  uninstall:
    disableHooks: true
  postRenderers:
    - kustomize:
        patches:
          {{- range $kind, $version := dict "CustomResourceDefinition" "apiextensions.k8s.io/v1" "PersistentVolume" "v1" "PersistentVolumeClaim" "v1" }}
          - target:
              kind: {{ $kind }}
            patch: |
              apiVersion: {{ $version }}
              kind: {{ $kind }}
              metadata:
                name: every-one
                annotations:
                  helm.sh/resource-policy: keep
          {{- end }}
  {{- with $component.values }}
  values:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
`;

/** Namespaces stay when the umbrella is uninstalled: with them everything in them would go. */
export const NAMESPACES = `{{- range $name, $namespace := .Values.namespaces }}
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
{{- end }}
`;

/** The template of one component: the name is an RFC 1123 label. */
export const releaseTemplate = (name: string): string =>
  `{{- include "homelab.release" (dict "root" . "name" "${name}") }}\n`;

/** What `helm install` prints. */
export const NOTES = `{{ .Chart.Name }} {{ .Chart.Version }}: {{ len .Values.components }} releases.
Watch them come up: flux get helmreleases --all-namespaces
`;
