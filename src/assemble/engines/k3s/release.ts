/**
 * One HelmChart for K3s' own controller. https://docs.k3s.io/add-ons/helm,
 * https://github.com/k3s-io/helm-controller/blob/v0.17.6/doc/helmchart.md
 * A failed install is tried again as an upgrade: what it lacks, as a kind, comes with another release. To reinstall, which is
 * the default, would uninstall. The controller cannot keep what a chart's templates bring, nor leave hooks out: where a
 * release that goes would take CRDs or data along, its HelmChart stays. The controller merges `valuesContent` and `values`, so
 * the values of the first start, which stand in the one, are emptied where the umbrella's come in the other.
 */
export const RELEASE = `{{- define "homelab.release" -}}
{{- $root := .root -}}
{{- $name := .name -}}
{{- $component := index $root.Values.components $name -}}
{{- $isOci := hasPrefix "oci://" $component.repository -}}
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata:
  name: {{ $component.releaseName }}
  namespace: {{ $root.Release.Namespace }}
  {{- if $component.stays }}
  annotations:
    helm.sh/resource-policy: keep
  {{- end }}
spec:
  {{- if $isOci }}
  chart: {{ printf "%s/%s" (trimSuffix "/" $component.repository) $component.chart }}
  {{- else }}
  repo: {{ $component.repository | quote }}
  chart: {{ $component.chart }}
  {{- end }}
  version: {{ $component.version | quote }}
  targetNamespace: {{ $component.namespace }}
  bootstrap: {{ $component.bootstrap }}
  takeOwnership: true
  failurePolicy: retry
  timeout: {{ $component.timeout }}
  {{- if $component.bootstrap }}
  valuesContent: ""
  {{- end }}
  {{- with $component.values }}
  values:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
`;
