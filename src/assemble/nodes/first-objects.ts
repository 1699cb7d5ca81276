import type { ExpandedComponent, ExpandedManifest } from "../../expand/model.ts";
import { toYamlDocuments } from "../../values/yaml.ts";

/** The raw objects of a component that have to be there before a GitOps engine can run, as texts of YAML. */
export function firstObjects({ component, manifests }: ExpandedComponent): readonly string[] {
  const { bootstrap } = component.blueprint.manifest;
  return bootstrap?.objects === true
    ? manifests.filter(({ name }) => bootstrap.files?.includes(name) ?? true).map(manifestText)
    : [];
}

const manifestText = ({ objects, text = "" }: ExpandedManifest): string =>
  objects === undefined ? text : toYamlDocuments(objects.map(({ value }) => value));

/** `20-name`: what comes first has the lower number. */
export const placeOf = ({ component }: ExpandedComponent): string =>
  `${String(component.blueprint.manifest.bootstrap?.order).padStart(2, "0")}-${component.name}`;

/** Texts of YAML as one file of documents. */
export const joinDocuments = (documents: readonly string[]): string =>
  documents
    .map((text, index) => (index === 0 || text.startsWith("---") ? text : `---\n${text}`))
    .map((text) => (text.endsWith("\n") ? text : `${text}\n`))
    .join("");
