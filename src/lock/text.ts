import { toYaml, withComment } from "../values/yaml.ts";
import type { LockedChart } from "./model.ts";

const HEAD = `Written by \`k8sgen lock\`; commit it. Each archive is known by its SHA-256: builds use no other.`;

/** The text of k8sgen.lock: components in the order of their names, keys in a fixed order. */
export function lockText(charts: readonly LockedChart[]): string {
  const sorted = [...charts].sort((a, b) => (a.component < b.component ? -1 : 1));
  const value = {
    apiVersion: "k8sgen.dev/v1",
    kind: "Lock",
    charts: Object.fromEntries(
      sorted.map(({ component, chart, repository, version, url, digest, appVersion }) => [
        component,
        {
          chart,
          repository,
          version,
          ...(url === undefined ? {} : { url }),
          digest,
          ...(appVersion === undefined ? {} : { appVersion }),
        },
      ]),
    ),
  };
  return withComment(HEAD, toYaml(value));
}
