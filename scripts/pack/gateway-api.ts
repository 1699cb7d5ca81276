/**
 * Writes the Gateway API that the packed Cilium is built for as one file to install: `npx tsx scripts/pack/gateway-api.ts`.
 * Source: config/crd/standard of the Go module sigs.k8s.io/gateway-api, whose ValidatingAdmissionPolicy against
 * downgrades and experimental definitions is part of the channel.
 */
import { join } from "node:path";
import { crdPack, isCrd, kindsOf } from "./lib/crd-pack.ts";
import { gatewayApiOfCilium } from "./lib/gateway-api.ts";
import { isObject } from "./lib/json.ts";
import { installable, manifest } from "./lib/manifest.ts";
import { report, writeText } from "./lib/output.ts";
import { yamlFolder } from "./lib/yaml.ts";

/**
 * Without these Cilium's operator switches its gateway controller off.
 * https://github.com/cilium/cilium/blob/v1.20.0/operator/pkg/gateway-api/helpers/schemes.go#L22
 */
const REQUIRED = [
  "GatewayClass",
  "Gateway",
  "HTTPRoute",
  "GRPCRoute",
  "TLSRoute",
  "ReferenceGrant",
  "BackendTLSPolicy",
];

const { version, folder } = gatewayApiOfCilium();
const objects = yamlFolder(join(folder, "config/crd/standard")).filter(isObject).map(installable);
const kinds = new Set(kindsOf(crdPack("gateway-api", objects)));
const missing = REQUIRED.filter((kind) => !kinds.has(`gateway.networking.k8s.io/v1/${kind}`));
if (missing.length > 0)
  throw new Error(`the standard channel of ${version} has no v1 of ${missing.join(", ")}`);

const comment = `Gateway API ${version}, standard channel, without descriptions: made by scripts/pack/gateway-api.ts
from sigs.k8s.io/gateway-api (Apache License 2.0). Do not edit.`;
writeText("blueprints/network/gateway-api/manifests/crds.yaml", manifest(comment, objects));
report(`        ${objects.filter(isCrd).length} definitions, ${objects.length} objects`);
