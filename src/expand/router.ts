import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Component } from "../plan/model.ts";
import { expandJson, expandText } from "../template/text.ts";
import type { Tracked } from "../values/tracked.ts";
import type { ExpandedRouterFile } from "./model.ts";

/** The files of a component for the router, in the order of its blueprint.yaml. */
export function expandRouter(
  { blueprint }: Component,
  context: Tracked,
  diagnostics: Diagnostic[],
): readonly ExpandedRouterFile[] {
  const { manifest, folder } = blueprint;
  return (manifest.router?.files ?? []).flatMap((file) => {
    const template = folder.router.find(({ name }) => name === file.name);
    if (template === undefined) return [];
    const expanded =
      file.format === "json"
        ? expandJson(template, context, folder.files)
        : expandText(template, context, folder.files, file.format);
    diagnostics.push(...expanded.diagnostics);
    return expanded.value === undefined || expanded.value === "" ? [] : [{ file, text: expanded.value }];
  });
}
