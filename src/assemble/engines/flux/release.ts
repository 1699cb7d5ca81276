import { toYaml } from "../../../values/yaml.ts";
import { keptKinds } from "../../kept.ts";
import { indentedYaml } from "../indented.ts";

/**
 * Patches that give every object of these kinds Helm's mark, whatever its name and version. The group is a pattern, and the
 * core's is empty. https://fluxcd.io/flux/components/helm/helmreleases/#post-renderers
 */
const KEPT = keptKinds().map(({ group, kind }) => ({
  target: { ...(group === "" ? {} : { group }), kind },
  patch: toYaml({
    apiVersion: group === "" ? "v1" : `${group}/v1`,
    kind,
    metadata: { name: "every-one", annotations: { "helm.sh/resource-policy": "keep" } },
  }),
}));

/**
 * One HelmRelease with its HelmRepository. https://fluxcd.io/flux/components/helm/helmreleases/
 * Hooks never run when a release goes: they are there to take along what was left, which is the data (that of Longhorn
 * deletes all volumes, that of Velero its kinds), and one that fails keeps the release from going. Volumes and kinds stay,
 * as those of raw manifests do.
 */
export const RELEASE = `{{- define "homelab.release" -}}
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
${indentedYaml(10, KEPT)}
  {{- with $component.values }}
  values:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
`;
