/**
 * Packs what kubeadm's configuration files may hold, one file for each minor release: `npx tsx scripts/pack/kubeadm.ts`.
 * Source: the Go types in the modules k8s.io/kubernetes (cmd/kubeadm), k8s.io/kubelet and k8s.io/kube-proxy, which a small
 * program of scripts/programs looks at after it was built with them.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildOfKubernetes, built } from "../modules.mjs";
import type { JsonObject } from "./lib/json.ts";
import { report, root, writeText } from "./lib/output.ts";
import { prettyJson } from "./lib/pretty.ts";
import { kubernetes } from "./lib/versions.ts";

const NAME = "kubeadm-schemas";
const source = join(root, "scripts/programs", NAME);
const digest = createHash("sha256")
  .update(readFileSync(join(source, "main.go")))
  .digest("hex")
  .slice(0, 12);

for (const version of kubernetes) {
  const { path, reason } = built(`${NAME}-${version}-${digest}`, (draft) => {
    cpSync(source, join(draft, NAME), { recursive: true });
    buildOfKubernetes(draft, `./${NAME}`, version);
  });
  if (path === undefined) throw new Error(`${NAME} for ${version}: ${reason}`);
  const kinds = JSON.parse(execFileSync(path, { encoding: "utf8" })) as JsonObject;
  const minor = version.split(".").slice(0, 2).join(".");
  writeText(`schemas/kubeadm/${minor}.json`, prettyJson({ source: `Kubernetes ${version}`, kinds }));
  report(`        ${Object.keys(kinds).length} kinds`);
}
