import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import type { LockedChart } from "../lock/model.ts";
import type { Plan } from "../plan/model.ts";
import type { EncryptedSecrets } from "../secrets/check.ts";
import { addFlux, FLUX_NO_PRUNE } from "./flux.ts";
import { INVENTORY, inventory } from "./inventory.ts";
import { addK3s } from "./k3s/k3s.ts";
import { addManifests } from "./manifests.ts";
import { addReadme } from "./readme/readme.ts";
import { addRouter } from "./router.ts";
import { addSecrets } from "./secrets.ts";
import { type AssembledTree, FileTree } from "./tree.ts";
import { addUmbrella } from "./umbrella/umbrella.ts";

/**
 * Lays out the files of `output/<name>/`.
 * @param locked what k8sgen.lock says of the plan's charts, in the order of the plan
 */
export function assemble(
  plan: Plan,
  components: readonly ExpandedComponent[],
  secrets: EncryptedSecrets,
  locked: readonly LockedChart[] = [],
): Result<AssembledTree> {
  const tree = new FileTree();
  const diagnostics: Diagnostic[] = [];
  addUmbrella(tree, plan, components);
  addManifests(tree, components, FLUX_NO_PRUNE);
  addSecrets(tree, secrets ?? []);
  addFlux(tree, plan, components, secrets ?? []);
  diagnostics.push(...addK3s(tree, plan, components));
  addRouter(tree, components);
  addReadme(tree, plan, components, locked);
  // Digests are of bytes: Git must not exchange line endings.
  tree.text(".gitattributes", "* -text\n");
  tree.text(INVENTORY, inventory(plan, locked, tree.finish().files));
  return { value: tree.finish(), diagnostics };
}
