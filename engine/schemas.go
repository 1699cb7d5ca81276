package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/yannh/kubeconform/pkg/resource"
	"github.com/yannh/kubeconform/pkg/validator"
)

// pack is a file of schemas/kubernetes.
type pack struct {
	Kubernetes  string                     `json:"kubernetes"`
	Definitions map[string]json.RawMessage `json:"definitions"`
	Namespaced  map[string]bool            `json:"namespaced"`
}

// crdPack is a file of schemas/crds, or the CRDs of a chart.
type crdPack struct {
	Source string `json:"source"`
	Crds   []crd  `json:"crds"`
}

type schemasRequest struct {
	// Key names the set; a set that is known is not made again.
	Key string `json:"key"`
	// Kinds will be met: "apiVersion/Kind". Their schemas are compiled while nobody waits.
	Kinds []string `json:"kinds,omitempty"`
}

// schemaSet is what objects are validated against. Schemas are written for the kinds that are met, not for all.
type schemaSet struct {
	validator validator.Validator
	root      string
	// minor is that of Kubernetes: 36.
	minor       int
	definitions map[string]json.RawMessage
	kinds       map[string]*kindSchema
}

// kindSchema is the schema of one "apiVersion/Kind".
type kindSchema struct {
	source     string
	namespaced *bool
	// deprecated is what a CRD says about a version that goes away.
	deprecated string
	// definition is a name below definitions; custom is the schema of a custom resource.
	definition string
	custom     json.RawMessage
	written    bool
}

var sets = map[string]*schemaSet{}

// makeSchemas registers a set: the first attachment is a pack of Kubernetes, the others are packs of CRDs, all of
// them gzipped JSON.
//
// kubeconform's validator.New takes locations of files, not registries, so the schemas are written to the virtual
// file system that the worker gives to Go, one file for each kind.
func makeSchemas(request schemasRequest, attachments [][]byte) (any, *failure) {
	if sets[request.Key] != nil {
		return struct{}{}, nil
	}
	set := &schemaSet{root: "/schemas/" + request.Key, kinds: map[string]*kindSchema{}}
	for i, packed := range attachments {
		add := set.addCrds
		if i == 0 {
			add = set.addKubernetes
		}
		if err := add(packed); err != nil {
			return nil, &failure{Code: "schemas", Message: err.Error()}
		}
	}
	made, err := validator.New([]string{set.root + "/{{ .Group }}/{{ .ResourceAPIVersion }}/{{ .ResourceKind }}.json"}, validator.Opts{Strict: true, IgnoreMissingSchemas: true})
	if err != nil {
		return nil, &failure{Code: "schemas", Message: err.Error()}
	}
	set.validator = made
	sets[request.Key] = set
	for _, kind := range request.Kinds {
		set.compile(kind)
	}
	return struct{}{}, nil
}

// compile has kubeconform read the schema of a kind, by an object that has nothing else. A fault is found again by the
// objects that are really judged.
func (set *schemaSet) compile(kind string) {
	apiVersion, name := path.Split(kind)
	apiVersion = strings.TrimSuffix(apiVersion, "/")
	if found, err := set.prepare(apiVersion, name); found == nil || err != nil {
		return
	}
	content := fmt.Appendf(nil, `{"apiVersion": %q, "kind": %q, "metadata": {"name": "warm"}}`, apiVersion, name)
	set.validator.ValidateResource(resource.Resource{Path: "warm", Bytes: content})
}

func (set *schemaSet) addKubernetes(packed []byte) error {
	var content pack
	if err := unpack(packed, &content); err != nil {
		return err
	}
	set.definitions = content.Definitions
	if _, err := fmt.Sscanf(content.Kubernetes, "v1.%d.", &set.minor); err != nil {
		return fmt.Errorf("the pack is of no release of Kubernetes: %q", content.Kubernetes)
	}
	for name, definition := range content.Definitions {
		if !bytes.Contains(definition, []byte(`"x-kubernetes-group-version-kind"`)) {
			continue
		}
		var head struct {
			Kinds []struct{ Group, Version, Kind string } `json:"x-kubernetes-group-version-kind"`
		}
		if err := json.Unmarshal(definition, &head); err != nil {
			return err
		}
		for _, kind := range head.Kinds {
			key := join(kind.Group, kind.Version) + "/" + kind.Kind
			found := &kindSchema{source: "Kubernetes " + content.Kubernetes, definition: name}
			if namespaced, ok := content.Namespaced[key]; ok {
				found.namespaced = &namespaced
			}
			set.kinds[key] = found
		}
	}
	return nil
}

func (set *schemaSet) addCrds(packed []byte) error {
	var content crdPack
	if err := unpack(packed, &content); err != nil {
		return err
	}
	for _, crd := range content.Crds {
		namespaced := crd.Scope == "Namespaced"
		for _, version := range crd.Versions {
			key := join(crd.Group, version.Name) + "/" + crd.Kind
			if set.kinds[key] == nil {
				set.kinds[key] = &kindSchema{source: content.Source, namespaced: &namespaced, custom: version.Schema, deprecated: version.Deprecated}
			}
		}
	}
	return nil
}

// prepare writes the schema of a kind to where kubeconform looks for it, with the definitions that it refers to.
func (set *schemaSet) prepare(apiVersion, kind string) (*kindSchema, error) {
	found := set.kinds[apiVersion+"/"+kind]
	if found == nil || found.written {
		return found, nil
	}
	found.written = true
	schema := map[string]any{"$ref": definitions + found.definition}
	if found.custom != nil {
		schema = map[string]any{}
		if err := json.Unmarshal(found.custom, &schema); err != nil {
			return nil, err
		}
		customSchema(schema)
	}
	needed := map[string]any{}
	set.collect(schema, needed)
	schema["definitions"] = needed
	encoded, err := json.Marshal(schema)
	if err != nil {
		return nil, err
	}
	return found, os.WriteFile(schemaFile(set.root, apiVersion, kind), encoded, 0o644)
}

// collect finds the definitions that a schema refers to, directly or through one another.
func (set *schemaSet) collect(node any, needed map[string]any) {
	switch node := node.(type) {
	case map[string]any:
		for key, child := range node {
			reference, isText := child.(string)
			name, isReference := strings.CutPrefix(reference, definitions)
			if key != "$ref" || !isText || !isReference {
				set.collect(child, needed)
			} else if needed[name] == nil && set.definitions[name] != nil {
				definition := map[string]any{}
				_ = json.Unmarshal(set.definitions[name], &definition) // It was read as a part of the pack.
				strict := kubernetesSchema(name, definition)
				needed[name] = strict
				set.collect(strict, needed)
			}
		}
	case []any:
		for _, child := range node {
			set.collect(child, needed)
		}
	}
}

// schemaFile is where kubeconform looks for the schema of a kind: for the core group, which has no name, its template
// variable Group is the version.
func schemaFile(root, apiVersion, kind string) string {
	group, version, found := strings.Cut(apiVersion, "/")
	if !found {
		version = group
	}
	return path.Join(root, group, version, strings.ToLower(kind)+".json")
}

func join(group, version string) string {
	if group == "" {
		return version
	}
	return group + "/" + version
}

func unpack(packed []byte, into any) error {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return err
	}
	text, err := io.ReadAll(io.LimitReader(reader, 64<<20))
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
