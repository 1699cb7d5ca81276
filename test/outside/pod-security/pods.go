package main

import "math/rand"

type object = map[string]any

// field puts one of some values below a key, or nothing. Most of the time it is nothing: a pod that breaks every rule at
// once says little about any of them.
func field(source *rand.Rand, in object, key string, values ...any) {
	if source.Intn(8) == 0 {
		in[key] = values[source.Intn(len(values))]
	}
}

func randomPod(source *rand.Rand) object {
	spec := object{}
	for _, key := range []string{"hostNetwork", "hostPID", "hostIPC", "hostUsers"} {
		if source.Intn(3) == 0 {
			field(source, spec, key, true, false)
		}
	}
	field(source, spec, "os", object{"name": "linux"}, object{"name": "linux"})
	context := hardened(source, false)
	field(source, context, "sysctls", []object{{"name": "net.ipv4.tcp_rmem", "value": "1"}}, []object{{"name": "net.ipv4.tcp_notsent_lowat", "value": "1"}}, []object{{"name": "kernel.msgmax", "value": "1"}})
	spec["securityContext"] = context
	volumes := []object{}
	for _, kind := range []string{"emptyDir", "secret", "configMap", "nfs", "hostPath", "image", "csi", "iscsi", "persistentVolumeClaim", "projected", "downwardAPI", "ephemeral"} {
		if source.Intn(24) == 0 {
			volumes = append(volumes, object{"name": kind, kind: object{}})
		}
	}
	spec["volumes"] = volumes
	spec["containers"] = []object{container(source, "a")}
	if source.Intn(2) == 0 {
		spec["initContainers"] = []object{container(source, "b")}
	}
	metadata := object{"name": "p"}
	field(source, metadata, "annotations",
		map[string]string{"container.apparmor.security.beta.kubernetes.io/a": "unconfined"},
		map[string]string{"container.apparmor.security.beta.kubernetes.io/a": "localhost/x"},
		map[string]string{"container.apparmor.security.beta.kubernetes.io/a": "runtime/default"},
		map[string]string{"container.apparmor.security.beta.kubernetes.io/a": ""})
	return object{"metadata": metadata, "spec": spec}
}

func container(source *rand.Rand, name string) object {
	found := object{"name": name}
	field(source, found, "ports", []object{{"containerPort": 80}}, []object{{"containerPort": 80, "hostPort": 80}})
	field(source, found, "livenessProbe", object{"httpGet": object{"port": 80}}, object{"httpGet": object{"port": 80, "host": "127.0.0.1"}}, object{"tcpSocket": object{"port": 80, "host": "example.org"}})
	field(source, found, "lifecycle", object{"preStop": object{"exec": object{"command": []string{"true"}}}}, object{"postStart": object{"httpGet": object{"port": 80, "host": "example.org"}}})
	if source.Intn(16) > 0 {
		found["securityContext"] = hardened(source, true)
	}
	return found
}

// hardened is mostly what `restricted` asks for, so that what a pod breaks decides.
func hardened(source *rand.Rand, ofContainer bool) object {
	context := object{}
	if source.Intn(3) > 0 {
		context["runAsNonRoot"] = true
		context["seccompProfile"] = object{"type": "RuntimeDefault"}
	}
	if ofContainer && source.Intn(16) > 0 {
		context["allowPrivilegeEscalation"] = false
		context["capabilities"] = object{"drop": []string{"ALL"}}
	}
	field(source, context, "runAsNonRoot", true, false)
	field(source, context, "runAsUser", 0, 1000)
	field(source, context, "seccompProfile", object{"type": "RuntimeDefault"}, object{"type": "Unconfined"}, object{"type": "Localhost", "localhostProfile": "x"})
	field(source, context, "appArmorProfile", object{"type": "RuntimeDefault"}, object{"type": "Unconfined"})
	field(source, context, "seLinuxOptions", object{"type": "container_t"}, object{"type": "spc_t"}, object{"user": "x"}, object{"role": "x"}, object{"level": "s0"}, object{"type": "container_engine_t"})
	field(source, context, "windowsOptions", object{"hostProcess": true}, object{"hostProcess": false}, object{})
	if ofContainer {
		field(source, context, "privileged", true, false)
		field(source, context, "allowPrivilegeEscalation", true, false)
		field(source, context, "procMount", "Default", "Unmasked")
		field(source, context, "capabilities", object{"drop": []string{"ALL"}, "add": []string{"NET_BIND_SERVICE"}}, object{"drop": []string{"ALL"}, "add": []string{"CHOWN"}}, object{"add": []string{"SYS_ADMIN"}}, object{"drop": []string{"KILL"}})
	}
	return context
}
