import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { type Controller, definitionsOf } from "../../scripts/control-plane.mjs";
import { goModule } from "../../scripts/pack/lib/go.ts";
import { cilium } from "../../scripts/pack/lib/versions.ts";
import type { JsonObject } from "../../src/values/json.ts";

/** The objects of a text of YAML documents, as Kubernetes reads it. */
export const objectsOf = (text: string): readonly JsonObject[] =>
  parseAllDocuments(text, { version: "1.1", logLevel: "silent" }).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const object = document.toJS({ maxAliasCount: -1 }) as JsonObject | null;
    return object === null ? [] : [object];
  });

export const definitionsBelow = (folder: string): readonly JsonObject[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .flatMap((name) => objectsOf(readFileSync(join(folder, name), "utf8")))
    .filter(({ kind }) => kind === "CustomResourceDefinition");

/** The kinds of Flux, which its bootstrap installs. */
export const fluxDefinitions = (): readonly JsonObject[] =>
  (["source-controller", "kustomize-controller", "helm-controller"] satisfies Controller[]).flatMap((name) =>
    definitionsBelow(definitionsOf(name)),
  );

/** The kinds of the controllers that `flux bootstrap --components-extra` adds, and of the one that sends alerts. */
export const fluxExtraDefinitions = (): readonly JsonObject[] =>
  [
    goModule("github.com/fluxcd/notification-controller", "v1.9.3"),
    goModule("github.com/fluxcd/image-reflector-controller", "v1.2.3"),
    goModule("github.com/fluxcd/image-automation-controller", "v1.2.3"),
  ].flatMap((folder) => definitionsBelow(join(folder, "config/crd/bases")));

/** The kinds of Cilium, which its operator registers itself when it starts. */
export const ciliumDefinitions = (): readonly JsonObject[] =>
  ["v2", "v2alpha1"].flatMap((version) =>
    definitionsBelow(
      join(goModule(cilium.module, cilium.version), "pkg/k8s/apis/cilium.io/client/crds", version),
    ),
  );

/** The kinds of K3s, at the versions that go.mod of K3s v1.36.3 requires. */
export const k3sDefinitions = (): readonly JsonObject[] =>
  [
    goModule("github.com/k3s-io/helm-controller", "v0.17.6"),
    goModule("github.com/k3s-io/api", "v0.1.4"),
  ].flatMap((folder) => definitionsBelow(join(folder, "pkg/crds/yaml/generated")));
