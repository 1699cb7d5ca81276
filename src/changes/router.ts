import { word } from "../assemble/readme/markdown.ts";
import { ROUTER } from "../assemble/router.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import type { FileDifference, Need } from "./model.ts";

/** What a changed file for a machine beside the cluster needs there, as root and in a copy of the output. */
export function routerNeed(
  components: readonly ExpandedComponent[],
  { path, before, after }: FileDifference,
): Need {
  const [, component, name] = path.split("/");
  const placed = components
    .find((expanded) => expanded.component.name === component)
    ?.router.find(({ file }) => file.name === name)?.file;
  if (placed === undefined || after === undefined)
    return { path, action: "router", reason: "take out there what was made of it" };
  if (placed.target === undefined)
    return {
      path,
      action: "router",
      reason:
        placed.format === "markdown"
          ? "follow the steps that changed"
          : (placed.about ?? "import it there again"),
      ...(before === undefined || placed.format !== "markdown"
        ? {}
        : { commands: [`git diff HEAD^ -- ${word(path)}`] }),
    };
  return {
    path,
    action: "router",
    ...(placed.about === undefined ? {} : { reason: placed.about }),
    commands: [
      ...(before === undefined && placed.package !== undefined ? [`apt-get install ${placed.package}`] : []),
      `install -D -m ${placed.mode} ${word(`${ROUTER}/${component}/${name}`)} ${word(placed.target)}`,
      ...(placed.check === undefined ? [] : [placed.check]),
      ...(placed.load === undefined ? [] : [placed.load]),
    ],
  };
}
