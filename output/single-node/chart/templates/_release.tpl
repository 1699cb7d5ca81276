{{- define "homelab.release" -}}
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
          {{- range $kind, $version := dict "CustomResourceDefinition" "apiextensions.k8s.io/v1" "PersistentVolume" "v1" "PersistentVolumeClaim" "v1" "StorageClass" "storage.k8s.io/v1" }}
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
