import { indentedYaml } from "../indented.ts";
import { APPLIED, CLUSTER_LABEL, COMPARE_PATCHES, CORRECT_DRIFT } from "./names.ts";

/**
 * One HelmOp, of which Fleet makes a bundle of the same name. https://fleet.rancher.io/helm-ops,
 * https://github.com/rancher/fleet/blob/v0.16.1/pkg/apis/fleet.cattle.io/v1alpha1/helmop_types.go
 * `namespace` would refuse what belongs to the cluster, so it is `defaultNamespace`. Values stay as they are: alert rules and
 * dashboards hold what looks like templates. Kinds that a chart brings are kept by Fleet itself.
 */
export const RELEASE = `{{- define "homelab.release" -}}
{{- $root := .root -}}
{{- $name := .name -}}
{{- $component := index $root.Values.components $name -}}
apiVersion: fleet.cattle.io/v1alpha1
kind: HelmOp
metadata:
  name: {{ $name }}
  namespace: {{ $root.Release.Namespace }}
spec:
  labels:
    ${CLUSTER_LABEL}: {{ $root.Chart.Name }}
  defaultNamespace: {{ $component.namespace }}
  helm:
    {{- if hasPrefix "oci://" $component.repository }}
    repo: {{ printf "%s/%s" (trimSuffix "/" $component.repository) $component.chart }}
    {{- else }}
    repo: {{ $component.repository | quote }}
    chart: {{ $component.chart }}
    {{- end }}
    version: {{ $component.version | quote }}
    releaseName: {{ $component.releaseName }}
    takeOwnership: {{ $component.adopts }}
    disablePreProcess: true
    {{- with $component.values }}
    values:
      {{- toYaml . | nindent 6 }}
    {{- end }}
  {{- with $component.dependsOn }}
  dependsOn:
    {{- range . }}
    - name: {{ . }}
      {{- if not $root.Values.wait }}
      acceptedStates: ${JSON.stringify(APPLIED)}
      {{- end }}
    {{- end }}
  {{- end }}
  keepResources: {{ $component.stays }}
  correctDrift:
${indentedYaml(4, CORRECT_DRIFT)}
  diff:
    comparePatches:
${indentedYaml(6, [...COMPARE_PATCHES])}
  targets:
    - clusterSelector:
        matchLabels:
          ${CLUSTER_LABEL}: {{ $root.Chart.Name }}
{{- end -}}
`;
