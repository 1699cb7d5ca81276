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
          - target:
              group: apiextensions.k8s.io
              kind: CustomResourceDefinition
            patch: |
              apiVersion: apiextensions.k8s.io/v1
              kind: CustomResourceDefinition
              metadata:
                name: every-one
                annotations:
                  helm.sh/resource-policy: keep
          - target:
              kind: Namespace
            patch: |
              apiVersion: v1
              kind: Namespace
              metadata:
                name: every-one
                annotations:
                  helm.sh/resource-policy: keep
          - target:
              kind: PersistentVolume
            patch: |
              apiVersion: v1
              kind: PersistentVolume
              metadata:
                name: every-one
                annotations:
                  helm.sh/resource-policy: keep
          - target:
              kind: PersistentVolumeClaim
            patch: |
              apiVersion: v1
              kind: PersistentVolumeClaim
              metadata:
                name: every-one
                annotations:
                  helm.sh/resource-policy: keep
          - target:
              group: storage.k8s.io
              kind: StorageClass
            patch: |
              apiVersion: storage.k8s.io/v1
              kind: StorageClass
              metadata:
                name: every-one
                annotations:
                  helm.sh/resource-policy: keep
          - target:
              group: postgresql.cnpg.io
              kind: Cluster
            patch: |
              apiVersion: postgresql.cnpg.io/v1
              kind: Cluster
              metadata:
                name: every-one
                annotations:
                  helm.sh/resource-policy: keep
          - target:
              group: postgresql.cnpg.io
              kind: Database
            patch: |
              apiVersion: postgresql.cnpg.io/v1
              kind: Database
              metadata:
                name: every-one
                annotations:
                  helm.sh/resource-policy: keep
          - target:
              group: k8s.mariadb.com
              kind: MariaDB
            patch: |
              apiVersion: k8s.mariadb.com/v1
              kind: MariaDB
              metadata:
                name: every-one
                annotations:
                  helm.sh/resource-policy: keep
          - target:
              group: ceph.rook.io
              kind: CephCluster
            patch: |
              apiVersion: ceph.rook.io/v1
              kind: CephCluster
              metadata:
                name: every-one
                annotations:
                  helm.sh/resource-policy: keep
          - target:
              group: ceph.rook.io
              kind: CephBlockPool
            patch: |
              apiVersion: ceph.rook.io/v1
              kind: CephBlockPool
              metadata:
                name: every-one
                annotations:
                  helm.sh/resource-policy: keep
          - target:
              group: ceph.rook.io
              kind: CephFilesystem
            patch: |
              apiVersion: ceph.rook.io/v1
              kind: CephFilesystem
              metadata:
                name: every-one
                annotations:
                  helm.sh/resource-policy: keep
          - target:
              group: ceph.rook.io
              kind: CephObjectStore
            patch: |
              apiVersion: ceph.rook.io/v1
              kind: CephObjectStore
              metadata:
                name: every-one
                annotations:
                  helm.sh/resource-policy: keep
          - target:
              group: longhorn.io
              kind: Volume
            patch: |
              apiVersion: longhorn.io/v1
              kind: Volume
              metadata:
                name: every-one
                annotations:
                  helm.sh/resource-policy: keep
          - target:
              group: longhorn.io
              kind: BackupTarget
            patch: |
              apiVersion: longhorn.io/v1
              kind: BackupTarget
              metadata:
                name: every-one
                annotations:
                  helm.sh/resource-policy: keep
  {{- with $component.values }}
  values:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
