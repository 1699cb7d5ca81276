package main

import "slices"

// architectures are those that a homelab's nodes may have.
var architectures = []string{"amd64", "arm64"}

type nodeRequirement struct {
	Key, Operator string
	Values        []string
}

type nodeTerm struct{ MatchExpressions []nodeRequirement }

type nodeAffinity struct {
	NodeAffinity *struct {
		RequiredDuringSchedulingIgnoredDuringExecution *struct{ NodeSelectorTerms []nodeTerm }
	}
}

// architecturesOf are those of the nodes that a pod can be scheduled to, as far as its node selector and its affinity
// ask for an architecture or an operating system; all nodes run Linux. Nil where the pod does not ask.
// https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
func (pod podSpec) architectures() *[]string {
	allowed := []string{}
	for _, arch := range architectures {
		if pod.fits(map[string]string{"kubernetes.io/arch": arch, "kubernetes.io/os": "linux"}) {
			allowed = append(allowed, arch)
		}
	}
	if len(allowed) == len(architectures) {
		return nil
	}
	return &allowed
}

func (pod podSpec) fits(labels map[string]string) bool {
	for key, value := range pod.NodeSelector {
		if known, ok := labels[key]; ok && known != value {
			return false
		}
	}
	if pod.Affinity == nil || pod.Affinity.NodeAffinity == nil || pod.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution == nil {
		return true
	}
	return slices.ContainsFunc(pod.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms, func(term nodeTerm) bool {
		return !slices.ContainsFunc(term.MatchExpressions, func(asked nodeRequirement) bool { return !asked.holds(labels) })
	})
}

// holds is true for a label that is not known here: it may be there.
func (asked nodeRequirement) holds(labels map[string]string) bool {
	known, ok := labels[asked.Key]
	if !ok {
		return true
	}
	switch asked.Operator {
	case "In":
		return slices.Contains(asked.Values, known)
	case "NotIn":
		return !slices.Contains(asked.Values, known)
	case "DoesNotExist":
		return false
	}
	return true
}
