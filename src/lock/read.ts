import type { Diagnostic, Location, Result } from "../diagnostics/diagnostic.ts";
import type { Sources } from "../diagnostics/sources.ts";
import type { FileSystem } from "../fs/filesystem.ts";
import { readText } from "../load/text.ts";
import { parseYaml } from "../load/yaml.ts";
import { isArray, isObject, type Json, type Path } from "../values/json.ts";
import { lockInvalid, lockMissing } from "./messages.ts";
import { LOCK_FILE, type LockedChart, type LockedManifest } from "./model.ts";

/** k8sgen.lock as it stands on disk. */
export interface LockFile {
  /** Path for diagnostics. */
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly charts: ReadonlyMap<string, LockedChart>;
  /** By `<component>/<name>`. */
  readonly manifests: ReadonlyMap<string, LockedManifest>;
  /** The place of a value; of the nearest parent where it is absent. */
  readonly place: (path: Path) => Location;
}

/**
 * Reads the lock beside a homelab. No value and no diagnostic where there is none.
 * @param folder of homelab.yaml, empty or ending in `/`
 */
export function readLock(fs: FileSystem, folder: string, sources: Sources): Result<LockFile> {
  const file = `${folder}${LOCK_FILE}`;
  const diagnostics: Diagnostic[] = [];
  let isMissing = false;
  const text = readText(fs, file, sources, diagnostics, () => {
    isMissing = true;
    return lockMissing(file);
  });
  if (isMissing) return { diagnostics: [] };
  if (text === undefined) return { diagnostics };
  const parsed = parseYaml(file, text);
  if (parsed.value === undefined) return { diagnostics: parsed.diagnostics };
  const { value, positions } = parsed.value;
  const faults: Diagnostic[] = [];
  const report: Report = (path, reason) => {
    faults.push(lockInvalid(positions.value(path), path, reason));
  };
  const charts = chartsIn(value, report);
  const manifests = manifestsIn(value, report);
  return faults.length > 0
    ? { diagnostics: faults }
    : {
        value: {
          file,
          bytes: fs.read(file) ?? new Uint8Array(0),
          charts,
          manifests,
          place: (path) => positions.value(path),
        },
        diagnostics: [],
      };
}

type Report = (path: Path, reason: string) => void;

const KEYS = ["chart", "repository", "version", "url", "digest", "appVersion", "images"];
const MANIFEST_KEYS = ["url", "version", "digest"];
const FORMS: Readonly<Record<string, readonly [RegExp, string]>> = {
  digest: [/^sha256:[0-9a-f]{64}$/, "`sha256:` and 64 hexadecimal digits"],
  repository: [/^(https|oci):\/\//, "an address that begins with https:// or oci://"],
};

function chartsIn(value: Json, report: Report): ReadonlyMap<string, LockedChart> {
  const charts = new Map<string, LockedChart>();
  if (!isObject(value) || value.apiVersion !== "k8sgen.dev/v1" || value.kind !== "Lock") {
    report([], "it does not begin with apiVersion k8sgen.dev/v1 and kind Lock");
    return charts;
  }
  if (!isObject(value.charts)) {
    report(["charts"], "it is no map of components");
    return charts;
  }
  for (const [component, entry] of Object.entries(value.charts)) {
    const chart = chartIn(component, entry, report);
    if (chart !== undefined) charts.set(component, chart);
  }
  return charts;
}

/** There is no such key where no component has a manifest on the web. */
function manifestsIn(value: Json, report: Report): ReadonlyMap<string, LockedManifest> {
  const manifests = new Map<string, LockedManifest>();
  const components = isObject(value) ? value.manifests : undefined;
  if (components !== undefined && !isObject(components)) report(["manifests"], "it is no map of components");
  if (!isObject(components)) return manifests;
  for (const [component, entries] of Object.entries(components)) {
    if (!isObject(entries)) {
      report(["manifests", component], "it is no map");
      continue;
    }
    for (const [name, entry] of Object.entries(entries)) {
      const fields = fieldsIn(entry, ["manifests", component, name], MANIFEST_KEYS, report);
      if (fields === undefined) continue;
      const { needed } = fields;
      const locked = {
        component,
        name,
        url: needed("url"),
        version: needed("version"),
        digest: needed("digest"),
      };
      manifests.set(`${component}/${name}`, locked);
    }
  }
  return manifests;
}

function chartIn(component: string, entry: Json, report: Report): LockedChart | undefined {
  const fields = fieldsIn(entry, ["charts", component], KEYS, report);
  if (fields === undefined) return undefined;
  const { text, needed } = fields;
  const url = text("url");
  const appVersion = text("appVersion");
  const images = imagesIn(entry, ["charts", component, "images"], report);
  return {
    component,
    chart: needed("chart"),
    repository: needed("repository"),
    version: needed("version"),
    ...(url === undefined ? {} : { url }),
    digest: needed("digest"),
    ...(appVersion === undefined ? {} : { appVersion }),
    ...(images === undefined ? {} : { images }),
  };
}

function imagesIn(entry: Json, path: Path, report: Report): readonly string[] | undefined {
  const images = isObject(entry) ? entry.images : undefined;
  if (images === undefined) return undefined;
  if (isArray(images) && images.every((image) => typeof image === "string"))
    return images as readonly string[];
  report(path, "it is no list of texts");
  return undefined;
}

interface Fields {
  /** The text of a key that may be missing. */
  readonly text: (key: string) => string | undefined;
  readonly needed: (key: string) => string;
}

function fieldsIn(entry: Json, path: Path, keys: readonly string[], report: Report): Fields | undefined {
  const at = (key: string): Path => [...path, key];
  if (!isObject(entry)) {
    report(path, "it is no map");
    return undefined;
  }
  for (const key of Object.keys(entry)) if (!keys.includes(key)) report(at(key), "there is no such key");
  const text = (key: string): string | undefined => {
    const value = entry[key];
    if (typeof value === "string" && value !== "") {
      const form = FORMS[key];
      if (form === undefined || form[0].test(value)) return value;
      report(at(key), `it is not ${form[1]}`);
    } else if (value !== undefined) report(at(key), "it is no text");
    return undefined;
  };
  const needed = (key: string): string => {
    if (entry[key] === undefined) report(at(key), "it is missing");
    return text(key) ?? "";
  };
  return { text, needed };
}
