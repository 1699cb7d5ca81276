import { folderOf } from "../compile.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Sources } from "../diagnostics/sources.ts";
import { nodeFileSystem } from "../fs/node.ts";
import { findArchive } from "../lock/archives.ts";
import { readValuesSchema } from "../lock/chart-archive.ts";
import { ChartFault } from "../lock/fault.ts";
import { readLock } from "../lock/read.ts";
import type { Blueprint } from "../schema/blueprints.ts";
import { partialValuesSchema } from "../schema/chart-values.ts";
import type { JsonObject } from "../values/json.ts";
import { diskStore } from "./disk-store.ts";
import { archiveUnreadable } from "./messages.ts";

interface Shelf {
  readonly file: string;
  readonly charts?: string;
}

/**
 * The schemas of the values of those charts whose archive is at hand, by `<chart>-<version>`; many charts have none. An
 * archive that cannot be read is a warning: the rest of the schema is sound.
 */
export function chartSchemas(
  blueprints: readonly Blueprint[],
  { file, charts: folder }: Shelf,
  sources: Sources,
): { readonly value: ReadonlyMap<string, JsonObject>; readonly diagnostics: readonly Diagnostic[] } {
  const lock = readLock(nodeFileSystem, folderOf(file), sources);
  const store = diskStore();
  const schemas = new Map<string, JsonObject>();
  const diagnostics: Diagnostic[] = [...lock.diagnostics];
  for (const { name: component, manifest } of blueprints) {
    const { chart } = manifest;
    if (chart === undefined) continue;
    const entry = lock.value?.charts.get(component);
    const isPinned = entry?.chart === chart.name && entry.version === chart.version;
    const bytes =
      folder !== undefined
        ? findArchive(nodeFileSystem, folder, chart.name, chart.version)?.bytes
        : isPinned
          ? store.get(entry.digest)
          : undefined;
    if (bytes === undefined) continue;
    const name = `${chart.name}-${chart.version}`;
    try {
      const schema = readValuesSchema(bytes);
      if (schema !== undefined) schemas.set(name, partialValuesSchema(schema, name));
    } catch (error) {
      if (!(error instanceof ChartFault)) throw error;
      diagnostics.push(archiveUnreadable(name, error.message));
    }
  }
  return { value: schemas, diagnostics };
}
