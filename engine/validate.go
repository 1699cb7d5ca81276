package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/yannh/kubeconform/pkg/resource"
	"github.com/yannh/kubeconform/pkg/validator"
	"k8sgen.dev/engine/podsecurity"
)

type validateRequest struct {
	Schemas string `json:"schemas"`
	// Files are YAML texts by name; Kept names a render whose objects come before theirs.
	Files []textFile `json:"files,omitempty"`
	Kept  string     `json:"kept,omitempty"`
	// Images is where the objects name images beside the containers of pods.
	Images imageSources `json:"images,omitempty"`
}

type textFile struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// verdict is what was found of one object.
type verdict struct {
	Source     string    `json:"source"`
	Index      int       `json:"index"`
	Role       string    `json:"role"`
	APIVersion string    `json:"apiVersion"`
	Kind       string    `json:"kind"`
	Namespace  string    `json:"namespace,omitempty"`
	Name       string    `json:"name"`
	Namespaced *bool     `json:"namespaced,omitempty"`
	Status     string    `json:"status"`
	Schema     string    `json:"schema,omitempty"`
	Faults     []fault   `json:"faults,omitempty"`
	Workload   *workload `json:"workload,omitempty"`
	// Deprecated is what a CRD says about a version that goes away.
	Deprecated string               `json:"deprecated,omitempty"`
	Security   *podsecurity.Verdict `json:"security,omitempty"`
	Images     []imageUse           `json:"images,omitempty"`
}

type validateAnswer struct {
	Verdicts []verdict `json:"verdicts"`
}

func validate(request validateRequest) (any, *failure) {
	set := sets[request.Schemas]
	if set == nil {
		return nil, &failure{Code: "schemas", Message: "the schemas were not registered"}
	}
	var objects []object
	if request.Kept != "" {
		found, lost := keptObjects(request.Kept)
		if lost != nil {
			return nil, lost
		}
		objects = slices.Clone(found)
	}
	for _, file := range request.Files {
		found, err := objectsOf(file.Name, file.Text, "object")
		if err != nil {
			return nil, &failure{Code: "yaml", Message: err.Error(), File: file.Name}
		}
		objects = append(objects, found...)
	}
	answer := validateAnswer{Verdicts: make([]verdict, 0, len(objects))}
	for _, object := range objects {
		answer.Verdicts = append(answer.Verdicts, set.judge(object, request.Images))
	}
	return answer, nil
}

func (set *schemaSet) judge(object object, sources imageSources) verdict {
	template := podTemplateOf(object)
	found := verdict{
		Source: object.Source, Index: object.Index, Role: object.Role, APIVersion: object.APIVersion, Kind: object.Kind,
		Namespace: object.Namespace, Name: object.Name, Status: "valid", Workload: workloadOf(object),
		Images: imagesOf(object, template, sources),
	}
	schema, err := set.prepare(object.APIVersion, object.Kind)
	if err == nil && template != nil {
		err = set.unpack(0)
	}
	found.Security = securityOf(template, set.minor)
	if err != nil {
		found.Faults = append(found.Faults, fault{Message: err.Error(), Keyword: "schema"})
	}
	if schema != nil {
		found.Schema, found.Namespaced, found.Deprecated = schema.source, schema.namespaced, schema.deprecated
	}
	if object.Name == "" {
		found.Faults = append(found.Faults, fault{Pointer: "/metadata/name", Message: "the object has no name", Keyword: "required"})
	}
	if object.Duplicates != "" {
		found.Faults = append(found.Faults, fault{Message: object.Duplicates, Keyword: "duplicate"})
	}
	content := object.Content
	if object.Kind == "CustomResourceDefinition" {
		content = withoutSchemas(content)
	}
	result := set.validator.ValidateResource(resource.Resource{Path: object.Source, Bytes: content})
	switch result.Status {
	case validator.Skipped, validator.Empty:
		found.Status = "skipped"
	case validator.Invalid:
		found.Faults = append(found.Faults, set.explain(object, content, result)...)
	case validator.Error:
		found.Faults = append(found.Faults, fault{Message: result.Err.Error(), Keyword: "error"})
	}
	if len(found.Faults) > 0 {
		found.Status = "invalid"
	}
	return found
}

// explain finds the leaves of kubeconform's verdict: its own list has the first level only, which for a reference or
// a choice says no more than that it did not hold. The schema is the file that kubeconform read.
func (set *schemaSet) explain(object object, content []byte, result validator.Result) []fault {
	whole := []fault{{Message: fmt.Sprint(result.Err)}}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile("file://" + schemaFile(set.root, object.APIVersion, object.Kind))
	if err != nil {
		return whole
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
	if err != nil {
		return whole
	}
	if faults := faultsOf(schema.Validate(value)); len(faults) > 0 {
		return faults
	}
	return whole
}

// withoutSchemas takes the schemas out of a CustomResourceDefinition: they are three quarters of what charts render,
// and the API server of the chart's makers has accepted them.
func withoutSchemas(content []byte) []byte {
	var definition map[string]any
	if json.Unmarshal(content, &definition) != nil {
		return content
	}
	spec, _ := definition["spec"].(map[string]any)
	versions, _ := spec["versions"].([]any)
	for _, version := range versions {
		if version, ok := version.(map[string]any); ok {
			delete(version, "schema")
		}
	}
	encoded, err := json.Marshal(definition)
	if err != nil {
		return content
	}
	return encoded
}
