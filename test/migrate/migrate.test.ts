import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isMap, isScalar } from "yaml";
import { MIGRATIONS, type Migration, migrateHomelab } from "../../src/edit/migrate.ts";
import { compileText, readText } from "../support/compile.ts";
import { ROOT } from "../support/root.ts";

const CURRENT: string = JSON.parse(readText("schemas/homelab.schema.json")).properties.apiVersion.const;
const GROUP = "k8sgen.dev/";

const migrate = (text: string, migrations: readonly Migration[] = MIGRATIONS, current = CURRENT) =>
  migrateHomelab("homelab.yaml", text, current, migrations);

const folders = readdirSync(join(ROOT, "test/migrate"), { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

/** Files as people have written them, of each version that was ever released; none is ever changed. */
const corpus = folders.flatMap((version) =>
  readdirSync(join(ROOT, "test/migrate", version)).map((name) => ({ version, name })),
);

describe("the corpus", () => {
  it("has a folder for each version", () =>
    expect(folders.map((version) => GROUP + version).sort()).toEqual(
      [...MIGRATIONS.map(({ from }) => from), CURRENT].sort(),
    ));

  it.each(corpus)("$version/$name becomes current, and compiles", ({ version, name }) => {
    const text = readText(`test/migrate/${version}/${name}`);
    expect(text).toContain(`apiVersion: ${GROUP}${version}`);
    const { value, diagnostics } = migrate(text);
    expect(diagnostics).toEqual([]);
    if (GROUP + version === CURRENT) expect(value).toEqual({ text, steps: [] });
    const compilation = compileText(value?.text ?? "");
    expect(compilation.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

/** Renames a key of the file, with its comments. */
const renaming = (from: string, to: string, key: string, name: string): Migration => ({
  from,
  to,
  title: `renames ${key} to ${name}`,
  apply: ({ contents }) => {
    const pairs = isMap(contents) ? contents.items : [];
    for (const pair of pairs) if (isScalar(pair.key) && pair.key.value === key) pair.key.value = name;
  },
});

const STEPS = [
  renaming("lab.test/v2", "lab.test/v3", "machines", "nodes"),
  renaming("lab.test/v1beta1", "lab.test/v2", "hosts", "machines"),
];

const OLD = `# The whole lab.
apiVersion: lab.test/v1beta1 # old
kind: Homelab

# the boards
hosts: # four
  - &pi {name: pi1, role: 'server'}   # first
  - {<<: *pi, name: pi2}
extra: >
  a long text
`;

describe("a chain of migrations", () => {
  it("goes from version to version, and keeps comments, anchors and order", () => {
    const { value, diagnostics } = migrate(OLD, STEPS, "lab.test/v3");
    expect(diagnostics).toEqual([]);
    expect(value?.steps.map(({ title }) => title)).toEqual([
      "renames hosts to machines",
      "renames machines to nodes",
    ]);
    expect(value?.text).toBe(
      OLD.replace("v1beta1", "v3").replace("hosts:", "nodes:").replace("'server'}   #", '"server"} #'),
    );
  });

  it("begins where the file stands", () =>
    expect(migrate("apiVersion: lab.test/v2\nmachines: []\n", STEPS, "lab.test/v3").value?.text).toBe(
      "apiVersion: lab.test/v3\nnodes: []\n",
    ));

  it("leaves every byte of a current file", () => {
    const text = "kind:   'x'\r\napiVersion:  lab.test/v3\r\n";
    expect(migrate(text, STEPS, "lab.test/v3").value).toEqual({ text, steps: [] });
  });

  it("does not run for ever in a circle", () => {
    const circle = [renaming("l/v1", "l/v2", "a", "b"), renaming("l/v2", "l/v1", "b", "a")];
    expect(migrate("apiVersion: l/v1\n", circle, "l/v3").diagnostics[0]?.code).toBe("E_VERSION_UNKNOWN");
  });
});

describe("a version that", () => {
  it.each([
    ["is newer", "k8sgen.dev/v2", "E_VERSION_NEWER", "install a newer k8sgen"],
    ["is newer and not stable yet", "k8sgen.dev/v2alpha1", "E_VERSION_NEWER", "install a newer k8sgen"],
    ["never was", "k8sgen.dev/v1alpha1", "E_VERSION_UNKNOWN", "did you mean `k8sgen.dev/v1`?"],
    ["is of another program", "apps/v1", "E_VERSION_UNKNOWN", "known: k8sgen.dev/v1"],
    ["is misspelt", "k8sgen.dev/1", "E_VERSION_UNKNOWN", "did you mean `k8sgen.dev/v1`?"],
  ])("%s", (_, version, code, hint) => {
    const { value, diagnostics } = migrate(`kind: Homelab\napiVersion: ${version}\n`);
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code, hint, location: { line: 2, column: 13 } }]);
  });

  it.each(["kind: Homelab\n", "", "[]\n", "apiVersion: 5\n"])("is not there: %j", (text) =>
    expect(migrate(text).diagnostics).toMatchObject([{ code: "E_VERSION_MISSING" }]),
  );

  it("stands in a file that is no YAML", () =>
    expect(migrate("a: [\n").diagnostics.map(({ code }) => code)).toContain("E_YAML_SYNTAX"));
});
