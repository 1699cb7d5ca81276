// Package rest has the one type of client-go's package that Helm's engine names.
package rest

// Config would say how to reach an API server; there is none here.
type Config struct{}
