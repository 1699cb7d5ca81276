import type { Step } from "../engines/model.ts";
import { guestOf } from "../laptop/laptop.ts";
import { LAPTOP, type LaptopPlan } from "../laptop/model.ts";
import { hostNames } from "../laptop/names.ts";
import { code, commands, prose, table } from "./markdown.ts";

/** What this is, and what of the real homelab it is not. */
export function laptopSection({ laptop }: LaptopPlan): string {
  return [
    `This is the homelab on one's own computer, to try it; the real one has an output of its own, which does not know of this one. All of it was checked and proven as the real one is. What a laptop cannot have is replaced or left out:`,
    `Where a command below calls ${code("k8sgen")}, ${code(`--set laptop.on=${laptop.on}`)} belongs behind it, unless a file says so.`,
    table(
      ["of the real homelab", "here"],
      laptop.replaced.map(({ path, text }) => [code(path), prose(text)]),
    ),
    `The cluster follows this folder in Git. To keep tries apart from what the real cluster follows, let them have a branch of their own: build with ${code("--set")} and the engine's ${code("branch")} below ${code("delivery")}, and push that branch.`,
  ].join("\n\n");
}

/** From nothing to a cluster whose nodes and pods find the pages. */
export function laptopSteps(plan: LaptopPlan): readonly Step[] {
  const guest = guestOf(plan);
  if (hostNames(plan) === undefined) return guest.steps(plan);
  const files = guest.hostsFiles;
  const hosts = files.length === 0 ? [] : plan.homelab.nodes;
  return [
    ...guest.steps(plan),
    [
      "Names",
      [
        hosts.length === 0
          ? "Nothing publishes the names of pages. The nodes know them already, and pods do so from here:"
          : "Nothing publishes the names of pages: nodes and pods are told them.",
        commands([
          ...hosts.map(
            (node) =>
              `${guest.asRoot(plan, node, `tee -a ${files.join(" ")} > /dev/null`)} < ${LAPTOP}/hosts`,
          ),
          `kubectl apply --server-side --field-manager=laptop -f ${LAPTOP}/names.yaml`,
        ]),
        "In the same way they come into the laptop's own file of hosts:",
        commands([`sudo sh -c 'cat >> /etc/hosts' < ${LAPTOP}/hosts`]),
      ].join("\n\n"),
    ],
  ];
}

export const openSection = (plan: LaptopPlan): string => guestOf(plan).open(plan);

export const removeSection = (plan: LaptopPlan): string =>
  [
    `Take the line of ${code(`${LAPTOP}/hosts`)} out of the laptop's file of hosts as well, or names of the real homelab lead nowhere.`,
    commands(guestOf(plan).remove(plan)),
  ].join("\n\n");
