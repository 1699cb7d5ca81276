/**
 * Fetches the official JSON Schema of CycloneDX that the bill is tested with: `npx tsx scripts/pack/cyclonedx.ts`.
 * Source: https://github.com/CycloneDX/specification (Apache-2.0), as the makers' own npm package carries it.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writePack } from "./lib/output.ts";
import { cycloneDx } from "./lib/versions.ts";

const LIMIT = 60_000;

const folder = mkdtempSync(join(tmpdir(), "k8sgen-cyclonedx-"));
try {
  const archive = execFileSync("npm", ["pack", "--silent", `${cycloneDx.package}@${cycloneDx.version}`], {
    cwd: folder,
    encoding: "utf8",
  }).trim();
  execFileSync("tar", ["xzf", archive], { cwd: folder });
  for (const name of cycloneDx.schemas) {
    const text = readFileSync(join(folder, "package/res/schema", `${name}.SNAPSHOT.schema.json`), "utf8");
    writePack(`test/outside/cyclonedx/${name}.schema.json.gz`, text, LIMIT);
  }
} finally {
  rmSync(folder, { recursive: true });
}
