import type { Diagnostic, Location } from "../diagnostics/diagnostic.ts";
import type { Sources } from "../diagnostics/sources.ts";
import type { Json, Path } from "../values/json.ts";
import { formatPath, parsePath } from "../values/path.ts";
import type { MergedValue } from "./merge.ts";
import { settingMisled, settingSyntax } from "./messages.ts";
import { parseYaml } from "./yaml.ts";

/** How diagnostics call the settings of the command line; each one is a line of that text. */
export const SETTINGS = "--set";

/** Puts `a.b[0].c=value` of the command line into a homelab: keys as in messages, values as YAML. */
export function applySettings(
  merged: MergedValue,
  settings: readonly string[],
  sources: Sources,
  diagnostics: Diagnostic[],
): void {
  sources.add(SETTINGS, settings.map((text) => text.replace(/\r\n|\n|\r/g, " ")).join("\n"));
  for (const [index, text] of settings.entries()) {
    const place = {
      file: SETTINGS,
      line: index + 1,
      column: 1,
      endLine: index + 1,
      endColumn: text.length + 1,
    };
    const setting = parseSetting(text, place, diagnostics);
    if (setting === undefined) continue;
    const here = () => place;
    const misled = merged.set(setting.path, setting.value, {
      file: SETTINGS,
      value: here,
      key: here,
      has: () => true,
    });
    if (misled !== undefined) diagnostics.push(settingMisled(formatPath(misled), place));
  }
}

/** As Helm's `--set`: nothing behind the `=` is an empty text, null takes a key away. */
function parseSetting(
  text: string,
  place: Location,
  diagnostics: Diagnostic[],
): { readonly path: Path; readonly value: Json } | undefined {
  const end = text.indexOf("=");
  const path = end < 0 ? undefined : parsePath(text.slice(0, end));
  if (path === undefined || path.length === 0) {
    diagnostics.push(settingSyntax(text, place));
    return undefined;
  }
  const written = text.slice(end + 1);
  if (written === "") return { path, value: "" };
  const parsed = parseYaml(SETTINGS, written);
  diagnostics.push(...parsed.diagnostics.map((found) => ({ ...found, location: place })));
  return parsed.value === undefined ? undefined : { path, value: parsed.value.value };
}
