package main

const definitions = "#/definitions/"

// kubernetesSchema makes a definition of Kubernetes' OpenAPI (swagger 2.0) a strict JSON Schema: unknown fields are
// faults, and the types that have two forms in JSON take both.
func kubernetesSchema(name string, schema map[string]any) map[string]any {
	switch name {
	case "io.k8s.apimachinery.pkg.api.resource.Quantity":
		return map[string]any{"type": []string{"string", "number"}}
	case "io.k8s.apimachinery.pkg.util.intstr.IntOrString":
		return map[string]any{"type": []string{"string", "integer"}}
	case "io.k8s.apimachinery.pkg.apis.meta.v1.Time", "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime":
		return map[string]any{"type": "string", "format": "date-time"}
	}
	closeObjects(schema)
	return schema
}

// customSchema makes the openAPIV3Schema of a CRD a strict JSON Schema, as the API server reads it:
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
func customSchema(schema map[string]any) map[string]any {
	custom(schema)
	asObject(schema)
	return schema
}

func custom(schema map[string]any) {
	if isTrue(schema["x-kubernetes-int-or-string"]) {
		delete(schema, "type")
		delete(schema, "format")
		schema["type"] = []string{"string", "integer"}
	}
	properties, hasProperties := schema["properties"].(map[string]any)
	for _, property := range properties {
		if property, ok := property.(map[string]any); ok {
			custom(property)
		}
	}
	for _, key := range []string{"items", "additionalProperties"} {
		if below, ok := schema[key].(map[string]any); ok {
			custom(below)
		}
	}
	if required, ok := schema["required"].([]any); ok {
		delete(schema, "required")
		// Draft 4, which kubeconform reads schemas as, knows no empty list here; it would skip the whole kind.
		if kept := withoutDefaulted(required, properties); len(kept) > 0 {
			schema["required"] = kept
		}
	}
	_, hasAdditional := schema["additionalProperties"]
	if isTrue(schema["x-kubernetes-embedded-resource"]) {
		asObject(schema)
	}
	if schema["type"] == "object" && !hasAdditional && !isTrue(schema["x-kubernetes-preserve-unknown-fields"]) {
		if !hasProperties {
			schema["properties"] = map[string]any{}
		}
		schema["additionalProperties"] = false
	}
}

// withoutDefaulted drops what the API server fills in before it validates.
func withoutDefaulted(required []any, properties map[string]any) []any {
	kept := []any{}
	for _, name := range required {
		key, _ := name.(string)
		property, _ := properties[key].(map[string]any)
		if _, hasDefault := property["default"]; !hasDefault {
			kept = append(kept, name)
		}
	}
	return kept
}

// asObject adds what every object has.
func asObject(schema map[string]any) {
	properties, ok := schema["properties"].(map[string]any)
	if !ok {
		properties = map[string]any{}
		schema["properties"] = properties
	}
	properties["apiVersion"] = map[string]any{"type": "string"}
	properties["kind"] = map[string]any{"type": "string"}
	properties["metadata"] = map[string]any{"$ref": definitions + "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}
}

func closeObjects(schema map[string]any) {
	properties, hasProperties := schema["properties"].(map[string]any)
	for _, property := range properties {
		if property, ok := property.(map[string]any); ok {
			closeObjects(property)
		}
	}
	for _, key := range []string{"items", "additionalProperties"} {
		if below, ok := schema[key].(map[string]any); ok {
			closeObjects(below)
		}
	}
	_, hasAdditional := schema["additionalProperties"]
	if hasProperties && !hasAdditional && !isTrue(schema["x-kubernetes-preserve-unknown-fields"]) {
		schema["additionalProperties"] = false
	}
}

func isTrue(value any) bool {
	is, ok := value.(bool)
	return ok && is
}
