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
	// Offers tells what is in each attachment, so that only those are unpacked that are asked for.
	Offers [][]string `json:"offers,omitempty"`
	// Kinds will be met: "apiVersion/Kind". Their schemas are compiled while nobody waits.
	Kinds []string `json:"kinds,omitempty"`
}

// schemaSet is what objects are validated against. Packs are unpacked, and schemas written, for the kinds that are met,
// not for all: after an edit that is a few of hundreds.
type schemaSet struct {
	validator validator.Validator
	root      string
	// packs in the order in which they are asked: the first one is Kubernetes' own.
	packs []*schemaPack
	// minor is that of Kubernetes: 36. It and the definitions are those of the first pack, once it is unpacked.
	minor       int
	definitions map[string]json.RawMessage
}

// schemaPack is one pack of a set.
type schemaPack struct {
	packed []byte
	// offers are the kinds in it, "apiVersion/Kind", or all of an "apiVersion"; nil where nobody said.
	offers map[string]bool
	// kinds is nil until the pack is unpacked.
	kinds map[string]*kindSchema
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
	set := &schemaSet{root: "/schemas/" + request.Key}
	for i, packed := range attachments {
		pack := &schemaPack{packed: packed}
		set.packs = append(set.packs, pack)
		if i < len(request.Offers) {
			pack.offers = map[string]bool{}
			for _, kind := range request.Offers[i] {
				pack.offers[kind] = true
			}
		} else if err := set.unpack(i); err != nil {
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

// unpack reads a pack that was not read yet.
func (set *schemaSet) unpack(index int) error {
	pack := set.packs[index]
	if pack.kinds != nil {
		return nil
	}
	kinds := map[string]*kindSchema{}
	add := addCrds
	if index == 0 {
		add = set.addKubernetes
	}
	if err := add(kinds, pack.packed); err != nil {
		return err
	}
	pack.kinds, pack.packed = kinds, nil
	return nil
}

// find is the schema of a kind, of the first pack that has it.
func (set *schemaSet) find(apiVersion, kind string) (*kindSchema, error) {
	key := apiVersion + "/" + kind
	for i, pack := range set.packs {
		if pack.offers != nil && !pack.offers[key] && !pack.offers[apiVersion] {
			continue
		}
		if err := set.unpack(i); err != nil {
			return nil, err
		}
		if found := pack.kinds[key]; found != nil {
			return found, nil
		}
	}
	return nil, nil
}

func (set *schemaSet) addKubernetes(kinds map[string]*kindSchema, packed []byte) error {
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
			kinds[key] = found
		}
	}
	return nil
}

func addCrds(kinds map[string]*kindSchema, packed []byte) error {
	var content crdPack
	if err := unpack(packed, &content); err != nil {
		return err
	}
	for _, crd := range content.Crds {
		namespaced := crd.Scope == "Namespaced"
		for _, version := range crd.Versions {
			key := join(crd.Group, version.Name) + "/" + crd.Kind
			if kinds[key] == nil {
				kinds[key] = &kindSchema{source: content.Source, namespaced: &namespaced, custom: version.Schema, deprecated: version.Deprecated}
			}
		}
	}
	return nil
}

// prepare writes the schema of a kind to where kubeconform looks for it, with the definitions that it refers to.
func (set *schemaSet) prepare(apiVersion, kind string) (*kindSchema, error) {
	found, err := set.find(apiVersion, kind)
	if err != nil || found == nil || found.written {
		return found, err
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
	if err := set.collect(schema, needed); err != nil {
		return nil, err
	}
	schema["definitions"] = needed
	encoded, err := json.Marshal(schema)
	if err != nil {
		return nil, err
	}
	return found, os.WriteFile(schemaFile(set.root, apiVersion, kind), encoded, 0o644)
}

// collect finds the definitions that a schema refers to, directly or through one another.
func (set *schemaSet) collect(node any, needed map[string]any) error {
	switch node := node.(type) {
	case map[string]any:
		for key, child := range node {
			reference, isText := child.(string)
			name, isReference := strings.CutPrefix(reference, definitions)
			if key != "$ref" || !isText || !isReference {
				if err := set.collect(child, needed); err != nil {
					return err
				}
				continue
			}
			if err := set.define(name, needed); err != nil {
				return err
			}
		}
	case []any:
		for _, child := range node {
			if err := set.collect(child, needed); err != nil {
				return err
			}
		}
	}
	return nil
}

// define adds a definition of Kubernetes' own pack, with those that it refers to.
func (set *schemaSet) define(name string, needed map[string]any) error {
	if err := set.unpack(0); err != nil || needed[name] != nil || set.definitions[name] == nil {
		return err
	}
	definition := map[string]any{}
	_ = json.Unmarshal(set.definitions[name], &definition) // It was read as a part of the pack.
	strict := kubernetesSchema(name, definition)
	needed[name] = strict
	return set.collect(strict, needed)
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
