// Package podsecurity finds the strictest level of the Pod Security Standards that a pod satisfies.
//
// The makers' own package, k8s.io/pod-security-admission/policy, needs all types of k8s.io/api and would make the
// WebAssembly file a third larger, so the rules are written anew here, on the fields that they read.
// test/outside/pod-security.long.test.ts holds them against the makers' package and its examples.
package podsecurity

// Pod is what the rules read of a pod or of a template of pods.
type Pod struct {
	Metadata struct {
		Annotations map[string]string
	}
	Spec Spec
}

// Spec is what the rules read of a pod's spec.
type Spec struct {
	HostNetwork, HostPID, HostIPC                   bool
	HostUsers                                       *bool
	OS                                              *struct{ Name string }
	SecurityContext                                 *context
	Volumes                                         []map[string]any
	InitContainers, Containers, EphemeralContainers []container
}

// context is the security context of a pod or of a container: fields that only the other one has are empty.
type context struct {
	Privileged, AllowPrivilegeEscalation, RunAsNonRoot *bool
	RunAsUser                                          *int64
	ProcMount                                          *string
	Capabilities                                       *struct{ Add, Drop []string }
	AppArmorProfile, SeccompProfile                    *struct{ Type string }
	SELinuxOptions                                     *struct{ Type, User, Role string }
	WindowsOptions                                     *struct{ HostProcess *bool }
	Sysctls                                            []struct{ Name string }
}

type container struct {
	Name                                        string
	SecurityContext                             *context
	Ports                                       []struct{ HostPort int64 }
	LivenessProbe, ReadinessProbe, StartupProbe *handler
	Lifecycle                                   *struct{ PostStart, PreStop *handler }
}

type handler struct {
	HTTPGet, TCPSocket *struct{ Host string }
}

func (spec *Spec) each(visit func(*container)) {
	for _, list := range [][]container{spec.InitContainers, spec.Containers, spec.EphemeralContainers} {
		for i := range list {
			visit(&list[i])
		}
	}
}

// setters names the pod and the containers whose security context a condition holds for.
func (spec *Spec) setters(holds func(*context) bool) []string {
	var found []string
	if spec.SecurityContext != nil && holds(spec.SecurityContext) {
		found = append(found, "the pod")
	}
	return append(found, spec.containers(func(c *container) bool {
		return c.SecurityContext != nil && holds(c.SecurityContext)
	})...)
}

// containers names those for which a condition holds.
func (spec *Spec) containers(holds func(*container) bool) []string {
	var found []string
	spec.each(func(c *container) {
		if holds(c) {
			found = append(found, c.Name)
		}
	})
	return found
}

func (spec *Spec) isWindows() bool { return spec.OS != nil && spec.OS.Name == "windows" }

// inUserNamespace: root of such a pod is nobody on the node.
func (spec *Spec) inUserNamespace() bool { return spec.HostUsers != nil && !*spec.HostUsers }
