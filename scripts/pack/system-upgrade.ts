/**
 * Writes the kind Plan of the system upgrade controller as a file to install: `npx tsx scripts/pack/system-upgrade.ts`.
 * Source: pkg/crds of the Go module github.com/rancher/system-upgrade-controller, which the controller registers itself;
 * a Plan that stands beside it in one folder can only be applied where the kind is there before.
 */
import { join } from "node:path";
import { goModule } from "./lib/go.ts";
import { isObject } from "./lib/json.ts";
import { installable, manifest } from "./lib/manifest.ts";
import { writeText } from "./lib/output.ts";
import { systemUpgrade } from "./lib/versions.ts";
import { yamlFolder } from "./lib/yaml.ts";

const folder = goModule(systemUpgrade.module, systemUpgrade.version);
const objects = yamlFolder(join(folder, "pkg/crds/yaml/generated")).filter(isObject).map(installable);
const comment = `Plan of the system upgrade controller ${systemUpgrade.version}, without descriptions: made by
scripts/pack/system-upgrade.ts from ${systemUpgrade.module} (Apache License 2.0). Do not edit.`;
writeText("blueprints/kubernetes/system-upgrade-controller/manifests/crds.yaml", manifest(comment, objects));
