import type { ExpandedComponent, ExpandedManifest } from "../../../expand/model.ts";
import type { Component, Plan } from "../../../plan/model.ts";
import { ownReleaseName } from "../../../plan/one-release.ts";
import { getAt, isObject, type Json, type JsonObject } from "../../../values/json.ts";
import { type Tracked, trackedConstant, trackedRecord } from "../../../values/tracked.ts";
import { addFile, MANIFESTS } from "../../manifests.ts";
import type { FileTree } from "../../tree.ts";
import { chartFile } from "../../umbrella/chart-file.ts";
import { CHART } from "../../umbrella/folder.ts";
import { namespaces } from "../../umbrella/templates.ts";
import { charted, chartLock, dependenciesOf } from "./dependencies.ts";

/** What keeps an object when it leaves the chart, or the release goes. https://helm.sh/docs/howto/charts_tips_and_tricks/ */
export const KEPT = { "helm.sh/resource-policy": "keep" };

/** The key of the values with the namespaces; no component's name has capital letters. */
const NAMESPACES = "createdNamespaces";

/**
 * `chart/` as one release: real dependencies, their values below their names, and the raw manifests as files that templates
 * only copy, so that no text of theirs is ever a template.
 */
export function addOneRelease(tree: FileTree, plan: Plan, components: readonly ExpandedComponent[]): void {
  const releases = charted(components);
  tree.yaml(`${CHART}/Chart.yaml`, {
    ...chartFile(plan, "one release of all its charts"),
    ...(releases.length === 0 ? {} : { dependencies: dependenciesOf(components) }),
  });
  if (releases.length > 0) tree.yaml(`${CHART}/Chart.lock`, chartLock(components));
  tree.objects(
    `${CHART}/values.yaml`,
    [valuesOf(plan, releases)],
    "Values of every dependency. Which there are is decided in homelab.yaml.",
  );
  tree.text(`${CHART}/values.schema.json`, `${JSON.stringify(schemaOf(plan, releases), null, 2)}\n`);
  tree.text(`${CHART}/templates/namespaces.yaml`, namespaces({}, NAMESPACES));
  tree.text(`${CHART}/templates/NOTES.txt`, NOTES);
  for (const { component, manifests, values } of components) {
    const held = manifests.filter((manifest) => holds(component, manifest));
    if (held.length === 0) continue;
    for (const file of held)
      addFile(tree, `${CHART}/${MANIFESTS}/${component.name}/${file.name}`, file, KEPT);
    tree.text(
      `${CHART}/templates/${MANIFESTS}/${component.name}.yaml`,
      copying(component.name, values !== undefined),
    );
  }
  for (const { component, archive } of releases)
    if (archive !== undefined) tree.bytes(`${CHART}/charts/${archiveOf(component)}`, archive);
}

const archiveOf = ({ blueprint: { manifest } }: Component): string =>
  `${manifest.chart?.name}-${manifest.chart?.version}.tgz`;

const NOTES = `{{ .Chart.Name }} {{ .Chart.Version }}: one release with {{ len .Chart.Dependencies }} charts.
`;

/** A template that copies files as they are: what `Files.Get` gives is never a template. */
const copying = (name: string, isCharted: boolean): string => {
  const copy = `{{- range $path, $_ := .Files.Glob "${MANIFESTS}/${name}/*.yaml" }}
---
{{ $.Files.Get $path }}
{{- end }}
`;
  return isCharted ? `{{- if (index .Values "${name}").enabled }}\n${copy}{{- end }}\n` : copy;
};

/**
 * Definitions of kinds stand beside the chart and are applied before it: Helm never upgrades those of a folder crds/, and
 * would take along those of templates. So do files that are copied, which hold such definitions, and what K3s has applied.
 */
export const holds = ({ blueprint }: Component, { objects }: ExpandedManifest): boolean =>
  blueprint.manifest.bootstrap?.objects !== true &&
  objects !== undefined &&
  objects.every(({ value }) => getAt(value, ["kind"]) !== "CustomResourceDefinition");

/**
 * What makes a chart name its objects as it does in a release of its own: most take these values for it.
 * https://github.com/helm/helm/blob/v4.3.1/internal/chart/v3/util/create.go (defaultHelpers)
 */
export function added(component: Component): JsonObject {
  const chart = component.blueprint.manifest.chart?.name ?? "";
  const own = ownReleaseName(component);
  return {
    nameOverride: chart,
    fullnameOverride: (own.includes(chart) ? own : `${own}-${chart}`).slice(0, 63).replace(/-$/, ""),
  };
}

/** The values of a component's chart, as they were before the umbrella added to them. */
export const read = (values: Json, { name }: Component): Json => {
  const { enabled: _switch, ...rest } = toObject(getAt(values, [name]));
  return rest;
};

const toObject = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

function valuesOf(plan: Plan, releases: readonly ExpandedComponent[]): Tracked {
  return trackedRecord({
    [NAMESPACES]: trackedRecord(
      Object.fromEntries(
        plan.namespaces.map(({ name, podSecurity }) => [name, trackedConstant({ podSecurity })]),
      ),
    ),
    ...Object.fromEntries(
      releases.map(({ component, values = trackedConstant({}) }) => [
        component.name,
        {
          value: { enabled: true, ...added(component), ...toObject(values.value) },
          originOf: (path) => values.originOf(path),
        } satisfies Tracked,
      ]),
    ),
  });
}

/** Draft 7, which every Helm 3 and 4 understands; charts judge their own values by their own schemas. */
function schemaOf(plan: Plan, releases: readonly ExpandedComponent[]): JsonObject {
  const names = releases.map(({ component }) => component.name);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Values of the umbrella chart",
    type: "object",
    additionalProperties: false,
    required: [NAMESPACES, ...names],
    properties: {
      [NAMESPACES]: {
        type: "object",
        additionalProperties: false,
        properties: Object.fromEntries(
          plan.namespaces.map(({ name }) => [name, { $ref: "#/definitions/namespace" }]),
        ),
      },
      ...Object.fromEntries(names.map((name) => [name, { $ref: "#/definitions/component" }])),
      global: { type: "object", description: "Set by Helm for dependencies; not used." },
    },
    definitions: {
      namespace: {
        type: "object",
        additionalProperties: false,
        required: ["podSecurity"],
        properties: {
          podSecurity: {
            enum: ["restricted", "baseline", "privileged"],
            description: "Pod Security level that is enforced.",
          },
        },
      },
      component: {
        type: "object",
        required: ["enabled"],
        properties: {
          enabled: { type: "boolean", description: "Whether the dependency is installed." },
        },
      },
    },
  };
}
