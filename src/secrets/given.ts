import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type FileSystem, FileSystemError } from "../fs/filesystem.ts";
import { reasonOf } from "../load/text.ts";
import { contentOf } from "./content.ts";
import { fromFileForm, valueRefused, valueUnreadable } from "./messages.ts";
import { slotAt } from "./set.ts";
import { type KeyPlace, placeText } from "./slots.ts";
import type { Vault } from "./vault.ts";

/**
 * Contents from files.
 * @param options each `<namespace>/<name>/<key>=<path>`
 * @returns the contents by `placeText`
 */
export function readGiven(
  vault: Pick<Vault, "slots" | "states">,
  options: readonly string[],
  fs: FileSystem,
): { readonly given: ReadonlyMap<string, string>; readonly diagnostics: readonly Diagnostic[] } {
  const given = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  for (const option of options) {
    const [, id, key, path] = /^([^/=]+\/[^/=]+)\/([^/=]+)=(.+)$/s.exec(option) ?? [];
    if (id === undefined || key === undefined || path === undefined) {
      diagnostics.push(fromFileForm());
      continue;
    }
    const place = { id, key };
    const { value: slot, diagnostics: unknown } = slotAt(vault, place);
    if (slot === undefined) {
      diagnostics.push(...unknown);
      continue;
    }
    const content = readContent(fs, path, place);
    const others = slot.places.flatMap((other) => given.get(placeText(other)) ?? []);
    if (typeof content !== "string") diagnostics.push(content);
    else if (others.some((other) => other !== content))
      diagnostics.push(valueRefused(id, key, "is given twice, and differs"));
    else given.set(placeText(place), content);
  }
  return { given, diagnostics };
}

function readContent(fs: FileSystem, path: string, { id, key }: KeyPlace): string | Diagnostic {
  try {
    const bytes = fs.read(path);
    if (bytes === undefined) return valueUnreadable(path, "there is no such file");
    const content = contentOf(bytes);
    return "text" in content ? content.text : valueRefused(id, key, content.refused);
  } catch (error) {
    if (error instanceof FileSystemError) return valueUnreadable(path, reasonOf(error));
    throw error;
  }
}
