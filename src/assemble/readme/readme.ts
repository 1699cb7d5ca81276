import type { ExpandedComponent } from "../../expand/model.ts";
import type { Plan } from "../../plan/model.ts";
import type { FileTree } from "../tree.ts";

/** `README.md` of the output: what runs where, at which version. */
export function addReadme(tree: FileTree, plan: Plan, components: readonly ExpandedComponent[]): void {
  const { name, version } = plan.homelab.metadata;
  const nodes = plan.homelab.nodes.map(
    (node) => `| ${node.name} | ${node.role} | ${node.address} | ${node.arch} | ${node.memory} |`,
  );
  const rows = components.map(
    ({ component }) =>
      `| ${component.name} | ${component.blueprint.manifest.chart?.version ?? ""} | ${component.namespace} |`,
  );
  const lines = [
    `# ${name} ${version}`,
    "",
    "| node | role | address | arch | memory |",
    "|---|---|---|---|---|",
    ...nodes,
    "",
    "| component | chart | namespace |",
    "|---|---|---|",
    ...rows,
  ];
  tree.text("README.md", `${lines.join("\n")}\n`);
}
