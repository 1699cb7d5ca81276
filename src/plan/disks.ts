import type { CheckedHomelab } from "../check/check.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { getAt, isArray } from "../values/json.ts";
import { parseQuantity } from "../values/quantity.ts";
import { onSystemDisk } from "./messages.ts";
import type { Component, JoinedContributions } from "./model.ts";

/** Up to this size a system's disk is taken for a microSD card. */
const CARD = "64Gi";

/** Components that keep data on nodes which have nothing but a small disk. */
export function systemDisks(
  components: readonly Component[],
  contributions: JoinedContributions,
  { homelab }: CheckedHomelab,
): readonly Diagnostic[] {
  const limit = parseQuantity(CARD) ?? 0;
  const small = homelab.nodes.filter(
    ({ dataDisk, disk }) => dataDisk === undefined && (parseQuantity(disk) ?? 0) <= limit,
  );
  return components.flatMap((component) => {
    const settings = contributions.NodeSettings.filter(
      ({ component: name, value }) => name === component.name && isArray(getAt(value.value, ["dataPaths"])),
    );
    const nodes = small.filter(({ role }) =>
      settings.some(({ value }) => {
        const roles = getAt(value.value, ["roles"]);
        return !isArray(roles) || roles.includes(role);
      }),
    );
    return nodes.length === 0
      ? []
      : [
          onSystemDisk(
            component,
            nodes.map(({ name }) => name),
            CARD,
          ),
        ];
  });
}
