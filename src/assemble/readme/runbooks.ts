import type { ExpandedComponent } from "../../expand/model.ts";
import type { RunbookContribution } from "../../generated/contract.ts";
import type { Plan } from "../../plan/model.ts";
import { getAt } from "../../values/json.ts";
import type { DeliveryEngine } from "../engines/model.ts";
import { commands, plain, prose, word } from "./markdown.ts";

/** The runbooks of a phase, each below a heading, in their order and then in that of the components; undefined where there are none. */
export function runbooks(plan: Plan, phase: RunbookContribution["phase"]): string | undefined {
  const books = plan.contributions.Runbook.map(({ value }) => value.value as unknown as RunbookContribution)
    .filter((book) => book.phase === phase)
    .sort((a, b) => a.order - b.order);
  return books.length === 0 ? undefined : books.map(runbook).join("\n\n");
}

const runbook = ({ title, steps }: RunbookContribution): string =>
  [`### ${plain(title)}`, ...numbered(steps)].join("\n\n");

/** Numbered text; the commands stand at the margin, so that they can be copied as they are. */
export const numbered = (steps: RunbookContribution["steps"]): readonly string[] =>
  steps.map(({ text, commands: lines }, index) => {
    const head = steps.length === 1 ? prose(text) : `**${index + 1}.** ${prose(text)}`;
    return lines.length === 0 ? head : `${head}\n\n${commands(lines)}`;
  });

/** What the engine must not put back; CronJobs would save or clear away what is half restored. */
export function suspendCommands(
  engine: DeliveryEngine,
  components: readonly ExpandedComponent[],
): readonly string[] {
  const scheduled = components
    .flatMap(({ manifests }) => manifests.flatMap(({ objects = [] }) => objects))
    .filter(({ value }) => getAt(value, ["kind"]) === "CronJob" && getAt(value, ["spec", "suspend"]) !== true)
    .map(({ value }) => `${getAt(value, ["metadata", "namespace"])}/${getAt(value, ["metadata", "name"])}`);
  return [
    ...engine.readme.suspend.commands(components),
    ...(scheduled.length === 0
      ? []
      : [
          `for job in ${scheduled.map(word).join(" ")}; do kubectl -n "\${job%/*}" patch cronjob "\${job#*/}" -p '{"spec":{"suspend":true}}'; done`,
        ]),
  ];
}
