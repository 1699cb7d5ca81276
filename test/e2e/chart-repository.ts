import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Served, serve } from "./git-server.ts";

/** A chart that a release takes. */
export interface Chart {
  readonly name: string;
  readonly version: string;
}

/** A chart repository with the archives of a folder: https://helm.sh/docs/topics/chart_repository/ */
export async function serveCharts(folder: string, charts: readonly Chart[]): Promise<Served> {
  const index = JSON.stringify(indexOf(folder, charts));
  return await serve((request, response) => {
    const path = (request.url ?? "/").slice(1);
    const archive = charts.find((chart) => path === archiveOf(chart));
    if (path === "index.yaml") response.end(index);
    else if (archive !== undefined) response.end(readFileSync(join(folder, path)));
    else response.writeHead(404).end();
  });
}

export const archiveOf = ({ name, version }: Chart): string => `${name}-${version}.tgz`;

function indexOf(folder: string, charts: readonly Chart[]) {
  const entries: Record<string, object[]> = {};
  for (const chart of charts) {
    const path = join(folder, archiveOf(chart));
    if (!existsSync(path)) throw new Error(`there is no archive of ${chart.name} ${chart.version}`);
    entries[chart.name] = [
      ...(entries[chart.name] ?? []),
      {
        apiVersion: "v2",
        name: chart.name,
        version: chart.version,
        digest: createHash("sha256").update(readFileSync(path)).digest("hex"),
        urls: [archiveOf(chart)],
      },
    ];
  }
  return { apiVersion: "v1", generated: "2026-01-01T00:00:00Z", entries };
}
