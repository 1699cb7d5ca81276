import { describe, expect, it } from "vitest";
import { blueprint, charted, type Files, type Job, laboratory } from "./lab.ts";

const { run } = laboratory();

const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: one}\n";
const SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: one}\nspec: {{spec.spec}}\n";
const GADGET = "apiVersion: example.org/v1\nkind: Gadget\nmetadata: {name: g, namespace: one}\n";

const template = (text: string, extra = ""): Files =>
  blueprint("one", extra, { "manifests/a.yaml.hbs": text });
const copied = (text: string): Files => blueprint("one", "", { "manifests/a.yaml": text });

const TEMPLATE = "blueprints/extensions/one/manifests/a.yaml.hbs";
const COPY = "blueprints/extensions/one/manifests/a.yaml";

const CASES: readonly (Job & {
  readonly title: string;
  readonly expected: readonly string[];
  readonly says: string;
})[] = [
  {
    title: "an unknown field that the user wrote",
    use: "  one: {spec: {prots: []}}",
    files: template(SERVICE),
    expected: ["E_OBJECT_INVALID homelab.yaml:9:23 extensions.one.spec.prots"],
    says: "Service one/s: `spec.prots`: there is no such field.",
  },
  {
    title: "several unknown fields of one map, each at its place",
    use: "  one:\n    spec:\n      prots: []\n      slector: {a: b}\n      it's: 1",
    files: template(SERVICE),
    expected: [
      "E_OBJECT_INVALID homelab.yaml:11:14 extensions.one.spec.prots",
      "E_OBJECT_INVALID homelab.yaml:12:16 extensions.one.spec.slector",
      'E_OBJECT_INVALID homelab.yaml:13:13 extensions.one.spec["it\'s"]',
    ],
    says: '`spec["it\'s"]`: there is no such field.',
  },
  {
    title: "a value of the wrong type inside of a list",
    use: "  one: {spec: {ports: [{port: 80}, {port: many}]}}",
    files: template(SERVICE),
    expected: ["E_OBJECT_INVALID homelab.yaml:9:43 extensions.one.spec.ports[1].port"],
    says: "`spec.ports[1].port`: got string, want integer.",
  },
  {
    title: "an unknown field of the blueprint's own",
    use: "  one: {}",
    files: template(`${CONFIG}data: {a: b}\ndta: {a: b}\n`),
    expected: [`E_OBJECT_INVALID ${TEMPLATE}:5:6`],
    says: "ConfigMap one/c: `dta`: there is no such field.",
  },
  {
    title: "a namespaced object without a namespace",
    use: "  one: {}",
    files: template("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n"),
    expected: [`E_OBJECT_INVALID ${TEMPLATE}:3:11`],
    says: "ConfigMap c: `metadata.namespace`: the kind is namespaced, and the object names no namespace.",
  },
  {
    title: "a cluster-wide object with a namespace that the user wrote",
    use: "  one: {where: home}",
    files: template(
      "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: p, namespace: {{spec.where}} }\nvalue: 1\n",
    ),
    expected: ["E_OBJECT_INVALID homelab.yaml:9:16 extensions.one.where"],
    says: "the kind is cluster-wide, and the object names a namespace.",
  },
  {
    title: "a kind that does not exist",
    use: "  one: {}",
    files: template(CONFIG.replace("ConfigMap", "ConfgiMap")),
    expected: [`E_OBJECT_NO_SCHEMA ${TEMPLATE}:2:7`],
    says: "neither the target Kubernetes version nor a CRD of the plan has the kind v1 ConfgiMap.",
  },
  {
    title: "a version of a group that does not exist any more",
    use: "  one: {}",
    files: template(
      "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: p, namespace: one}\n",
    ),
    expected: [`E_API_NOT_SERVED ${TEMPLATE}:1:13`],
    says: "policy/v1beta1 PodDisruptionBudget was removed in Kubernetes 1.25",
  },
  {
    title: "a custom resource whose CRD nothing brings",
    use: "  one: {}",
    files: template(GADGET),
    expected: [`E_OBJECT_NO_SCHEMA ${TEMPLATE}:2:7`],
    says: "example.org/v1 Gadget",
  },
  {
    title: "a custom resource of a pack",
    use: "  one: {issuer: {selfSigned: {}, secret: x}}",
    files: template(
      "apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata: {name: i}\nspec: {{spec.issuer}}\n",
      "crds: [{groups: [cert-manager.io], source: pack, pack: cert-manager}]\n",
    ),
    expected: ["E_OBJECT_INVALID homelab.yaml:9:42 extensions.one.issuer.secret"],
    says: "ClusterIssuer i: `spec.secret`: there is no such field.",
  },
  {
    title: "an unknown field in a file that is copied, at its line there",
    use: "  one: {}",
    files: copied(`# First.\n${CONFIG}---\n${CONFIG.replace("name: c", "name: d")}data:\n  a: 1\n`),
    expected: [`E_OBJECT_INVALID ${COPY}:10:6`],
    says: "ConfigMap one/d: `data.a`: got number, want string.",
  },
  {
    title: "a file that is copied and is no YAML",
    use: "  one: {}",
    files: copied(`${CONFIG}data: {\n`),
    expected: [`E_OBJECT_INVALID ${COPY}:5:1`],
    says: "The file is no YAML: ",
  },
  {
    title: "a Secret with content in a file that is copied",
    use: "  one: {}",
    files: copied(
      `${CONFIG}---\napiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: one}\nstringData: {word: hunter2}\n`,
    ),
    expected: [`E_SECRET_CLEAR ${COPY}:8:13`],
    says: "The file holds a Secret with content in clear text.",
  },
  {
    title: "a password in the values of a release, from the user",
    use: "  one: {values: {db: {password: hunter2}}}",
    files: blueprint("one", charted("one")),
    expected: ["E_SECRET_CLEAR homelab.yaml:9:33 extensions.one.values.db.password"],
    says: "`db.password` in the values of `one` looks like a secret in clear text.",
  },
  {
    title: "a token in the values of a release, from the blueprint",
    use: "  one: {}",
    files: blueprint("one", charted("one"), { "values.yaml.hbs": "users:\n  - {name: a, apiToken: abc}\n" }),
    expected: ["E_SECRET_CLEAR blueprints/extensions/one/values.yaml.hbs:2:25"],
    says: "`users[0].apiToken`",
  },
  {
    title: "a null of the user's that Helm drops",
    use: "  one: {values: {a: {b: null}}}",
    files: blueprint("one", charted("one")),
    expected: ["E_UMBRELLA homelab.yaml:9:25 extensions.one.values.a.b"],
    says: "The umbrella chart does not hand on `a.b` to the release `one` as it is.",
  },
  {
    title: "a null of the blueprint's that Helm drops",
    use: "  one: {}",
    files: blueprint("one", charted("one"), { "values.yaml.hbs": "a:\n  b: null\n" }),
    expected: ["E_UMBRELLA blueprints/extensions/one/values.yaml.hbs:2:6"],
    says: "`a.b`",
  },
];

