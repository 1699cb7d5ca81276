import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { cachedGoModule } from "../../scripts/pack/lib/go.ts";
import { isObject } from "../../scripts/pack/lib/json.ts";
import { installable } from "../../scripts/pack/lib/manifest.ts";
import { systemUpgrade } from "../../scripts/pack/lib/versions.ts";
import { yamlFolder } from "../../scripts/pack/lib/yaml.ts";
import { readText } from "../support/compile.ts";

const BLUEPRINT = "blueprints/kubernetes/system-upgrade-controller";
const committed = readText(`${BLUEPRINT}/manifests/crds.yaml`);
const folder = join(
  cachedGoModule(systemUpgrade.module, systemUpgrade.version) ?? "",
  "pkg/crds/yaml/generated",
);

describe("the kind of the system upgrade controller", () => {
  it("is of the version of the program", () => {
    expect(committed.split("\n")[0]).toContain(`controller ${systemUpgrade.version},`);
    expect(readText(`${BLUEPRINT}/manifests/controller.yaml.hbs`)).toContain(
      `image: docker.io/rancher/system-upgrade-controller:${systemUpgrade.version}\n`,
    );
  });

  it.skipIf(!existsSync(folder))("is what the script makes (needs its module in Go's module cache)", () => {
    const objects = yamlFolder(folder).filter(isObject).map(installable);
    expect(parseAllDocuments(committed).map((document) => document.toJS())).toEqual(objects);
  });
});
