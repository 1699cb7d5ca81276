import type { ExpandedComponent } from "../../expand/model.ts";
import type { Plan } from "../../plan/model.ts";
import { isObject } from "../../values/json.ts";
import { ROUTER } from "../router.ts";
import { code, plain, table } from "./markdown.ts";

/** What runs where, at which version, and why it is there. */
export function componentTable(plan: Plan, components: readonly ExpandedComponent[]): string {
  const rows = components.map(({ component, router }) => {
    const { metadata, chart } = component.blueprint.manifest;
    const why =
      component.broughtBy === undefined
        ? component.slotPaths.map(code).join(", ")
        : `needed: ${code(component.broughtBy)}`;
    const after = (plan.dependsOn.get(component.name) ?? []).map(plain).join(", ");
    const title =
      metadata.home === undefined ? plain(metadata.title) : `[${plain(metadata.title)}](${metadata.home})`;
    return [
      title,
      plain(metadata.description),
      chart === undefined ? "" : code(`${chart.name} ${chart.version}`),
      // What stands on the router has no place in the cluster.
      router.length > 0 && chart === undefined
        ? code(`${ROUTER}/${component.name}/`)
        : code(component.namespace),
      after,
      why,
    ];
  });
  return table(["component", "what it does", "chart", "namespace", "after", "because of"], rows);
}

/** Addresses for people; undefined where there are none. */
export function addressTable(plan: Plan): string | undefined {
  const rows = plan.contributions.Route.flatMap(({ component, value }) => {
    const route = value.value;
    if (!isObject(route)) return [];
    const url = `https://${String(route.host)}${route.path === "/" ? "" : String(route.path ?? "")}`;
    return [[plain(String(route.title ?? route.name)), code(url), plain(component)]];
  });
  return rows.length === 0 ? undefined : table(["what", "address", "component"], rows);
}
