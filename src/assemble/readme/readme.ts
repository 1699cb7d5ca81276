import type { ExpandedComponent } from "../../expand/model.ts";
import type { LockedChart } from "../../lock/model.ts";
import type { Plan } from "../../plan/model.ts";
import { recipientsOf } from "../../secrets/recipients.ts";
import { distributionOf } from "../distributions/distribution.ts";
import type { DeliveryEngine } from "../engines/model.ts";
import { isLaptop } from "../laptop/model.ts";
import type { FileTree } from "../tree.ts";
import { bootstrapSection } from "./bootstrap.ts";
import { addressTable, componentTable } from "./components.ts";
import { datastoreRestore } from "./datastore.ts";
import { imageTable } from "./images.ts";
import { ipPlan } from "./ip-plan.ts";
import { laptopSection, openSection, removeSection } from "./laptop.ts";
import { leftoversSection } from "./leftovers.ts";
import { code, commands, plain } from "./markdown.ts";
import { mirrorSection } from "./mirrors.ts";
import { namesSection } from "./names.ts";
import { nasSection } from "./nas.ts";
import { routerSection } from "./router.ts";
import { runbooks, suspendCommands } from "./runbooks.ts";
import { secretsSection } from "./secrets.ts";
import { toolsSection } from "./tools.ts";
import { topology } from "./topology.ts";

/** `README.md` of the output: the homelab for people, from the plan and the lock alone. */
export function addReadme(
  tree: FileTree,
  engine: DeliveryEngine,
  plan: Plan,
  components: readonly ExpandedComponent[],
  locked: readonly LockedChart[],
): void {
  const { metadata, kubernetes } = plan.homelab;
  const router = isLaptop(plan) ? undefined : routerSection(plan, components);
  const nas = nasSection(plan);
  const mirrors = mirrorSection(engine, plan);
  const laptop = isLaptop(plan) ? plan : undefined;
  const names = laptop === undefined ? namesSection(plan) : undefined;
  const secrets = secretsSection(engine, plan);
  // Encrypted they are committed before the engine comes; made by hand they wait for its namespaces.
  const isEncrypted = recipientsOf(plan.homelab) !== undefined;
  const addresses = addressTable(plan);
  const images = imageTable(locked);
  const first = runbooks(plan, "after-bootstrap");
  const restores = [datastoreRestore(plan), runbooks(plan, "restore")].filter((part) => part !== undefined);
  const state = distributionOf(plan).readme.state(plan);
  const suspended = suspendCommands(engine, components);
  const parts = [
    `# ${plain(metadata.name)} ${plain(metadata.version)}`,
    `Everything that makes this homelab, on Kubernetes ${code(kubernetes.version)}. It is generated: edit ${code("homelab.yaml")} and run ${code("k8sgen build")}; what is changed here by hand is replaced.`,
    ...(laptop === undefined ? [] : ["## On the laptop", laptopSection(laptop)]),
    "## Topology",
    topology(plan),
    "## Addresses",
    ipPlan(plan),
    ...(addresses === undefined ? [] : ["## For people", addresses]),
    "## What runs",
    componentTable(plan, components),
    ...(images === undefined ? [] : ["### Images", images]),
    "## Before you begin",
    toolsSection(engine, plan, components),
    ...(mirrors === undefined ? [] : ["### Mirror of charts", mirrors]),
    ...(router === undefined ? [] : ["### Router", router]),
    ...(nas === undefined ? [] : ["### NAS", nas]),
    ...(isEncrypted ? secrets : []),
    "## Bootstrap",
    bootstrapSection(engine, plan, components),
    ...(isEncrypted ? [] : secrets),
    "### Watch it come up",
    commands(engine.watch),
    ...(names === undefined ? [] : ["### Names", names]),
    ...(laptop === undefined ? [] : ["### Open a page", openSection(laptop)]),
    ...(first === undefined ? [] : ["## Once, when it is up", first]),
    "## Later",
    later(engine, plan, components),
    ...(state === undefined ? [] : ["### The state of the control plane", state]),
    ...(laptop === undefined ? [] : ["### Take it away", removeSection(laptop)]),
    "### Remove data on purpose",
    leftoversSection(plan),
    ...(restores.length === 0
      ? []
      : [
          "## Restore",
          `What is lost comes back in this order. Try it once before it is needed: a backup that was never restored is a hope. As soon as the cluster answers, ${engine.readme.suspend.text}`,
          ...(suspended.length === 0 ? [] : [commands(suspended)]),
          ...restores,
        ]),
  ];
  tree.text("README.md", `${parts.join("\n\n")}\n`);
}

function later(engine: DeliveryEngine, plan: Plan, components: readonly ExpandedComponent[]): string {
  const { homelab } = plan;
  const encrypted =
    recipientsOf(homelab) === undefined
      ? []
      : [
          `- **Who may read the secrets**: change the recipients in ${code("homelab.yaml")}, then ${code("k8sgen secrets init")}, ${code("k8sgen build")}. Who was able to read a file still knows its contents and finds the old files in Git: change what matters. A Secret stays in the cluster when its component goes.`,
        ];
  return [
    `- **Change**: edit ${code("homelab.yaml")}, ${code("k8sgen build")}, read the diff, commit, push. ${engine.readme.applied}`,
    `- **Umbrella version**: raise ${code("metadata.version")} (now ${code(homelab.metadata.version)}) when you want to name a state of the whole lab.`,
    "- **Switch a component off**: take it out of the file. Its CRDs, namespaces and volumes stay, and with them the data; the next section says how to remove them.",
    ...(isLaptop(plan)
      ? [
          `- **A change below ${code("k3s/")}**, a new ${code("kubernetes.version")} too: take everything away and begin anew.`,
        ]
      : distributionOf(plan).readme.later(plan)),
    ...encrypted,
    ...engine.readme.later(components),
  ].join("\n");
}
