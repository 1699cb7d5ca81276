package main

import (
	"cmp"
	"encoding/json"
	"fmt"
)

// crdVersion is one served version of a custom resource: what a validator needs of its definition.
type crdVersion struct {
	Name   string          `json:"name"`
	Schema json.RawMessage `json:"schema"`
	// Deprecated is the warning that the API server gives to whoever uses the version; empty where it stays.
	Deprecated string `json:"deprecated,omitempty"`
}

// crd is a CustomResourceDefinition without prose.
type crd struct {
	Group    string       `json:"group"`
	Kind     string       `json:"kind"`
	Plural   string       `json:"plural"`
	Scope    string       `json:"scope"`
	Versions []crdVersion `json:"versions"`
}

type crdsRequest struct {
	Kept string `json:"kept"`
}

type crdsAnswer struct {
	Crds []crd `json:"crds"`
}

// crdsOf finds the definitions among the objects of a kept render.
func crdsOf(request crdsRequest) (any, *failure) {
	objects, lost := keptObjects(request.Kept)
	if lost != nil {
		return nil, lost
	}
	answer := crdsAnswer{Crds: []crd{}}
	for _, object := range objects {
		if object.Kind != "CustomResourceDefinition" {
			continue
		}
		found, err := parseCrd(object.Content)
		if err != nil {
			return nil, &failure{Code: "schemas", Message: object.Name + ": " + err.Error()}
		}
		answer.Crds = append(answer.Crds, found)
	}
	return answer, nil
}

func parseCrd(content []byte) (crd, error) {
	var definition struct {
		Spec struct {
			Group    string
			Scope    string
			Names    struct{ Kind, Plural string }
			Versions []struct {
				Name               string
				Served             bool
				Deprecated         bool
				DeprecationWarning string
				Schema             struct{ OpenAPIV3Schema map[string]any }
			}
		}
	}
	if err := json.Unmarshal(content, &definition); err != nil {
		return crd{}, err
	}
	spec := definition.Spec
	found := crd{Group: spec.Group, Kind: spec.Names.Kind, Plural: spec.Names.Plural, Scope: spec.Scope, Versions: []crdVersion{}}
	for _, version := range spec.Versions {
		if !version.Served {
			continue
		}
		withoutProse(version.Schema.OpenAPIV3Schema)
		schema, err := json.Marshal(version.Schema.OpenAPIV3Schema)
		if err != nil {
			return crd{}, err
		}
		warning := ""
		if version.Deprecated {
			// The API server's own words where the CRD has none.
			warning = cmp.Or(version.DeprecationWarning, fmt.Sprintf("%s/%s %s is deprecated", spec.Group, version.Name, spec.Names.Kind))
		}
		found.Versions = append(found.Versions, crdVersion{Name: version.Name, Schema: schema, Deprecated: warning})
	}
	return found, nil
}

// withoutProse removes descriptions of a schema, but not a property that is called so.
func withoutProse(schema map[string]any) {
	for _, key := range []string{"description", "example", "externalDocs", "title"} {
		if _, isText := schema[key].(map[string]any); !isText {
			delete(schema, key)
		}
	}
	if properties, ok := schema["properties"].(map[string]any); ok {
		for _, property := range properties {
			if property, ok := property.(map[string]any); ok {
				withoutProse(property)
			}
		}
	}
	for _, key := range []string{"items", "additionalProperties"} {
		if below, ok := schema[key].(map[string]any); ok {
			withoutProse(below)
		}
	}
}
