package main

import (
	"encoding/json"

	"k8sgen.dev/engine/podsecurity"
)

// podTemplate is the part of an object that pods are made from, with the JSON Pointer that leads to it.
type podTemplate struct {
	pointer string
	content json.RawMessage
}

// podTemplateOf finds the pods of an object of Kubernetes' own kinds; nil where it makes none.
func podTemplateOf(object object) *podTemplate {
	var pointer string
	switch object.APIVersion + "/" + object.Kind {
	case "v1/Pod":
		return &podTemplate{"", object.Content}
	case "v1/PodTemplate":
		pointer = "/template"
	case "batch/v1/CronJob":
		pointer = "/spec/jobTemplate/spec/template"
	case "apps/v1/Deployment", "apps/v1/StatefulSet", "apps/v1/DaemonSet", "apps/v1/ReplicaSet", "v1/ReplicationController", "batch/v1/Job":
		pointer = "/spec/template"
	default:
		return nil
	}
	content := object.Content
	for _, key := range stepsOf(pointer) {
		var node map[string]json.RawMessage
		if json.Unmarshal(content, &node) != nil || node[key] == nil {
			return nil
		}
		content = node[key]
	}
	return &podTemplate{pointer, content}
}

// securityOf judges the pods of an object; nil where there are none, or where they cannot be read, which the schemas tell.
func securityOf(template *podTemplate, minor int) *podsecurity.Verdict {
	var pod podsecurity.Pod
	if template == nil || json.Unmarshal(template.content, &pod) != nil {
		return nil
	}
	found := podsecurity.Judge(&pod, minor)
	return &found
}
