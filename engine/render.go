package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"

	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"
	release "helm.sh/helm/v4/pkg/release/v1"
	releaseutil "helm.sh/helm/v4/pkg/release/v1/util"
	"sigs.k8s.io/yaml"
)

type renderRequest struct {
	Chart             string   `json:"chart"`
	ReleaseName       string   `json:"releaseName"`
	Namespace         string   `json:"namespace"`
	IsUpgrade         bool     `json:"isUpgrade"`
	KubernetesVersion string   `json:"kubernetesVersion"`
	APIVersions       []string `json:"apiVersions"`
	// Values are YAML or JSON text, read as Helm reads a values file, so that whole numbers stay whole.
	Values string `json:"values"`
	// Keep names the result, for a validation that follows.
	Keep string `json:"keep"`
	// Contents asks for the objects themselves, not for their identities only.
	Contents bool `json:"contents"`
	// Templates names the only ones to render, without those that others include, which are always there. A part of a
	// chart has no release and no size; its texts are asked for instead.
	Templates []string `json:"templates,omitempty"`
}

type renderAnswer struct {
	Objects []object `json:"objects"`
	// Digest is the SHA-256 of everything that was rendered.
	Digest string `json:"digest"`
	// ReleaseBytes is the size of what Helm's storage driver would put into the release Secret; 0 for a part of a chart.
	ReleaseBytes int `json:"releaseBytes"`
	// Texts is what each of the templates that were asked for rendered to, as a part of the release's manifest.
	Texts map[string]string `json:"texts,omitempty"`
}

func render(request renderRequest) (any, *failure) {
	chrt, err := openChart(request.Chart)
	if err != nil {
		return nil, &failure{Code: "chart-archive", Message: err.Error()}
	}
	if request.Templates != nil {
		chrt.Templates = slices.DeleteFunc(chrt.Templates, func(file *common.File) bool {
			return !strings.HasPrefix(path.Base(file.Name), "_") && !slices.Contains(request.Templates, file.Name)
		})
	}
	values := map[string]any{}
	if err := yaml.Unmarshal([]byte(request.Values), &values); err != nil {
		return nil, &failure{Code: "chart-values", Message: err.Error()}
	}
	capabilities, err := capabilitiesOf(request)
	if err != nil {
		return nil, &failure{Code: "chart-render", Message: err.Error()}
	}
	if constraint := chrt.Metadata.KubeVersion; constraint != "" && !chartutil.IsCompatibleRange(constraint, capabilities.KubeVersion.String()) {
		return nil, &failure{Code: "chart-kubernetes", Message: fmt.Sprintf("the chart wants Kubernetes %s", constraint)}
	}
	if err := chartutil.ProcessDependencies(chrt, values); err != nil {
		return nil, &failure{Code: "chart-render", Message: err.Error()}
	}
	options := common.ReleaseOptions{Name: request.ReleaseName, Namespace: request.Namespace, Revision: 1, IsInstall: !request.IsUpgrade, IsUpgrade: request.IsUpgrade}
	input, err := util.ToRenderValuesWithSchemaValidation(chrt, values, options, capabilities, true)
	if err != nil {
		return nil, &failure{Code: "chart-values", Message: err.Error()}
	}
	coalesced, _ := input["Values"].(common.Values)
	if faults := schemaFaults(chrt, coalesced, ""); len(faults) > 0 {
		return nil, &failure{Code: "chart-values", Message: "the values do not match values.schema.json", Faults: faults}
	}
	files, err := engine.Engine{}.Render(chrt, input)
	if err != nil {
		return nil, templateFailure(err)
	}
	return collect(request, chrt, values, files)
}

func capabilitiesOf(request renderRequest) (*common.Capabilities, error) {
	capabilities := common.DefaultCapabilities.Copy()
	version, err := common.ParseKubeVersion(request.KubernetesVersion)
	if err != nil {
		return nil, err
	}
	capabilities.KubeVersion = *version
	capabilities.APIVersions = request.APIVersions
	return capabilities, nil
}

