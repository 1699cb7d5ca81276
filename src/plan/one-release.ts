import type { Component } from "./model.ts";

/** What the blueprint of an engine offers that installs all charts as one release. */
const ONE_RELEASE = "one-release";

/** The name that the release of a component has where it is one of its own. */
export const ownReleaseName = ({ name, blueprint }: Pick<Component, "name" | "blueprint">): string =>
  blueprint.manifest.chart?.releaseName ?? name;

/**
 * Where all charts are one release, `.Release.Name` is one for all of them, and so are the labels that charts make of it.
 * @param name of the homelab
 */
export const withOneRelease = (components: readonly Component[], name: string): readonly Component[] =>
  components.some(({ blueprint }) => blueprint.manifest.offers?.includes(ONE_RELEASE))
    ? components.map((component) =>
        component.blueprint.manifest.chart === undefined ? component : { ...component, releaseName: name },
      )
    : components;
