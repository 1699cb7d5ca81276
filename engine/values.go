package main

import (
	"bytes"
	"strings"

	chart "helm.sh/helm/v4/pkg/chart/v2"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// fault is one violation of a schema.
type fault struct {
	// Pointer is a JSON Pointer (RFC 6901) to the value.
	Pointer string `json:"pointer"`
	Message string `json:"message"`
	Keyword string `json:"keyword"`
}

// schemaFaults checks coalesced values against the schemas of a chart and its subcharts, and tells every violation
// with its place, where Helm's own check gives one text.
func schemaFaults(chrt *chart.Chart, values map[string]any, prefix string) []fault {
	var faults []fault
	if len(chrt.Schema) > 0 {
		faults = append(faults, validateValues(chrt, values, prefix)...)
	}
	for _, dependency := range chrt.Dependencies() {
		if below, ok := values[dependency.Name()].(map[string]any); ok {
			faults = append(faults, schemaFaults(dependency, below, prefix+"/"+dependency.Name())...)
		}
	}
	return faults
}

func validateValues(chrt *chart.Chart, values map[string]any, prefix string) []fault {
	schema, err := compile(chrt.Schema)
	if err != nil {
		return []fault{{Pointer: prefix, Message: "values.schema.json of the chart: " + err.Error(), Keyword: "schema"}}
	}
	faults := faultsOf(schema.Validate(plain(values)))
	for i := range faults {
		faults[i].Pointer = prefix + faults[i].Pointer
	}
	return faults
}

// anyLoader stands in for remote references: they are never fetched, and allow anything.
type anyLoader struct{}

func (anyLoader) Load(string) (any, error) { return true, nil }

func compile(text []byte) (*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(anyLoader{})
	if err := compiler.AddResource("values.schema.json", document); err != nil {
		return nil, err
	}
	return compiler.Compile("values.schema.json")
}

var english = message.NewPrinter(language.English)

// faultsOf takes the leaves of a validation error: the violations themselves, without the branches that led to them.
func faultsOf(err error) []fault {
	root, ok := err.(*jsonschema.ValidationError)
	if !ok {
		if err == nil {
			return nil
		}
		return []fault{{Message: err.Error()}}
	}
	var faults []fault
	var visit func(*jsonschema.ValidationError)
	visit = func(at *jsonschema.ValidationError) {
		if len(at.Causes) == 0 {
			path := at.ErrorKind.KeywordPath()
			faults = append(faults, fault{Pointer: pointer(at.InstanceLocation), Message: at.ErrorKind.LocalizedString(english), Keyword: strings.Join(path, "/")})
		}
		for _, cause := range at.Causes {
			visit(cause)
		}
	}
	visit(root)
	return faults
}

func pointer(steps []string) string {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	var text strings.Builder
	for _, step := range steps {
		text.WriteString("/" + escape.Replace(step))
	}
	return text.String()
}

// plain drops the named map types that Helm's values consist of.
func plain(value any) any {
	switch value := value.(type) {
	case map[string]any:
		copied := make(map[string]any, len(value))
		for key, child := range value {
			copied[key] = plain(child)
		}
		return copied
	case []any:
		copied := make([]any, len(value))
		for i, child := range value {
			copied[i] = plain(child)
		}
		return copied
	default:
		return value
	}
}
