import { describe, expect, it } from "vitest";
import { compileFiles } from "../../support/compile.ts";

const REPOSITORY = "repository: https://git.example.org/me/homelab.git";

/** A homelab of one node with a pod network of the user's own, which is bootstrapped under another name than its own. */
const filesOf = (delivery: string, kubernetes = "{version: v1.36.3+k3s1}", network = "") => {
  const { compiled, diagnostics } = compileFiles({
    "homelab.yaml": `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: boards}
kubernetes: ${kubernetes}
nodes: [{name: pi1, role: server, address: 192.168.178.31, memory: 8Gi, disk: 128Gi}]
network: {lan: {cidr: 192.168.178.0/24, gateway: 192.168.178.1}${network}}
delivery: {${delivery}}
extensions: {one: {}}
`,
    "blueprints/extensions/one/blueprint.yaml": `apiVersion: k8sgen.dev/v1
kind: Blueprint
metadata: {name: one, title: One, description: one}
slots: [{path: extensions.one}]
namespace: {name: of-one, podSecurity: baseline}
chart: {name: one, repository: "https://charts.example.org", version: 1.0.0, releaseName: other}
bootstrap: {order: 20}
`,
    "blueprints/extensions/one/schema.json":
      '{"title": "One", "description": "one", "type": "object", "additionalProperties": false}',
    "blueprints/extensions/one/values.yaml.hbs": "fromGit: true\n",
    "blueprints/extensions/one/bootstrap.values.yaml.hbs": "first: true\n",
  });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return (path: string): string => new TextDecoder().decode(compiled?.tree.files.get(path));
};

/** The lines of the README's blocks of commands. */
const commandsOf = (readme: string): readonly string[] =>
  [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = ""]) => block.trimEnd().split("\n"));

const UNMANAGED = "kubectl -n kube-system annotate helmchart other helmcharts.helm.cattle.io/unmanaged=true";
const FORGET = "kubectl -n of-one delete secret --selector owner=helm,name=other";

describe("what is installed before its engine runs", () => {
  it.each(["flux: {", "argoCd: {", "fleet: {"])(
    "is let go of under the name of its release: %s",
    (engine) => {
      const commands = commandsOf(filesOf(`${engine}${REPOSITORY}}`)("README.md"));
      expect(commands).toContain(UNMANAGED);
      expect(commands.join("\n")).not.toContain("helmchart one ");
    },
  );

  it("is forgotten by Helm where Fleet takes it over, once the job of K3s is done and K3s lets go of it", () => {
    const commands = commandsOf(filesOf(`fleet: {${REPOSITORY}}`)("README.md"));
    const order = [
      "kubectl -n kube-system wait --for=condition=Complete job/helm-install-other --timeout=30m",
      UNMANAGED,
      FORGET,
      "kubectl apply --server-side --filename output/boards/gitops/gitrepo.yaml",
    ].map((line) => commands.indexOf(line));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it("is forgotten by Helm on nodes of kubeadm too, after it was installed", () => {
    const readme = filesOf(
      `fleet: {${REPOSITORY}}`,
      "{version: v1.36.3, distribution: kubeadm}",
      ", cni: {cilium: {}}",
    )("README.md");
    const commands = commandsOf(readme);
    expect(commands).toContain(FORGET);
    expect(commands.findIndex((line) => line.startsWith("helm upgrade --install other"))).toBeLessThan(
      commands.indexOf(FORGET),
    );
    expect(readme).toContain("nothing that runs is touched");
  });

  it.each(["flux", "argoCd"])("keeps Helm's record where %s takes it over", (engine) => {
    const readme = filesOf(`${engine}: {${REPOSITORY}}`)("README.md");
    expect(readme).not.toContain("owner=helm");
  });

  it("stays K3s' where K3s is alone, which the umbrella tells by force", () => {
    const file = filesOf("k3s: {}");
    const commands = commandsOf(file("README.md"));
    expect(commands).not.toContain(UNMANAGED);
    expect(commands).toContain(
      "helm upgrade --install boards ./output/boards/chart --namespace kube-system --take-ownership --server-side=true --force-conflicts",
    );
    // Which K3s would merge below the umbrella's values.
    expect(file("k3s/pi1/manifests/20-one.yaml")).toContain("valuesContent: |\n    first: true");
    expect(file("chart/templates/_release.tpl")).toContain('valuesContent: ""');
    expect(file("README.md")).toContain("[helm](https://helm.sh/docs/intro/install/) 4 or newer");
  });
});

describe("an older K3s that is alone", () => {
  it("is no fault where plain objects are applied", () => {
    const file = filesOf("k3s: {}, rendered: true", "{version: v1.35.6+k3s1}");
    expect(file("k3s/pi1/manifests/20-one.yaml")).toContain("failurePolicy: abort");
  });
});

describe("an install that was interrupted", () => {
  const older = (engine: string) =>
    filesOf(`${engine}: {${REPOSITORY}}`, "{version: v1.35.6+k3s1}")("README.md");

  it.each(["flux", "argoCd", "fleet"])("is gone on with by hand where K3s gives it up: %s", (engine) => {
    const told = older(engine)
      .split("\n")
      .find((line) => line.includes("and the job goes on: "));
    expect(told).toContain(`\`${FORGET}\``);
  });

  it("is gone on with by K3s of later releases", () => {
    expect(filesOf(`flux: {${REPOSITORY}}`)("README.md")).not.toContain("the job goes on");
  });
});
