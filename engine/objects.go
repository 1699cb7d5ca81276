package main

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	releaseutil "helm.sh/helm/v4/pkg/release/v1/util"
	"sigs.k8s.io/yaml"
)

// object is one Kubernetes object of a file.
type object struct {
	// Source is the file it came from; Index counts the documents of that file.
	Source string `json:"source"`
	Index  int    `json:"index"`
	// Role is object, hook, test or crd.
	Role       string          `json:"role"`
	APIVersion string          `json:"apiVersion"`
	Kind       string          `json:"kind"`
	Namespace  string          `json:"namespace,omitempty"`
	Name       string          `json:"name"`
	Content    json.RawMessage `json:"content,omitempty"`
	Duplicates string          `json:"duplicates,omitempty"`
}

// kept holds the objects of renders until they are validated.
var kept = newShelf[[]object](64 << 20)

// keptObjects finds a render. One that is gone is a failure: a new worker knows nothing of what the last one rendered,
// and an empty list would pass for a chart without faults.
func keptObjects(name string) ([]object, *failure) {
	objects, ok := kept.get(name)
	if !ok {
		return nil, &failure{Code: "worker", Message: fmt.Sprintf("the objects of %q are no longer kept", name)}
	}
	return objects, nil
}

func keep(name string, objects []object) {
	size := 0
	for _, object := range objects {
		size += len(object.Content)
	}
	kept.put(name, objects, size)
}

// objectsOf takes the documents of a YAML text apart. Lists are unfolded; a null field is left out, because the API
// server drops it as well.
func objectsOf(source, text, role string) ([]object, error) {
	documents := releaseutil.SplitManifests(text)
	keys := make([]string, 0, len(documents))
	for key := range documents {
		keys = append(keys, key)
	}
	sort.Sort(releaseutil.BySplitManifestsOrder(keys))
	var objects []object
	for index, key := range keys {
		var content map[string]any
		duplicates := ""
		// Strictly first, because that is what nearly always holds, and parsing is what takes the time.
		if err := yaml.UnmarshalStrict([]byte(documents[key]), &content); err != nil {
			duplicates = strings.TrimPrefix(err.Error(), "error converting YAML to JSON: ")
			content = nil
			if err := yaml.Unmarshal([]byte(documents[key]), &content); err != nil {
				return nil, err
			}
		}
		if len(content) == 0 {
			continue
		}
		found, err := unfold(source, index, role, content)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			found[0].Duplicates = duplicates
		}
		objects = append(objects, found...)
	}
	return objects, nil
}

func unfold(source string, index int, role string, content map[string]any) ([]object, error) {
	kind, _ := content["kind"].(string)
	if items, ok := content["items"].([]any); ok && strings.HasSuffix(kind, "List") {
		var objects []object
		for _, item := range items {
			if item, ok := item.(map[string]any); ok {
				found, err := unfold(source, index, role, item)
				if err != nil {
					return nil, err
				}
				objects = append(objects, found...)
			}
		}
		return objects, nil
	}
	withoutNulls(content)
	encoded, err := json.Marshal(content)
	if err != nil {
		return nil, fmt.Errorf("document %d: %w", index, err)
	}
	apiVersion, _ := content["apiVersion"].(string)
	metadata, _ := content["metadata"].(map[string]any)
	name, _ := metadata["name"].(string)
	namespace, _ := metadata["namespace"].(string)
	return []object{{Source: source, Index: index, Role: role, APIVersion: apiVersion, Kind: kind, Namespace: namespace, Name: name, Content: encoded}}, nil
}

func withoutNulls(value any) {
	switch value := value.(type) {
	case map[string]any:
		for key, child := range value {
			if child == nil {
				delete(value, key)
			} else {
				withoutNulls(child)
			}
		}
	case []any:
		for _, child := range value {
			withoutNulls(child)
		}
	}
}

func withoutContents(objects []object) []object {
	bare := make([]object, len(objects))
	for i, object := range objects {
		bare[i] = object
		bare[i].Content = nil
	}
	return bare
}
