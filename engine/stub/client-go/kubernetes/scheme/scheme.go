// Package scheme has an empty scheme: API versions come from the schemas of the target Kubernetes version.
package scheme

import "k8s.io/apimachinery/pkg/runtime"

// Scheme knows no kinds.
var Scheme = runtime.NewScheme()
