/**
 * Packs Kubernetes' own OpenAPI, one file for each minor release: `npx tsx scripts/pack/kubernetes.ts`.
 * Source: the Go module k8s.io/kubernetes.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { goModule } from "./lib/go.ts";
import type { Json } from "./lib/json.ts";
import { kubernetesPack } from "./lib/kubernetes-pack.ts";
import { report, writePack } from "./lib/output.ts";
import { kubernetes } from "./lib/versions.ts";

const LIMIT = 60_000;

for (const version of kubernetes) {
  const folder = goModule("k8s.io/kubernetes", version);
  const read = (path: string): string => readFileSync(join(folder, path), "utf8");
  const swagger = JSON.parse(read("api/openapi-spec/swagger.json")) as Json;
  const pack = kubernetesPack(version, swagger, read("pkg/controlplane/instance.go"));
  const minor = version.split(".").slice(0, 2).join(".");
  writePack(`schemas/kubernetes/${minor}.json.gz`, JSON.stringify(pack), LIMIT);
  report(`        ${pack.kinds.length} kinds served, ${Object.keys(pack.definitions).length} definitions`);
}
