import { sha256 } from "./archives.ts";
import { ChartFault } from "./fault.ts";
import { get, type Network, shown } from "./http.ts";
import { type IndexEntry, versionsIn } from "./index-file.ts";
import type { ChartSource } from "./source.ts";
import { sameVersion } from "./versions.ts";

/** A Helm repository: `index.yaml` and archives behind it. The index is fetched once. */
export function httpsRepository(network: Network, repository: string): ChartSource {
  const base = repository.endsWith("/") ? repository : `${repository}/`;
  let index: Promise<string> | undefined;
  const load = async () => {
    const { status, bytes } = await get(network, new URL("index.yaml", base).href);
    if (status !== 200) throw new ChartFault("source", `${shown(base)}index.yaml: status ${status}`);
    return new TextDecoder().decode(bytes);
  };
  const entriesOf = async (chart: string): Promise<readonly IndexEntry[]> => {
    index ??= load();
    const entries = versionsIn(await index, chart);
    if (entries === undefined) throw new ChartFault("missing", `${shown(base)} has no chart \`${chart}\``);
    return entries;
  };
  return {
    async fetch(chart, version) {
      const entries = await entriesOf(chart);
      const entry =
        entries.find((each) => each.version === version) ??
        entries.find((each) => sameVersion(each.version, version));
      if (entry === undefined)
        throw new ChartFault("missing", `${shown(base)} has no version ${version} of \`${chart}\``);
      const { urls, digest } = entry.details();
      const [first] = urls;
      if (first === undefined)
        throw new ChartFault("source", `${shown(base)} says no address for \`${chart}\` ${version}`);
      const url = addressOf(first, base);
      const { status, bytes } = await get(network, url, { "accept-encoding": "identity" });
      if (status !== 200) throw new ChartFault("source", `${shown(url)}: status ${status}`);
      const found = sha256(bytes);
      if (digest !== undefined && digest !== found)
        throw new ChartFault(
          "archive",
          `${shown(url)} has another digest than the index of its repository states: ${found}, not ${digest}`,
        );
      return { url, bytes };
    },
    versions: async (chart) => (await entriesOf(chart)).map(({ version }) => version),
  };
}

/** Addresses in an index may be relative to the repository. */
function addressOf(url: string, base: string): string {
  try {
    return new URL(url, base).href;
  } catch {
    throw new ChartFault("source", `${shown(base)} says an address that is none: \`${url}\``);
  }
}
