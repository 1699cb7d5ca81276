/** Folder of the plain objects that charts render, in the output. */
export const RENDERED = "rendered";

/** Folders in it that are no component's: names of components have no `_`. */
export const RENDERED_CRDS = `${RENDERED}/_crds`;
export const RENDERED_NAMESPACES = `${RENDERED}/_namespaces`;
export const RENDERED_RELEASES = `${RENDERED}/_releases`;

/** Objects that are applied together: texts of YAML files by their names. */
export type RenderedPart = Readonly<Record<string, string>>;

/** What an engine makes of hooks: it runs Helm's itself, or needs ordinary objects, with a mark on those that run once. */
export type HookTreatment = "kept" | { readonly runs: Readonly<Record<string, string>> };

/** The plain objects of one release. */
export interface RenderedRelease {
  readonly component: string;
  /** Its CustomResourceDefinitions as YAML; absent where it brings none. */
  readonly crds?: string;
  /** What hooks do before and after the rest; empty with an engine that runs them itself. */
  readonly before: RenderedPart;
  readonly main: RenderedPart;
  readonly after: RenderedPart;
}

/** The parts of a release that hold something, in the order in which they are applied; the folder of each in the output. */
export function partsOf(release: RenderedRelease): readonly {
  readonly phase: "before" | "main" | "after";
  readonly folder: string;
  readonly files: RenderedPart;
}[] {
  const folder = `${RENDERED}/${release.component}`;
  return (["before", "main", "after"] as const).flatMap((phase) => {
    const files = release[phase];
    if (Object.keys(files).length === 0) return [];
    return [{ phase, folder: phase === "main" ? folder : `${folder}/${phase}`, files }];
  });
}
