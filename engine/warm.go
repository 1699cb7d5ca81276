package main

// warm renders a chart that has a bit of everything that the umbrella has: V8 compiles a function when it is called for
// the first time, and this is done while nobody waits.
func warm() (any, *failure) {
	files := map[string]string{
		"Chart.yaml":          "apiVersion: v2\nname: warm\nversion: 0.0.0\nkubeVersion: \">=1.30.0-0\"\n",
		"values.yaml":         "wait: true\ncomponents:\n  a:\n    text: \"oci://a\"\n    list: [1, {b: c}]\n    values: {a: 1.5, b: true, c: [d, e], f: \"1\", g: |\n      h: i\n      j, k: {l: m}}\n",
		"values.schema.json":  `{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "properties": {"components": {"type": "object", "additionalProperties": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "pattern": "^o", "enum": ["oci://a"]}}}}}}`,
		"templates/_name.tpl": "{{- define \"warm\" -}}\n{{- $root := .root -}}\n{{- $it := index $root.Values.components .name -}}\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .name }}\n  namespace: {{ $root.Release.Namespace | quote }}\ndata:\n  {{- if hasPrefix \"oci://\" $it.text }}\n  a: {{ eq $it.text \"b\" | ternary \"c\" \"d\" }}\n  {{- end }}\n  {{- range $key, $value := dict \"e\" \"f\" }}\n  {{ $key }}: {{ $value }}\n  {{- end }}\n  g: {{ not $root.Values.wait | quote }}\n  {{- with $it.values }}\n  values:\n    {{- toYaml . | nindent 4 }}\n  {{- end }}\n{{- end -}}\n",
		"templates/a.yaml":    "{{- include \"warm\" (dict \"root\" . \"name\" \"a\") }}\n---\n{{- include \"warm\" (dict \"root\" . \"name\" \"a\") }}\n",
		"templates/NOTES.txt": "{{ .Chart.Name }} {{ len .Values.components }}\n",
	}
	if _, fault := loadChart(chartRequest{Digest: "warm", Files: files}, nil); fault != nil {
		return nil, fault
	}
	return render(renderRequest{Chart: "warm", ReleaseName: "warm", Namespace: "warm", KubernetesVersion: "v1.36.0", Values: "{}", Keep: "warm", Contents: true, Templates: []string{"templates/a.yaml"}})
}
