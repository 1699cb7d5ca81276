// Package kubernetes is empty: Helm imports it for its module's version only.
package kubernetes
