import type { ExpandedComponent } from "../../expand/model.ts";
import type { RunbookContribution } from "../../generated/contract.ts";
import type { Plan } from "../../plan/model.ts";
import { ROUTER } from "../router.ts";
import { code, commands, plain, table, word } from "./markdown.ts";
import { numbered } from "./runbooks.ts";

/** For each component with files for the router: where they go, how they are checked and loaded. */
export function routerFiles(plan: Plan, components: readonly ExpandedComponent[]): readonly string[] {
  return components
    .filter(({ router }) => router.length > 0)
    .flatMap((expanded) => [
      `#### ${plain(expanded.component.blueprint.manifest.metadata.title)}`,
      ...files(expanded),
      ...steps(plan, expanded.component.name),
    ]);
}

function files({ component, router }: ExpandedComponent): readonly string[] {
  const placed = router.filter(({ file }) => file.target !== undefined);
  const once = (key: "package" | "check" | "load") => [
    ...new Set(router.flatMap(({ file }) => (file[key] === undefined ? [] : [file[key]]))),
  ];
  const packages = once("package");
  return [
    table(
      ["file", "goes to", "what it is"],
      router.map(({ file }) => [
        code(`${ROUTER}/${component.name}/${file.name}`),
        file.target === undefined ? "" : code(file.target),
        plain(file.about ?? ""),
      ]),
    ),
    ...(placed.length === 0
      ? []
      : [
          "On the machine that does this, as root, in a copy of this folder:",
          commands([
            ...(packages.length === 0 ? [] : [`apt-get install ${packages.join(" ")}`]),
            ...placed.map(
              ({ file }) =>
                `install -D -m ${file.mode} ${word(`${ROUTER}/${component.name}/${file.name}`)} ${word(file.target ?? "")}`,
            ),
            ...once("check"),
            ...once("load"),
          ]),
        ]),
  ];
}

const steps = (plan: Plan, component: string): readonly string[] =>
  plan.contributions.Runbook.filter((contribution) => contribution.component === component)
    .map(({ value }) => value.value as unknown as RunbookContribution)
    .filter(({ phase }) => phase === "router")
    .sort((a, b) => a.order - b.order)
    .flatMap((book) => [`**${plain(book.title)}.**`, ...numbered(book.steps)]);
