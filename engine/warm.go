package main

// warm renders a chart that has a bit of everything: V8 compiles a function when it is called for the first time, and
// this is done while nobody waits.
func warm() (any, *failure) {
	files := map[string]string{
		"Chart.yaml":          "apiVersion: v2\nname: warm\nversion: 0.0.0\n",
		"values.yaml":         "text: a\nlist: [1, {b: null}]\n",
		"values.schema.json":  `{"type": "object", "properties": {"text": {"type": "string", "pattern": "^a"}}}`,
		"templates/_name.tpl": `{{- define "name" }}{{ .Release.Name | quote }}{{ end }}`,
		"templates/map.yaml":  "{{- range $key, $value := .Values }}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ include \"name\" $ }}\ndata:\n  {{ $key }}: {{ $value | toYaml | quote }}\n{{- end }}\n",
	}
	if _, fault := loadChart(chartRequest{Digest: "warm", Files: files}, nil); fault != nil {
		return nil, fault
	}
	return render(renderRequest{Chart: "warm", ReleaseName: "warm", Namespace: "warm", KubernetesVersion: "v1.36.0", Values: "{}"})
}
