import { describe, expect, it } from "vitest";
import { namespacesForbidden } from "../../src/verify/permitted.ts";
import type { Facts } from "../../src/verify/references/model.ts";
import { compileText } from "../support/compile.ts";

const homelab = (delivery: string): string => `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: t}
kubernetes: {version: v1.36.3+k3s1}
nodes: [{name: a, role: server, address: 192.168.1.2, memory: 8Gi, disk: 64Gi}]
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1}, cni: {cilium: {}}}
delivery: {${delivery}: {repository: "https://git.example.org/me/t.git"}}
`;

const role = (namespace: string, of: Facts["role"] = "object"): Facts => ({
  apiVersion: "rbac.authorization.k8s.io/v1",
  group: "rbac.authorization.k8s.io",
  kind: "Role",
  namespace,
  name: "reader",
  source: "a.yaml",
  index: 0,
  role: of,
});

function found(delivery: string, facts: readonly Facts[]): readonly string[] {
  const { compiled } = compileText(homelab(delivery));
  if (compiled === undefined) throw new Error("the homelab has faults");
  const component = compiled.components.find((one) => one.component.name === "cilium");
  if (component === undefined) throw new Error("there is no component");
  const release = {
    component,
    name: "c",
    namespace: "kube-system",
    chart: "c",
    version: "1.0.0",
    values: {},
  };
  return namespacesForbidden(compiled.plan, compiled.components, [{ release, facts }]).map(
    ({ code, message }) => `${code} ${message}`,
  );
}

describe("namespaces that releases write to", () => {
  it("E_ENGINE_NAMESPACE: a chart of Argo CD's writes to a namespace that the plan does not name", () => {
    const facts = [role("elsewhere"), role("elsewhere"), role("kube-system"), role("cilium-secrets")];
    expect(found("argoCd", facts)).toEqual([
      "E_ENGINE_NAMESPACE The chart of `cilium` has objects in the namespace `elsewhere`, where Argo CD lets no release of this homelab write.",
    ]);
  });

  it("is no matter for what tests of a chart make, nor for an engine without projects", () => {
    expect(found("argoCd", [role("elsewhere", "test")])).toEqual([]);
    expect(found("flux", [role("elsewhere")])).toEqual([]);
  });
});