// collect sorts what was rendered as Helm does before it installs, and takes it apart into objects.
func collect(request renderRequest, chrt *chart.Chart, values map[string]any, files map[string]string) (any, *failure) {
	for name := range files {
		if path.Base(name) == "NOTES.txt" {
			delete(files, name)
		}
	}
	hooks, manifests, err := releaseutil.SortManifests(files, nil, releaseutil.InstallOrder)
	if err != nil {
		return nil, &failure{Code: "chart-render", Message: err.Error()}
	}
	digest := sha256.New()
	answer := renderAnswer{Objects: []object{}}
	add := func(source, text, role string) *failure {
		fmt.Fprintf(digest, "%s\n%s\n", source, text)
		objects, err := objectsOf(source, text, role)
		if err != nil {
			return &failure{Code: "chart-render", Message: fmt.Sprintf("%s: %s", source, err)}
		}
		answer.Objects = append(answer.Objects, objects...)
		return nil
	}
	for _, crd := range chrt.CRDObjects() {
		if fault := add(crd.Filename, string(crd.File.Data), "crd"); fault != nil {
			return nil, fault
		}
	}
	var text bytes.Buffer
	if request.Templates != nil {
		answer.Texts = map[string]string{}
	}
	for _, manifest := range manifests {
		part := fmt.Sprintf("---\n# Source: %s\n%s\n", manifest.Name, manifest.Content)
		text.WriteString(part)
		if answer.Texts != nil {
			answer.Texts[manifest.Name] += part
		}
		// With the line's end that the release has, too: it belongs to a text that is the last thing in its document.
		if fault := add(manifest.Name, manifest.Content+"\n", "object"); fault != nil {
			return nil, fault
		}
	}
	for _, hook := range hooks {
		role := "hook"
		for _, event := range hook.Events {
			if event == release.HookTest {
				role = "test"
			}
		}
		if fault := add(hook.Path, hook.Manifest, role); fault != nil {
			return nil, fault
		}
	}
	answer.Digest = "sha256:" + hex.EncodeToString(digest.Sum(nil))
	if request.Templates == nil {
		answer.ReleaseBytes = releaseSize(request, chrt, values, text.String(), hooks)
	}
	if request.Keep != "" {
		keep(request.Keep, answer.Objects)
	}
	if !request.Contents {
		answer.Objects = withoutContents(answer.Objects)
	}
	return answer, nil
}

// releaseSize measures the release as Helm stores it: JSON, gzipped, in base64.
func releaseSize(request renderRequest, chrt *chart.Chart, values map[string]any, manifest string, hooks []*release.Hook) int {
	encoded, err := json.Marshal(&release.Release{Name: request.ReleaseName, Namespace: request.Namespace, Version: 1, Chart: chrt, Config: values, Manifest: manifest, Hooks: hooks})
	if err != nil {
		return 0
	}
	var packed bytes.Buffer
	writer, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	_, _ = writer.Write(encoded)
	_ = writer.Close()
	return base64.StdEncoding.EncodedLen(packed.Len())
}

var templatePlace = regexp.MustCompile(`\(?([\w.-]+/[^():\s]+\.(?:ya?ml|tpl|txt)):(\d+)(?::(\d+))?\)?`)

// templateFailure takes the chart's file and line out of the message of text/template.
func templateFailure(err error) *failure {
	fault := &failure{Code: "chart-render", Message: strings.TrimSpace(lastLine(err.Error()))}
	if match := templatePlace.FindStringSubmatch(err.Error()); match != nil {
		fault.File = match[1]
		fault.Line, _ = strconv.Atoi(match[2])
	}
	return fault
}

func lastLine(text string) string {
	parts := strings.Split(text, ": ")
	if len(parts) > 3 {
		return strings.Join(parts[len(parts)-3:], ": ")
	}
	return text
}
