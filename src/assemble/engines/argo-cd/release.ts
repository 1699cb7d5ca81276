import { indentedYaml } from "../indented.ts";
import { CASCADE, HERE, IGNORED, RETRY, SYNC_OPTIONS } from "./names.ts";

/**
 * One Application in its sync wave. https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml
 * Its namespace comes with the umbrella, whose label of Pod Security one that Argo CD made would lack.
 * What a chart does when its release goes is the data's end (that of Longhorn deletes all volumes): Argo CD has no switch
 * for such hooks, so an Application that has some stays until somebody removes it.
 */
export const RELEASE = `{{- define "homelab.release" -}}
{{- $root := .root -}}
{{- $name := .name -}}
{{- $component := index $root.Values.components $name -}}
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: {{ $name }}
  namespace: {{ $root.Release.Namespace }}
  annotations:
    argocd.argoproj.io/sync-wave: {{ $root.Values.wait | ternary $component.wave 1 | quote }}
    {{- if $component.stays }}
    argocd.argoproj.io/compare-options: IgnoreExtraneous
    argocd.argoproj.io/sync-options: Prune=false,Delete=false
    {{- end }}
    {{- with $component.dependsOn }}
    k8sgen.dev/depends-on: {{ join "," . }}
    {{- end }}
  finalizers:
    - ${CASCADE}
spec:
  project: {{ $root.Chart.Name }}
  source:
    repoURL: {{ $component.repository | trimPrefix "oci://" | quote }}
    chart: {{ $component.chart }}
    targetRevision: {{ $component.version | quote }}
    helm:
      releaseName: {{ $component.releaseName }}
      skipCrds: {{ ne $component.crds "folder" }}
      {{- with $component.values }}
      valuesObject:
        {{- toYaml . | nindent 8 }}
      {{- end }}
  destination:
    server: ${HERE}
    namespace: {{ $component.namespace }}
  syncPolicy:
    automated:
      prune: true
      selfHeal: true
    syncOptions:
${indentedYaml(6, [...SYNC_OPTIONS])}
    retry:
${indentedYaml(6, RETRY)}
  ignoreDifferences:
${indentedYaml(4, IGNORED)}
{{- end -}}
`;
