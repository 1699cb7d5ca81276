package main

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// imageSources is where images are named beside the containers of pods, as blueprints tell it.
type imageSources struct {
	// Fields are those of custom resources.
	Fields []imageField `json:"fields,omitempty"`
	// Arguments are options of programs, as `--solver-image`; Variables are names of environment variables.
	Arguments []string `json:"arguments,omitempty"`
	Variables []string `json:"variables,omitempty"`
}

type imageField struct {
	// Kind is `group/Kind`, whatever the version.
	Kind string `json:"kind"`
	// Path is dotted; `[]` after a name stands for each item of a list.
	Path string `json:"path"`
}

// imageUse is an image that an object names, and where.
type imageUse struct {
	Image   string `json:"image"`
	Pointer string `json:"pointer"`
}

// imagesOf finds the images that an object names.
func imagesOf(object object, template *podTemplate, sources imageSources) []imageUse {
	var found []imageUse
	add := func(value any, pointer string) {
		if text, ok := value.(string); ok && text != "" {
			found = append(found, imageUse{text, pointer})
		}
	}
	if template != nil {
		var pod map[string]any
		if json.Unmarshal(template.content, &pod) == nil {
			for _, list := range []string{"initContainers", "containers", "ephemeralContainers"} {
				walk(pod, []string{"spec", list + "[]"}, template.pointer, func(container any, pointer string) {
					inContainer(container, pointer, sources, add)
				})
			}
			walk(pod, []string{"spec", "volumes[]", "image", "reference"}, template.pointer, add)
		}
	}
	group, _, _ := strings.Cut(object.APIVersion, "/")
	for _, field := range sources.Fields {
		if field.Kind != group+"/"+object.Kind {
			continue
		}
		var content any
		if json.Unmarshal(object.Content, &content) == nil {
			walk(content, strings.Split(field.Path, "."), "", add)
		}
	}
	return found
}

func inContainer(container any, pointer string, sources imageSources, add func(any, string)) {
	walk(container, []string{"image"}, pointer, add)
	walk(container, []string{"env[]"}, pointer, func(variable any, at string) {
		if variable, ok := variable.(map[string]any); ok {
			if name, _ := variable["name"].(string); slices.Contains(sources.Variables, name) {
				add(variable["value"], at+"/value")
			}
		}
	})
	for _, key := range []string{"command", "args"} {
		wanted := false
		walk(container, []string{key + "[]"}, pointer, func(argument any, at string) {
			text, _ := argument.(string)
			if wanted {
				add(text, at)
			}
			name, value, joined := strings.Cut(text, "=")
			known := slices.Contains(sources.Arguments, name)
			if known && joined {
				add(value, at)
			}
			wanted = known && !joined
		})
	}
}

// walk visits what a path leads to; nothing where there is no such thing.
func walk(node any, path []string, pointer string, visit func(any, string)) {
	if len(path) == 0 {
		visit(node, pointer)
		return
	}
	key, isList := strings.CutSuffix(path[0], "[]")
	fields, _ := node.(map[string]any)
	child, ok := fields[key]
	if !ok {
		return
	}
	pointer += "/" + escapeStep(key)
	if !isList {
		walk(child, path[1:], pointer, visit)
		return
	}
	items, _ := child.([]any)
	for i, item := range items {
		walk(item, path[1:], pointer+"/"+strconv.Itoa(i), visit)
	}
}

func escapeStep(step string) string {
	return strings.ReplaceAll(strings.ReplaceAll(step, "~", "~0"), "/", "~1")
}

// stepsOf takes a JSON Pointer without escapes apart.
func stepsOf(pointer string) []string {
	return strings.Split(strings.TrimPrefix(pointer, "/"), "/")
}
