import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deprecatedStable, groupOf, type Lifecycle, lifecycles } from "../../scripts/pack/lib/lifecycle.ts";
import { ROOT } from "../support/root.ts";

const { kinds } = JSON.parse(readFileSync(join(ROOT, "schemas/kubernetes/lifecycle.json"), "utf8")) as {
  kinds: Record<string, Lifecycle>;
};

describe("the lifecycle of Kubernetes' API versions", () => {
  it("is what the deprecation guide says", () => {
    // https://kubernetes.io/docs/reference/using-api/deprecation-guide/
    expect(kinds["extensions/v1beta1/Ingress"]?.removed).toBe("1.22");
    expect(kinds["policy/v1beta1/PodSecurityPolicy"]?.removed).toBe("1.25");
    expect(kinds["batch/v1beta1/CronJob"]).toEqual({
      deprecated: "1.21",
      removed: "1.25",
      replacement: "batch/v1 CronJob",
    });
    expect(kinds["autoscaling/v2beta2/HorizontalPodAutoscaler"]?.removed).toBe("1.26");
    expect(kinds["flowcontrol.apiserver.k8s.io/v1beta3/FlowSchema"]?.removed).toBe("1.32");
    expect(kinds["apiextensions.k8s.io/v1beta1/CustomResourceDefinition"]?.removed).toBe("1.22");
    expect(kinds["apiregistration.k8s.io/v1beta1/APIService"]?.removed).toBe("1.22");
    expect(kinds["v1/Endpoints"]).toEqual({
      deprecated: "1.33",
      replacement: "discovery.k8s.io/v1 EndpointSlice",
    });
  });

  it("never removes a stable version", () => {
    const stable = Object.entries(kinds).filter(([kind]) => /(^|\/)v\d+\/\w+$/.test(kind));
    expect(stable.length).toBeGreaterThan(0);
    expect(stable.filter(([, { removed }]) => removed !== undefined)).toEqual([]);
  });

  it("is read out of Go", () => {
    const method = (kind: string, what: string, value: string) =>
      `func (in *${kind}) APILifecycle${what}() (major, minor int) {\n\treturn ${value}\n}\n`;
    const text = `${method("A", "Introduced", "1, 1")}${method("A", "Deprecated", "1, 4")}${method("A", "Removed", "1, 7")}${method("AList", "Deprecated", "1, 4")}${method("B", "Deprecated", "1, 5")}func (in *A) APILifecycleReplacement() schema.GroupVersionKind {\n\treturn schema.GroupVersionKind{Group: "g", Version: "v1", Kind: "A"}\n}\n`;
    expect(Object.fromEntries(lifecycles(text))).toEqual({
      A: { deprecated: "1.4", removed: "1.7", replacement: "g/v1 A" },
      B: { deprecated: "1.5" },
    });
    const types =
      "// Deprecated: This API is deprecated in v1.33+. Use discoveryv1.EndpointSlice.\ntype Endpoints struct {\n\tmetav1.TypeMeta `json`\n}\n// Deprecated: This API is deprecated in v1.33+.\ntype Part struct {\n\tName string\n}\n";
    expect(Object.fromEntries(deprecatedStable(types))).toEqual({
      Endpoints: { deprecated: "1.33", replacement: "discovery.k8s.io/v1 EndpointSlice" },
    });
    expect(groupOf('const GroupName = "policy"')).toBe("policy");
    expect(() => groupOf("")).toThrow("GroupName");
  });
});
