import { describe, expect, it } from "vitest";
import { compileFiles, located } from "../support/compile.ts";

const FOLDER = "blueprints/network/box";

const FILES: Readonly<Record<string, string>> = {
  "homelab.yaml": `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: lab}
kubernetes: {version: v1.36.3+k3s1}
nodes:
  - {name: n1, role: server, address: 192.168.1.11, memory: 8Gi, disk: 32Gi}
network:
  lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1}
  router:
    box: {note: fine}
delivery:
  flux: {repository: ssh://git@git.example.org/me/lab.git}
`,
  [`${FOLDER}/blueprint.yaml`]: `apiVersion: k8sgen.dev/v1
kind: Blueprint
metadata: {name: box, title: Box, description: A box.}
slots: [{path: network.router.box}]
router:
  files:
    - {name: box.cfg, format: networks, target: /etc/box.cfg, package: box, about: all of it, check: box -c, load: box -l}
    - {name: empty.cfg, format: networks, target: /etc/empty.cfg}
    - {name: form.json, format: json}
`,
  [`${FOLDER}/schema.json`]:
    '{"title":"Box","description":"A box.","type":"object","additionalProperties":false,"properties":{"note":{"title":"Note","description":"Anything.","type":"string"}}}',
  [`${FOLDER}/router/box.cfg.hbs`]:
    "{{#each homelab.nodes as |node|}}\nserver {{node.name}} {{node.address}} # {{@root.spec.note}}\n{{/each}}\n",
  [`${FOLDER}/router/empty.cfg.hbs`]: "{{#unless spec.note}}\nnothing\n{{/unless}}\n",
  [`${FOLDER}/router/form.json.hbs`]: "note: {{spec.note}}\nnodes: {{length homelab.nodes}}\n",
};

const compiled = (changes: Readonly<Record<string, string | undefined>> = {}) =>
  compileFiles(
    Object.fromEntries(
      Object.entries({ ...FILES, ...changes }).flatMap(([path, text]) =>
        text === undefined ? [] : [[path, text]],
      ),
    ),
  );

const noted = (note: string) =>
  compiled({ "homelab.yaml": (FILES["homelab.yaml"] ?? "").replace("fine", JSON.stringify(note)) });

const textOf = (compilation: ReturnType<typeof compiled>, path: string): string =>
  new TextDecoder().decode(compilation.compiled?.tree.files.get(path));

describe("a blueprint of a user writes files for a router", () => {
  it("below the name of the component", () => {
    const compilation = compiled();
    expect(compilation.diagnostics).toEqual([]);
    expect(textOf(compilation, "router/box/box.cfg")).toBe("server n1 192.168.1.11 # fine\n");
    expect(JSON.parse(textOf(compilation, "router/box/form.json"))).toEqual({ note: "fine", nodes: 1 });
    expect(compilation.compiled?.tree.files.has("router/box/empty.cfg")).toBe(false);
  });

  it("and the README tells where they go", () => {
    const readme = textOf(compiled(), "README.md");
    expect(readme).toContain("| `router/box/box.cfg` | `/etc/box.cfg` | all of it |");
    expect(readme).toContain(
      "apt-get install box\ninstall -D -m 0644 router/box/box.cfg /etc/box.cfg\nbox -c\nbox -l\n",
    );
    expect(readme).not.toContain("empty.cfg");
  });

  it.each(["a b", "a\nserver evil 6.6.6.6", "a#", "${HOME}", 'a"b', ""])(
    "a value that is no word is told at the user's line: %j",
    (note) => {
      const compilation = noted(note);
      expect(located(compilation)).toEqual(["E_TEMPLATE_WORD 10:17 network.router.box.note"]);
      expect(compilation.compiled).toBeUndefined();
    },
  );

  it.each<[name: string, changes: Readonly<Record<string, string | undefined>>, told: string]>([
    ["a file without a template", { [`${FOLDER}/router/form.json.hbs`]: undefined }, "E_BLUEPRINT_FILE 9:14"],
    ["a template without a file", { [`${FOLDER}/router/other.cfg.hbs`]: "" }, "E_BLUEPRINT_FILE 1:1"],
    ["a template in a folder", { [`${FOLDER}/router/a/box.cfg.hbs`]: "" }, "E_BLUEPRINT_FILE 1:1"],
    [
      "a name that stands twice",
      {
        [`${FOLDER}/blueprint.yaml`]: `${FILES[`${FOLDER}/blueprint.yaml`]}    - {name: box.cfg, format: words}\n`,
      },
      "E_BLUEPRINT_DUPLICATE 10:14",
    ],
    [
      "a format that is not known",
      {
        [`${FOLDER}/blueprint.yaml`]: (FILES[`${FOLDER}/blueprint.yaml`] ?? "").replace("networks", "apache"),
      },
      "E_BLUEPRINT_INVALID 7:31 router.files[0].format",
    ],
  ])("%s is a fault", (_, changes, told) => {
    expect(located(compiled(changes))).toContain(told);
  });
});
