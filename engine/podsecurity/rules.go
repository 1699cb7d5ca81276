package podsecurity

import (
	"slices"
	"strings"
)

// Verdict is the strictest level that a pod satisfies, and what keeps it from those above.
type Verdict struct {
	Level string `json:"level"`
	// Baseline and Restricted say which rules of those levels the pod breaks, and who breaks them.
	Baseline   []string `json:"baseline,omitempty"`
	Restricted []string `json:"restricted,omitempty"`
}

// Judge applies the rules of a minor version of Kubernetes, 34 or later, as the API server enforces them.
// https://kubernetes.io/docs/concepts/security/pod-security-standards/
func Judge(pod *Pod, minor int) Verdict {
	found := Verdict{Level: "restricted", Baseline: broken(baseline, pod, minor), Restricted: broken(restricted, pod, minor)}
	if len(found.Restricted) > 0 {
		found.Level = "baseline"
	}
	if len(found.Baseline) > 0 {
		found.Level = "privileged"
	}
	return found
}

// rule names who breaks it.
type rule struct {
	text  string
	check func(pod *Pod, minor int) []string
}

func broken(rules []rule, pod *Pod, minor int) []string {
	var found []string
	for _, rule := range rules {
		if who := rule.check(pod, minor); len(who) > 0 {
			slices.Sort(who)
			found = append(found, rule.text+" ("+strings.Join(slices.Compact(who), ", ")+")")
		}
	}
	return found
}

// inContexts is a rule on one field of the security contexts of the pod and its containers.
func inContexts(holds func(*context) bool) func(*Pod, int) []string {
	return func(pod *Pod, _ int) []string { return pod.Spec.setters(holds) }
}

func isTrue(value *bool) bool { return value != nil && *value }

var capabilities = []string{
	"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
	"SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
}

var sysctls = []string{
	"kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
	"net.ipv4.ip_unprivileged_port_start", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time",
	"net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem",
	"net.ipv4.tcp_wmem",
}

var sysctlsSince37 = []string{"net.ipv4.tcp_slow_start_after_idle", "net.ipv4.tcp_notsent_lowat"}

const appArmorAnnotation = "container.apparmor.security.beta.kubernetes.io/"

func isSound(profile *struct{ Type string }) bool {
	return profile.Type == "RuntimeDefault" || profile.Type == "Localhost"
}

// baseline forbids what breaks out of a container.
var baseline = []rule{
	{"host namespaces", func(pod *Pod, _ int) []string {
		var found []string
		for name, set := range map[string]bool{"hostNetwork": pod.Spec.HostNetwork, "hostPID": pod.Spec.HostPID, "hostIPC": pod.Spec.HostIPC} {
			if set {
				found = append(found, name)
			}
		}
		return found
	}},
	{"privileged containers", func(pod *Pod, _ int) []string {
		return pod.Spec.containers(func(c *container) bool {
			return c.SecurityContext != nil && isTrue(c.SecurityContext.Privileged)
		})
	}},
	{"added capabilities", func(pod *Pod, _ int) []string {
		return pod.Spec.containers(func(c *container) bool {
			return c.SecurityContext != nil && c.SecurityContext.Capabilities != nil &&
				slices.ContainsFunc(c.SecurityContext.Capabilities.Add, func(name string) bool { return !slices.Contains(capabilities, name) })
		})
	}},
	{"hostPath volumes", func(pod *Pod, _ int) []string {
		return volumes(pod, func(volume map[string]any) bool { return volume["hostPath"] != nil })
	}},
	{"host ports", func(pod *Pod, _ int) []string {
		return pod.Spec.containers(func(c *container) bool {
			return slices.ContainsFunc(c.Ports, func(port struct{ HostPort int64 }) bool { return port.HostPort != 0 })
		})
	}},
	{"probes or lifecycle hooks to another host", func(pod *Pod, _ int) []string {
		return pod.Spec.containers(func(c *container) bool {
			handlers := []*handler{c.LivenessProbe, c.ReadinessProbe, c.StartupProbe}
			if c.Lifecycle != nil {
				handlers = append(handlers, c.Lifecycle.PostStart, c.Lifecycle.PreStop)
			}
			return slices.ContainsFunc(handlers, func(h *handler) bool {
				return h != nil && (h.HTTPGet != nil && h.HTTPGet.Host != "" || h.TCPSocket != nil && h.TCPSocket.Host != "")
			})
		})
	}},
	{"AppArmor profile", func(pod *Pod, _ int) []string {
		found := pod.Spec.setters(func(c *context) bool { return c.AppArmorProfile != nil && !isSound(c.AppArmorProfile) })
		for key, value := range pod.Metadata.Annotations {
			if name, ok := strings.CutPrefix(key, appArmorAnnotation); ok && value != "" && value != "runtime/default" && !strings.HasPrefix(value, "localhost/") {
				found = append(found, name)
			}
		}
		return found
	}},
	{"SELinux options", inContexts(func(c *context) bool {
		return c.SELinuxOptions != nil && (c.SELinuxOptions.User != "" || c.SELinuxOptions.Role != "" ||
			!slices.Contains([]string{"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"}, c.SELinuxOptions.Type))
	})},
	{"unmasked /proc", func(pod *Pod, minor int) []string {
		if minor >= 35 && pod.Spec.inUserNamespace() {
			return nil
		}
		return unmasked(pod)
	}},
	{"seccomp profile", inContexts(func(c *context) bool { return c.SeccompProfile != nil && !isSound(c.SeccompProfile) })},
	{"sysctls", func(pod *Pod, minor int) []string {
		var found []string
		if pod.Spec.SecurityContext == nil {
			return nil
		}
		for _, sysctl := range pod.Spec.SecurityContext.Sysctls {
			if !slices.Contains(sysctls, sysctl.Name) && (minor < 37 || !slices.Contains(sysctlsSince37, sysctl.Name)) {
				found = append(found, sysctl.Name)
			}
		}
		return found
	}},
	{"Windows host processes", inContexts(func(c *context) bool { return c.WindowsOptions != nil && isTrue(c.WindowsOptions.HostProcess) })},
}

