import type { JsonObject } from "../values/json.ts";
import { toYaml, withComment } from "../values/yaml.ts";
import type { LockedChart, LockedManifest } from "./model.ts";

const HEAD = `Written by \`k8sgen lock\`; commit it. Each archive is known by its SHA-256: builds use no other.`;

/** The text of k8sgen.lock: components in the order of their names, keys in a fixed order. */
export function lockText(charts: readonly LockedChart[], manifests: readonly LockedManifest[] = []): string {
  const value = {
    apiVersion: "k8sgen.dev/v1",
    kind: "Lock",
    charts: Object.fromEntries(
      inOrder(charts, ({ component }) => component).map(
        ({ component, chart, repository, version, url, digest, appVersion, images }) => [
          component,
          {
            chart,
            repository,
            version,
            ...(url === undefined ? {} : { url }),
            digest,
            ...(appVersion === undefined ? {} : { appVersion }),
            ...(images === undefined ? {} : { images }),
          },
        ],
      ),
    ),
    ...(manifests.length === 0 ? {} : { manifests: byComponent(manifests) }),
  };
  return withComment(HEAD, toYaml(value));
}

function byComponent(manifests: readonly LockedManifest[]): JsonObject {
  const components: Record<string, Record<string, JsonObject>> = {};
  for (const { component, name, url, version, digest } of inOrder(
    manifests,
    (each) => `${each.component}/${each.name}`,
  )) {
    components[component] = { ...components[component], [name]: { url, version, digest } };
  }
  return components;
}

const inOrder = <T>(items: readonly T[], key: (item: T) => string): readonly T[] =>
  [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
