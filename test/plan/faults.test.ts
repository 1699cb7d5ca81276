import { describe, expect, it } from "vitest";
import { compileFiles, located } from "../support/compile.ts";

const HOMELAB = `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: t}
kubernetes: {version: v1.36.3+k3s1}
nodes: [{name: a, role: server, address: 192.168.1.2, arch: arm64, memory: 8Gi, disk: 32Gi}]
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1}}
delivery: {flux: {repository: https://git.example.org/me/t.git}}
`;

const SLICE =
  '{"title":"X","description":"x","type":"object","additionalProperties":false,"properties":{"text":{"type":"string","description":"x"}}}';

type Files = Readonly<Record<string, string>>;

/** A blueprint in the user's folder; `extra` is appended to its blueprint.yaml. */
const blueprint = (name: string, extra = "", files: Files = {}): Files => ({
  [`blueprints/extensions/${name}/blueprint.yaml`]: `apiVersion: k8sgen.dev/v1\nkind: Blueprint\nmetadata: {name: ${name}, title: ${name}, description: ${name}}\n${extra}`,
  [`blueprints/extensions/${name}/schema.json`]: SLICE,
  ...Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`blueprints/extensions/${name}/${path}`, text]),
  ),
});

const slot = (name: string): string => `slots: [{path: extensions.${name}}]\n`;

const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: one}\n";

