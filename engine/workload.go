package main

import (
	"encoding/json"

	"k8s.io/apimachinery/pkg/api/resource"
)

// workload is what an object asks of the nodes. Jobs are left out: they come and go.
type workload struct {
	// Copies is the number of pods; of a DaemonSet there is one on each node.
	Copies  int64 `json:"copies"`
	PerNode bool  `json:"perNode,omitempty"`
	// CPU is in thousandths of a core, memory in bytes; both are what one pod requests.
	CPU    int64 `json:"cpu"`
	Memory int64 `json:"memory"`
	// CPULimit and MemoryLimit are in the same units; absent where a container has none.
	CPULimit    int64 `json:"cpuLimit,omitempty"`
	MemoryLimit int64 `json:"memoryLimit,omitempty"`
	// Architectures are those of the nodes that it can be scheduled to; absent where it runs on any.
	Architectures *[]string      `json:"architectures,omitempty"`
	Volumes       []volumeDemand `json:"volumes,omitempty"`
}

// volumeDemand is a PersistentVolumeClaim, or the template of one for each copy.
type volumeDemand struct {
	Bytes  int64  `json:"bytes"`
	Class  string `json:"class,omitempty"`
	Copies int64  `json:"copies"`
}

type claim struct {
	Spec struct {
		StorageClassName string
		Resources        resources
	}
}

type resources struct {
	Requests, Limits map[string]json.RawMessage
}

type container struct {
	RestartPolicy string
	Resources     resources
}

type podSpec struct {
	Containers, InitContainers []container
	NodeSelector               map[string]string
	Affinity                   *nodeAffinity
}

// workloadOf reads the pods and volumes of an object; nil where it has none.
func workloadOf(object object) *workload {
	var content struct {
		Spec struct {
			podSpec
			Replicas             *int64
			Template             struct{ Spec podSpec }
			VolumeClaimTemplates []claim
		}
	}
	found := workload{Copies: 1}
	pod := &content.Spec.Template.Spec
	switch object.APIVersion + "/" + object.Kind {
	case "apps/v1/Deployment", "apps/v1/StatefulSet", "apps/v1/ReplicaSet":
	case "apps/v1/DaemonSet":
		found.PerNode = true
	case "v1/Pod":
		pod = &content.Spec.podSpec
	case "v1/PersistentVolumeClaim":
		var asked claim
		if json.Unmarshal(object.Content, &asked) != nil {
			return nil
		}
		return &workload{Volumes: []volumeDemand{demandOf(asked, 1)}}
	default:
		return nil
	}
	if json.Unmarshal(object.Content, &content) != nil {
		return nil
	}
	if content.Spec.Replicas != nil {
		found.Copies = *content.Spec.Replicas
	}
	found.CPU = pod.sum("cpu", true)
	found.Memory = pod.sum("memory", true)
	found.CPULimit = pod.sum("cpu", false)
	found.MemoryLimit = pod.sum("memory", false)
	found.Architectures = pod.architectures()
	for _, asked := range content.Spec.VolumeClaimTemplates {
		found.Volumes = append(found.Volumes, demandOf(asked, found.Copies))
	}
	return &found
}

func demandOf(asked claim, copies int64) volumeDemand {
	return volumeDemand{Bytes: amount(asked.Spec.Resources.Requests, "storage"), Class: asked.Spec.StorageClassName, Copies: copies}
}

// sum is what the scheduler counts for a pod: its containers and sidecars together, or the largest of the containers
// that run before them. https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
// A limit holds only where every container has one.
func (pod podSpec) sum(name string, requests bool) int64 {
	of := func(c container) int64 {
		if requests {
			if asked := amount(c.Resources.Requests, name); asked > 0 {
				return asked
			}
		}
		// Who names a limit alone requests as much.
		return amount(c.Resources.Limits, name)
	}
	var total, largest int64
	for _, c := range pod.Containers {
		if of(c) == 0 && !requests {
			return 0
		}
		total += of(c)
	}
	for _, c := range pod.InitContainers {
		if c.RestartPolicy == "Always" {
			total += of(c)
		} else {
			largest = max(largest, of(c))
		}
	}
	return max(total, largest)
}

// amount is a quantity in thousandths of a core or in bytes; 0 where it is absent or unreadable, which the schemas tell.
func amount(quantities map[string]json.RawMessage, name string) int64 {
	raw, ok := quantities[name]
	if !ok {
		return 0
	}
	var parsed resource.Quantity
	if parsed.UnmarshalJSON(raw) != nil {
		return 0
	}
	if name == "cpu" {
		return parsed.MilliValue()
	}
	return parsed.Value()
}
