import type { ExpandedComponent } from "../../expand/model.ts";
import type { PlannedNamespace } from "../../plan/model.ts";
import type { JsonObject } from "../../values/json.ts";
import type { DeliveryEngine } from "../engines/model.ts";

/** values.schema.json of the umbrella (draft 7, which every Helm 3 and 4 understands): closed, down to the values of the charts. */
export function umbrellaSchema(
  { fields }: DeliveryEngine,
  releases: readonly ExpandedComponent[],
  namespaces: readonly PlannedNamespace[],
): JsonObject {
  const names = releases.map(({ component }) => component.name);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Values of the umbrella chart",
    ...closed(
      {
        wait: {
          type: "boolean",
          description: "Whether a release waits until its workloads are ready; off where there are no nodes.",
        },
        namespaces: closed(
          Object.fromEntries(namespaces.map(({ name }) => [name, { $ref: "#/definitions/namespace" }])),
        ),
        components: closed(
          Object.fromEntries(names.map((name) => [name, { $ref: "#/definitions/component" }])),
        ),
        global: { type: "object", description: "Set by Helm for subcharts; not used." },
      },
      ["wait", "namespaces", "components"],
    ),
    definitions: {
      namespace: closed({
        podSecurity: {
          enum: ["restricted", "baseline", "privileged"],
          description: "Pod Security level that is enforced.",
        },
      }),
      component: closed({
        chart: { type: "string", minLength: 1, description: "Name of the chart." },
        repository: {
          type: "string",
          pattern: "^(https|http|oci)://",
          description: "Helm repository or OCI registry path.",
        },
        version: {
          type: "string",
          pattern: "^v?[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$",
          description: "Exact version of the chart.",
        },
        releaseName: { type: "string", pattern: NAME, description: "Name of the Helm release." },
        namespace: { type: "string", pattern: NAME, description: "Namespace of the release." },
        ...Object.fromEntries(Object.entries(fields).map(([key, { schema }]) => [key, schema])),
        dependsOn: {
          type: "array",
          uniqueItems: true,
          items: names.length === 0 ? { type: "string" } : { enum: names },
          description: "Releases that must be ready before.",
        },
        values: { type: "object", description: "Values of the chart." },
      }),
    },
  };
}

const NAME = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

const closed = (properties: JsonObject, required = Object.keys(properties)): JsonObject => ({
  type: "object",
  additionalProperties: false,
  required,
  properties,
});
