import type { ExpandedComponent } from "../../expand/model.ts";
import { toYaml } from "../../values/yaml.ts";
import { firstObjects, joinDocuments, placeOf } from "../nodes/first-objects.ts";

/** What a component needs to be there before a GitOps engine can run; people install it, since nothing else can yet. */
export interface FirstOne {
  readonly expanded: ExpandedComponent;
  /** `20-name.yaml` with the component's objects. */
  readonly objects?: { readonly name: string; readonly text: string };
  /** `20-name.values.yaml` with the values of its release. */
  readonly values?: { readonly name: string; readonly text: string };
}

/** In the order in which they are installed. */
export function firstOnes(components: readonly ExpandedComponent[]): readonly FirstOne[] {
  return components
    .filter(({ component }) => component.blueprint.manifest.bootstrap !== undefined)
    .map((expanded): FirstOne & { readonly place: string } => {
      const place = placeOf(expanded);
      const objects = firstObjects(expanded);
      const { bootstrapValues } = expanded;
      return {
        place,
        expanded,
        ...(objects.length === 0 ? {} : { objects: { name: `${place}.yaml`, text: joinDocuments(objects) } }),
        ...(bootstrapValues === undefined
          ? {}
          : { values: { name: `${place}.values.yaml`, text: toYaml(bootstrapValues.value) } }),
      };
    })
    .sort((a, b) => (a.place < b.place ? -1 : 1));
}
