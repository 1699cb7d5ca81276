// Prints JSON Schemas of the configuration files that kubeadm reads, one for each kind, as they follow from the Go types:
// which fields there are and of which type. Fields are closed; words for people are not part of it.
package main

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	logs "k8s.io/component-base/logs/api/v1"
	kubeproxy "k8s.io/kube-proxy/config/v1alpha1"
	kubelet "k8s.io/kubelet/config/v1beta1"
	bootstraptoken "k8s.io/kubernetes/cmd/kubeadm/app/apis/bootstraptoken/v1"
	kubeadm "k8s.io/kubernetes/cmd/kubeadm/app/apis/kubeadm/v1beta4"
)

type schema map[string]any

var kinds = []struct {
	apiVersion string
	value      any
}{
	{"kubeadm.k8s.io/v1beta4", kubeadm.InitConfiguration{}},
	{"kubeadm.k8s.io/v1beta4", kubeadm.ClusterConfiguration{}},
	{"kubeadm.k8s.io/v1beta4", kubeadm.JoinConfiguration{}},
	{"kubeadm.k8s.io/v1beta4", kubeadm.UpgradeConfiguration{}},
	{"kubelet.config.k8s.io/v1beta1", kubelet.KubeletConfiguration{}},
	{"kubeproxy.config.k8s.io/v1alpha1", kubeproxy.KubeProxyConfiguration{}},
}

var (
	typeMeta = reflect.TypeOf(metav1.TypeMeta{})
	anything = reflect.TypeOf(runtime.RawExtension{})
	interval = reflect.TypeOf(logs.TimeOrMetaDuration{})
	token    = reflect.TypeOf(bootstraptoken.BootstrapTokenString{})
	// Types that say themselves how they are written.
	openAPI = reflect.TypeOf((*interface{ OpenAPISchemaType() []string })(nil)).Elem()
	other   = reflect.TypeOf((*json.Marshaler)(nil)).Elem()
)

func of(t reflect.Type) schema {
	if t.Kind() == reflect.Pointer {
		return of(t.Elem())
	}
	switch {
	case t == interval || t == token:
		return schema{"type": "string"}
	case t == anything:
		return schema{"type": "object"}
	case t.Implements(openAPI):
		names := reflect.New(t).Elem().Interface().(interface{ OpenAPISchemaType() []string }).OpenAPISchemaType()
		return schema{"type": names}
	case t.Implements(other):
		panic("it is not known how this is written: " + t.String())
	}
	switch t.Kind() {
	case reflect.String:
		return schema{"type": "string"}
	case reflect.Bool:
		return schema{"type": "boolean"}
	case reflect.Float32, reflect.Float64:
		return schema{"type": "number"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return schema{"type": "integer"}
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return schema{"type": "string"}
		}
		return schema{"type": "array", "items": of(t.Elem())}
	case reflect.Map:
		return schema{"type": "object", "additionalProperties": of(t.Elem())}
	case reflect.Struct:
		properties := schema{}
		fields(t, properties)
		return schema{"type": "object", "properties": properties, "additionalProperties": false}
	}
	panic("no schema for " + t.String())
}

// fields adds those of a struct, and of what is laid into it.
func fields(t reflect.Type, into schema) {
	for i := range t.NumField() {
		field := t.Field(i)
		if !field.IsExported() || field.Type == typeMeta {
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case name == "" && field.Anonymous:
			inner := field.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			fields(inner, into)
		case name == "":
			panic("no name for " + t.String() + "." + field.Name)
		default:
			into[name] = of(field.Type)
		}
	}
}

func main() {
	result := schema{}
	for _, kind := range kinds {
		t := reflect.TypeOf(kind.value)
		one := of(t)
		properties := one["properties"].(schema)
		properties["apiVersion"] = schema{"const": kind.apiVersion}
		properties["kind"] = schema{"const": t.Name()}
		one["required"] = []string{"apiVersion", "kind"}
		result[kind.apiVersion+"/"+t.Name()] = one
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		panic(err)
	}
}
