import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { laboratory, memoryCache } from "../verify/lab.ts";
import { ENGINES, homelabWith, textsOf, twoCharts, writeTexts } from "./lab.ts";

const UPDATE = process.env.UPDATE_GOLDENS !== undefined;
const { run } = laboratory();

const USE = "  one: {}\n  two: {}";
const of = (engine: string, files = twoCharts()) => ({
  homelab: homelabWith(engine),
  use: USE,
  files,
  charts: true,
});

const isShown = (path: string): boolean => /^(rendered|gitops)\//.test(path);

describe("the plain objects of two charts, for each engine (UPDATE_GOLDENS=1 writes them)", () => {
  it.each(Object.keys(ENGINES))("%s", async (engine) => {
    const { tree, found, messages, written } = await run(of(engine));
    expect(written, messages).toEqual(["t"]);
    expect(found).toContain("W_RENDERED_HOOK homelab.yaml:9:8 extensions.one");
    // Argo CD's own chart is not at hand here; see the long test.
    const actual = Object.fromEntries(Object.entries(tree).filter(([path]) => isShown(path)));
    const folder = join(import.meta.dirname, "expected", engine);
    if (UPDATE) writeTexts(folder, actual);
    expect(actual).toEqual(textsOf(folder));
    expect(Object.keys(tree).filter((path) => path.startsWith("chart/"))).toEqual([]);
  });

  it("writes the same bytes with a cache that knows all of it, and with one that knows nothing", async () => {
    const cache = memoryCache();
    const first = await run({ ...of("flux"), cache });
    const again = await run({ ...of("flux"), cache });
    const anew = await run(of("flux"));
    expect(again.tree).toEqual(first.tree);
    expect(anew.tree).toEqual(first.tree);
  });
});

describe("what keeps plain objects from being written", () => {
  it("a chart that is not at hand", async () => {
    const { "charts/two-1.0.0.tgz": _gone, ...files } = twoCharts();
    const { found, messages, written } = await run(of("flux", files));
    expect(written).toEqual([]);
    expect(found.join("\n")).toMatch(/^E_RENDERED_CHART homelab\.yaml:7:\d+ delivery\.rendered$/m);
    expect(messages).toContain("those of `two` are not at hand");
  });

  it.each([
    ["a key that is no file of settings", "value: c2VjcmV0"],
    ["settings with a password", `web.yaml: ${Buffer.from("db: {password: hunter2}").toString("base64")}`],
    ["settings that are no YAML", `web.conf: ${Buffer.from("[db]\npassword = hunter2").toString("base64")}`],
  ])("a Secret: %s", async (_title, entry) => {
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata:\n  ${entry}\n`;
    const { found, text, written } = await run(of("flux", twoCharts({ "templates/secret.yaml": secret })));
    expect(written).toEqual([]);
    expect(found).toContain("E_RENDERED_SECRET homelab.yaml:9:8 extensions.one");
    expect(text).toContain("`auth.existingSecret`");
    expect(text).not.toContain("hunter2");
  });
});

describe("hooks", () => {
  it("of one phase that follow each other by their weights are told", async () => {
    const job = (name: string, weight: number) =>
      `apiVersion: batch/v1\nkind: Job\nmetadata: {name: ${name}, annotations: {helm.sh/hook: pre-install, helm.sh/hook-weight: "${weight}"}}\nspec: {template: {spec: {restartPolicy: Never, securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}, containers: [{name: j, image: "registry.example.org/job:1.0.0", securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]}}}\n`;
    const { messages } = await run(
      of("flux", twoCharts({ "templates/more.yaml": `${job("x", 1)}---\n${job("z", 2)}` })),
    );
    expect(messages).toContain("start together: Job one/prepare; Job one/x; Job one/z");
  });

  it("that remove data, as the blueprint says, are left out without a word", async () => {
    const { found, tree } = await run(of("flux", twoCharts({}, ", deleteHooks: true")));
    expect(found.filter((one) => one.startsWith("W_RENDERED_HOOK"))).toEqual([]);
    expect(Object.values(tree).join("\n")).not.toContain("name: remove");
  });

  it("that the blueprint switches off are left out", async () => {
    const { tree } = await run(of("flux", twoCharts({}, ", hooks: false")));
    expect(Object.keys(tree).filter((path) => /^rendered\/one\/(before|after)\//.test(path))).toEqual([]);
  });
});

describe("a component whose chart renders kinds alone", () => {
  it("passes on what it waits for", async () => {
    const crd = textsOf(join(import.meta.dirname, "chart"))
      ["templates/objects.yaml"]?.split("---\n")
      .find((text) => text.includes("CustomResourceDefinition"));
    const { tree, messages } = await run(
      of("flux", twoCharts({ "templates/objects.yaml": crd ?? "", "templates/hooks.yaml": "" })),
    );
    expect(tree["gitops/rendered.one.yaml"], messages).toBeUndefined();
    expect(tree["rendered/_crds/one.yaml"]).toContain("kustomize.toolkit.fluxcd.io/prune: disabled");
    expect(tree["gitops/rendered.two.yaml"]).toContain(
      "dependsOn:\n    - name: first.namespaces\n    - name: first.crds\n  source",
    );
  });
});