describe("what Kubernetes would refuse is told at the line that caused it, and nothing is written", () => {
  it.each(CASES)("$title", async ({ expected, says, ...job }) => {
    const { found, messages, written, report } = await run(job);
    expect(found).toEqual(expected);
    expect(messages).toContain(says);
    expect(report.ok).toBe(false);
    expect(written).toEqual([]);
  });
});

const SOUND: readonly (Job & { readonly title: string })[] = [
  { title: "a ConfigMap", use: "  one: {}", files: template(CONFIG) },
  { title: "a ConfigMap with a null", use: "  one: {}", files: template(`${CONFIG}data: null\n`) },
  { title: "a file that is copied", use: "  one: {}", files: copied(`---\n# Nothing.\n---\n${CONFIG}`) },
  {
    title: "values that refer to secrets",
    use: "  one: {values: {password: '$__file{/etc/x}', token: '', auth: {existingSecret: x, passwordKey: y}}}",
    files: blueprint("one", charted("one")),
  },
  {
    title: "values of every type",
    use: "  one: {values: {a: [], b: {}, c: '', d: 0.5, e: -1, f: 9007199254740991, g: [{h: [true]}], i: 'yes', j: '0x1F', k: \"a\\nb\\n\", 'l/m.n': '{{ .Values }}'}}",
    files: blueprint("one", charted("one")),
  },
];

describe("what is sound is written, with nothing to say", () => {
  it.each(SOUND)("$title", async (job) => {
    const { found, written, report } = await run(job);
    expect(found).toEqual([]);
    expect(report.ok).toBe(true);
    expect(written).toEqual(["t"]);
  });
});

describe("a custom resource whose chart is not at hand and which no pack stands in for", () => {
  const job: Job = {
    use: "  one: {}",
    files: template(GADGET, `${charted("one")}crds: [{groups: [example.org], source: chart}]\n`),
  };

  it("is skipped with a warning", async () => {
    const { found, written, report } = await run(job);
    expect(found).toEqual([`W_OBJECT_SKIPPED ${TEMPLATE}:2:7`]);
    expect(report.diagnostics[0]?.severity).toBe("warning");
    expect(report.coverage.skipped).toEqual([
      { kind: "example.org/v1 Gadget", reason: "no schema at hand", count: 1 },
    ]);
    expect(written).toEqual(["t"]);
  });

  it("is an error with --strict, as is the chart", async () => {
    const { found, written, report } = await run({ ...job, strict: true });
    expect(found).toEqual([
      "W_CHART_NOT_RENDERED homelab.yaml:9:8 extensions.one",
      `W_OBJECT_SKIPPED ${TEMPLATE}:2:7`,
    ]);
    expect(report.diagnostics.map(({ severity }) => severity)).toEqual(["error", "error"]);
    expect(written).toEqual([]);
  });
});

describe("a blueprint's folder that cannot be read", () => {
  it.each(["blueprints", "blueprints/extensions/one", "blueprints/extensions/one/manifests"])(
    "%s",
    async (path) => {
      const { found, written } = await run({ use: "  one: {}", files: template(CONFIG), unreadable: [path] });
      expect(found).toContainEqual(`E_FILE_READ ${path}:1:1`);
      expect(written).toEqual([]);
    },
  );
});
