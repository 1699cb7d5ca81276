package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"helm.sh/helm/v4/pkg/chart/loader/archive"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
)

// charts holds the files of loaded charts by the digest that the caller gives. A chart is made anew from its files
// for each render, because Helm's dependency processing changes the chart it works on.
var charts = newShelf[[]*archive.BufferedFile](64 << 20)

// fresh is the chart that was loaded last, until it is opened: its first render need not read it again.
var fresh struct {
	digest string
	chart  *chart.Chart
}

type chartRequest struct {
	Digest string `json:"digest"`
	// Files are paths and texts of a chart that is not packed; the archive comes as an attachment otherwise.
	Files map[string]string `json:"files,omitempty"`
}

type chartAnswer struct {
	Name        string `json:"name"`
	Version     string `json:"version"`
	AppVersion  string `json:"appVersion"`
	KubeVersion string `json:"kubeVersion"`
	Deprecated  bool   `json:"deprecated"`
	HasSchema   bool   `json:"hasSchema"`
}

func loadChart(request chartRequest, attachments [][]byte) (any, *failure) {
	files, err := chartFiles(request, attachments)
	if err != nil {
		return nil, &failure{Code: "chart-archive", Message: err.Error()}
	}
	loaded, err := loader.LoadFiles(files)
	if err != nil {
		return nil, &failure{Code: "chart-archive", Message: err.Error()}
	}
	size := 0
	for _, file := range files {
		size += len(file.Data)
	}
	charts.put(request.Digest, files, size)
	fresh.digest, fresh.chart = request.Digest, loaded
	metadata := loaded.Metadata
	return chartAnswer{
		Name: metadata.Name, Version: metadata.Version, AppVersion: metadata.AppVersion,
		KubeVersion: metadata.KubeVersion, Deprecated: metadata.Deprecated, HasSchema: len(loaded.Schema) > 0,
	}, nil
}

func chartFiles(request chartRequest, attachments [][]byte) ([]*archive.BufferedFile, error) {
	if len(attachments) > 0 {
		return archive.LoadArchiveFiles(bytes.NewReader(attachments[0]))
	}
	files := make([]*archive.BufferedFile, 0, len(request.Files))
	// In one order each time: the size of a release depends on it.
	for _, name := range slices.Sorted(maps.Keys(request.Files)) {
		files = append(files, &archive.BufferedFile{Name: name, Data: []byte(request.Files[name])})
	}
	return files, nil
}

func openChart(digest string) (*chart.Chart, error) {
	files, ok := charts.get(digest)
	if !ok {
		return nil, fmt.Errorf("the chart %s was not loaded", digest)
	}
	if fresh.digest == digest && fresh.chart != nil {
		loaded := fresh.chart
		fresh.chart = nil
		return loaded, nil
	}
	return loader.LoadFiles(files)
}