const CASES: readonly {
  readonly title: string;
  readonly files: Files;
  readonly use?: string;
  readonly expected: readonly string[];
}[] = [
  {
    title: "a capability that nothing offers",
    files: blueprint("one", `${slot("one")}requires: [example.org/thing]\n`),
    use: "one: {}",
    expected: ["E_CAPABILITY_MISSING 9:8 extensions.one"],
  },
  {
    title: "data on a node that has nothing but a microSD card",
    files: blueprint("one", slot("one"), {
      "contributions.yaml.hbs": "NodeSettings: [{reason: data, dataPaths: [/var/lib/one]}]\n",
    }),
    use: "one: {}",
    expected: ["W_SYSTEM_DISK 9:8 extensions.one"],
  },
  {
    title: "a capability of which two are offered",
    files: {
      ...blueprint("one", `${slot("one")}offers: [example.org/thing]\n`, {
        "offers.yaml.hbs": "example.org/thing: {}\n",
      }),
      ...blueprint("two", `${slot("two")}offers: [example.org/thing]\n`, {
        "offers.yaml.hbs": "example.org/thing: {}\n",
      }),
    },
    use: "one: {}\n  two: {}",
    expected: ["E_CAPABILITY_CONFLICT 10:8 extensions.two"],
  },
  {
    title: "an offer that blueprint.yaml does not list",
    files: blueprint("one", slot("one"), { "offers.yaml.hbs": "example.org/thing: {}\n" }),
    use: "one: {}",
    expected: ["E_CONTRIBUTION_INVALID 1:20"],
  },
  {
    title: "a slot without the one that it is a part of",
    files: blueprint(
      "one",
      "slots: [{path: extensions.one}, {path: extensions.part, needs: [extensions.one]}]\n",
    ),
    use: "part: {}",
    expected: ["E_SLOT_NEEDS 9:9 extensions.part"],
  },
  {
    title: "components that wait for each other",
    files: {
      ...blueprint("one", `${slot("one")}offers: [example.org/a]\nwants: [example.org/b]\n`, {
        "offers.yaml.hbs": "example.org/a: {}\n",
      }),
      ...blueprint("two", `${slot("two")}offers: [example.org/b]\nwants: [example.org/a]\n`, {
        "offers.yaml.hbs": "example.org/b: {}\n",
      }),
    },
    use: "one: {}\n  two: {}",
    expected: ["E_DEPENDENCY_CYCLE 6:8"],
  },
  {
    title: "a contribution of the wrong form",
    files: blueprint("one", slot("one"), {
      "contributions.yaml.hbs": "Route:\n  - {name: x, namespace: one, host: h, service: s, port: many}\n",
    }),
    use: "one: {}",
    expected: ["E_CONTRIBUTION_INVALID 2:58 Route[0].port"],
  },
  {
    title: "a contribution of a kind that does not exist",
    files: blueprint("one", slot("one"), { "contributions.yaml.hbs": "Rout: []\n" }),
    use: "one: {}",
    expected: ["E_CONTRIBUTION_INVALID 1:7 Rout"],
  },
  {
    title: "values for a release that is not there",
    files: blueprint("one", slot("one"), {
      "contributions.yaml.hbs": "ReleaseValues: [{capability: dashboards, values: {a: 1}}]\n",
    }),
    use: "one: {}",
    expected: ["E_CONTRIBUTION_UNMET 1:30"],
  },
  {
    title: "images that do not exist for a node's architecture",
    files: blueprint("one", `${slot("one")}nodes: {architectures: [amd64]}\n`),
    use: "one: {}",
    expected: ["E_ARCHITECTURE 9:8 extensions.one"],
  },
  {
    title: "receivers of alerts that nothing routes",
    files: blueprint("one", slot("one")),
    use: "one: {}\nobservability: {alerts: {receivers: [{name: chat, discord: {}}]}}",
    expected: ["W_ALERTS_UNTOLD 10:37 observability.alerts.receivers"],
  },
  {
    title: "a component that was given up",
    files: blueprint("one", `${slot("one")}retired: {since: 2024-02, successor: extensions.two}\n`),
    use: "one: {}",
    expected: ["W_RETIRED 9:8 extensions.one"],
  },
  {
    title: "an unknown key in blueprint.yaml",
    files: blueprint("one", "slotz: []\n"),
    expected: ["E_BLUEPRINT_INVALID 4:1 slotz"],
  },
  {
    title: "a slot in a section that takes no providers",
    files: blueprint("one", "slots: [{path: nodes.one}]\n"),
    expected: ["E_BLUEPRINT_SLOT 4:16"],
  },
  {
    title: "a slot that is taken",
    files: { ...blueprint("one", slot("one")), ...blueprint("two", "slots: [{path: extensions.one}]\n") },
    expected: ["E_BLUEPRINT_DUPLICATE 4:16"],
  },
  {
    title: "a slot without schema.json",
    files: {
      "blueprints/extensions/one/blueprint.yaml": `apiVersion: k8sgen.dev/v1\nkind: Blueprint\nmetadata: {name: one, title: x, description: x}\n${slot("one")}`,
    },
    expected: ["E_BLUEPRINT_SCHEMA 4:8"],
  },
  {
    title: "a folder without blueprint.yaml",
    files: { "blueprints/extensions/one/schema.json": SLICE },
    expected: ["E_BLUEPRINT_FILE 1:1"],
  },
  {
    title: "a schema.json that is no JSON",
    files: { ...blueprint("one", slot("one")), "blueprints/extensions/one/schema.json": "{" },
    expected: ["E_BLUEPRINT_SCHEMA 1:1", "E_BLUEPRINT_SCHEMA 4:8"],
  },
  {
    title: "a schema.json that is no schema",
    files: {
      ...blueprint("one", slot("one")),
      "blueprints/extensions/one/schema.json": '{"type":"object","properties":{"a":{"type":"strnig"}}}',
    },
    expected: ["E_BLUEPRINT_SCHEMA 1:1"],
  },
  {
    title: "a manifest that is no object",
    files: blueprint("one", slot("one"), {
      "manifests/a.yaml.hbs": "apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: one}\n",
    }),
    use: "one: {}",
    expected: ["E_TEMPLATE_OBJECT 3:11"],
  },
  {
    title: "one object twice",
    files: blueprint("one", slot("one"), { "manifests/a.yaml.hbs": CONFIG, "manifests/b.yaml.hbs": CONFIG }),
    use: "one: {}",
    expected: ["E_OBJECT_DUPLICATE 3:18"],
  },
  {
    title: "a Secret with content",
    files: blueprint("one", slot("one"), {
      "manifests/a.yaml.hbs":
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: one}\nstringData: {password: {{spec.text}} }\n",
    }),
    use: "one: {text: hunter2}",
    expected: ["E_SECRET_CLEAR 1:1"],
  },
  {
    title: "a template fault in contributions and one in manifests of different components",
    files: {
      ...blueprint("one", slot("one"), { "contributions.yaml.hbs": "Route: {{nope}}\n" }),
      ...blueprint("two", slot("two"), { "offers.yaml.hbs": "{{nope}}: 1\n" }),
    },
    use: "one: {}\n  two: {}",
    expected: ["E_TEMPLATE_UNDEFINED 1:1", "E_TEMPLATE_UNDEFINED 1:8"],
  },
];

describe("faults of blueprints and plans", () => {
  it("the fixture is sound", () => expect(located(compileFiles({ "homelab.yaml": HOMELAB }))).toEqual([]));

  it.each(CASES)("$title", ({ files, use, expected }) => {
    const result = compileFiles({
      ...files,
      "homelab.yaml": use === undefined ? HOMELAB : `${HOMELAB}extensions:\n  ${use}\n`,
    });
    expect(located(result)).toEqual(expected);
    const isError = expected.some((line) => line.startsWith("E_"));
    expect(result.compiled === undefined).toBe(isError);
  });
});