var plainVolumes = []string{"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"}

// restricted asks for what hardens a container, beside what baseline forbids.
var restricted = []rule{
	{"volumes of other kinds than those of the cluster", func(pod *Pod, _ int) []string {
		return volumes(pod, func(volume map[string]any) bool {
			return !slices.ContainsFunc(plainVolumes, func(kind string) bool { return volume[kind] != nil })
		})
	}},
	{"allowPrivilegeEscalation is not false", func(pod *Pod, _ int) []string {
		if pod.Spec.isWindows() {
			return nil
		}
		return pod.Spec.containers(func(c *container) bool {
			return c.SecurityContext == nil || c.SecurityContext.AllowPrivilegeEscalation == nil || *c.SecurityContext.AllowPrivilegeEscalation
		})
	}},
	{"capabilities are not dropped", func(pod *Pod, _ int) []string {
		if pod.Spec.isWindows() {
			return nil
		}
		return pod.Spec.containers(func(c *container) bool {
			return c.SecurityContext == nil || c.SecurityContext.Capabilities == nil ||
				!slices.Contains(c.SecurityContext.Capabilities.Drop, "ALL") ||
				slices.ContainsFunc(c.SecurityContext.Capabilities.Add, func(name string) bool { return name != "NET_BIND_SERVICE" })
		})
	}},
	{"runAsNonRoot is not true", func(pod *Pod, minor int) []string {
		if minor >= 35 && pod.Spec.inUserNamespace() {
			return nil
		}
		isSet := pod.Spec.SecurityContext != nil && isTrue(pod.Spec.SecurityContext.RunAsNonRoot)
		found := pod.Spec.containers(func(c *container) bool {
			if c.SecurityContext == nil || c.SecurityContext.RunAsNonRoot == nil {
				return !isSet
			}
			return !*c.SecurityContext.RunAsNonRoot
		})
		if pod.Spec.SecurityContext != nil && pod.Spec.SecurityContext.RunAsNonRoot != nil && !isSet {
			found = append(found, "the pod")
		}
		return found
	}},
	{"runs as root", func(pod *Pod, minor int) []string {
		if minor >= 35 && pod.Spec.inUserNamespace() {
			return nil
		}
		return pod.Spec.setters(func(c *context) bool { return c.RunAsUser != nil && *c.RunAsUser == 0 })
	}},
	{"no seccomp profile", func(pod *Pod, _ int) []string {
		if pod.Spec.isWindows() {
			return nil
		}
		own := pod.Spec.SecurityContext
		isSet := own != nil && own.SeccompProfile != nil && isSound(own.SeccompProfile)
		found := pod.Spec.containers(func(c *container) bool {
			if c.SecurityContext == nil || c.SecurityContext.SeccompProfile == nil {
				return !isSet
			}
			return !isSound(c.SecurityContext.SeccompProfile)
		})
		if own != nil && own.SeccompProfile != nil && !isSet {
			found = append(found, "the pod")
		}
		return found
	}},
	{"unmasked /proc", func(pod *Pod, _ int) []string { return unmasked(pod) }},
}

func unmasked(pod *Pod) []string {
	return pod.Spec.containers(func(c *container) bool {
		return c.SecurityContext != nil && c.SecurityContext.ProcMount != nil && *c.SecurityContext.ProcMount != "Default"
	})
}

func volumes(pod *Pod, holds func(map[string]any) bool) []string {
	var found []string
	for _, volume := range pod.Spec.Volumes {
		if name, _ := volume["name"].(string); holds(volume) {
			found = append(found, name)
		}
	}
	return found
}
