// Command compare judges pods by engine/podsecurity and by the makers' package, and prints where they differ: the
// makers' own examples of each version, and pods that are put together at random, always the same ones.
package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	"sigs.k8s.io/yaml"

	"compare/podsecurity"
)

func main() {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		panic(err)
	}
	levels, differences := map[string]int{}, 0
	compare := func(name string, encoded []byte, minor int) {
		var theirs corev1.Pod
		var ours podsecurity.Pod
		if err := json.Unmarshal(encoded, &theirs); err != nil {
			panic(err)
		}
		if err := json.Unmarshal(encoded, &ours); err != nil {
			panic(err)
		}
		expected := "privileged"
		for _, level := range []api.Level{api.LevelBaseline, api.LevelRestricted} {
			version := api.LevelVersion{Level: level, Version: api.MajorMinorVersion(1, minor)}
			if policy.AggregateCheckResults(evaluator.EvaluatePod(version, &theirs.ObjectMeta, &theirs.Spec)).Allowed {
				expected = string(level)
			}
		}
		found := podsecurity.Judge(&ours, minor).Level
		levels[fmt.Sprintf("1.%d %s", minor, expected)]++
		if found != expected {
			differences++
			fmt.Printf("%s, 1.%d: %s, the makers say %s: %s\n", name, minor, found, expected, encoded)
		}
	}
	for minor := 34; minor <= 37; minor++ {
		files, err := filepath.Glob(filepath.Join(os.Args[1], "*", fmt.Sprintf("v1.%d", minor), "*", "*.yaml"))
		if err != nil || len(files) == 0 {
			panic(fmt.Sprint("no examples of the makers: ", err))
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				panic(err)
			}
			encoded, err := yaml.YAMLToJSON(text)
			if err != nil {
				panic(err)
			}
			compare(file, encoded, minor)
		}
		source := rand.New(rand.NewSource(int64(minor)))
		for i := 0; i < 20000; i++ {
			encoded, err := json.Marshal(randomPod(source))
			if err != nil {
				panic(err)
			}
			compare(fmt.Sprint("random ", i), encoded, minor)
		}
	}
	summary, _ := json.Marshal(map[string]any{"differences": differences, "levels": levels})
	fmt.Println(string(summary))
}
