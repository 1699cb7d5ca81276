/**
 * The programs of a cluster without nodes, built from their Go modules into the cache folder of scripts/modules.mjs:
 * `node scripts/control-plane.mjs` builds all, which takes a quarter of an hour once.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildOfKubernetes, built, compile, download, KUBERNETES } from "./modules.mjs";

/**
 * The controllers of Flux 2.9 that the output needs: https://github.com/fluxcd/flux2/releases/tag/v2.9.5. The kinds are those
 * of the packed schemas (scripts/pack/lib/crd-sources.ts); proxy.golang.org does not serve all of source-controller v1.9.5.
 */
const CONTROLLERS = {
  "source-controller": "v1.9.3",
  "kustomize-controller": "v1.9.5",
  "helm-controller": "v1.6.4",
};

/** @typedef {keyof typeof CONTROLLERS} Controller */

/** @type {Record<Controller | "etcd" | "kube-apiserver" | "kube-controller-manager", { name: string, build: (draft: string) => void }>} */
const SOURCES = {
  etcd: {
    name: `etcd-for-kubernetes-${KUBERNETES}`,
    build: (draft) => buildOfKubernetes(draft, "go.etcd.io/etcd/server/v3"),
  },
  "kube-apiserver": kubernetes("kube-apiserver"),
  "kube-controller-manager": kubernetes("kube-controller-manager"),
  "source-controller": controller("source-controller"),
  "kustomize-controller": controller("kustomize-controller"),
  "helm-controller": controller("helm-controller"),
};

/** @typedef {keyof typeof SOURCES} Program */

export const PROGRAMS = /** @type {readonly Program[]} */ (Object.keys(SOURCES));

/**
 * The path of a program, built where it is missing; or why it cannot be had.
 * @param {Program} program
 */
export const programPath = (program) => built(SOURCES[program].name, SOURCES[program].build);

/**
 * The folder with the CustomResourceDefinitions of a controller of Flux.
 * @param {Controller} name
 */
export const definitionsOf = (name) => join(download(moduleOf(name)).Dir, "config/crd/bases");

/** @param {string} name */
function kubernetes(name) {
  return {
    name: `${name}-${KUBERNETES}`,
    /** @param {string} draft */
    build: (draft) => buildOfKubernetes(draft, `k8s.io/kubernetes/cmd/${name}`),
  };
}

/** @param {Controller} name */
function controller(name) {
  return {
    name: `${name}-${CONTROLLERS[name]}`,
    /** @param {string} draft */
    build: (draft) => {
      const module = moduleOf(name);
      const path = module.split("@")[0];
      const { Dir: source } = download(module);
      // The controller's own module file takes its types from the folder beside it, which is a module of its own.
      const upstream = readFileSync(join(source, "go.mod"), "utf8")
        .replace(/^module .*$/m, "module programs")
        .replace(`replace ${path}/api => ./api`, `replace ${path}/api => ${path}/api ${CONTROLLERS[name]}`);
      writeFileSync(join(draft, "go.mod"), `${upstream}\nrequire ${module.replace("@", " ")}\n`);
      writeFileSync(join(draft, "go.sum"), readFileSync(join(source, "go.sum")));
      compile(draft, /** @type {string} */ (path), join(draft, "program"));
    },
  };
}

/** @param {Controller} name */
function moduleOf(name) {
  return `github.com/fluxcd/${name}@${CONTROLLERS[name]}`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const program of PROGRAMS) {
    const { path, reason } = programPath(program);
    if (reason === undefined) process.stdout.write(`${path}\n`);
    else {
      process.stderr.write(`${program}: ${reason}\n`);
      process.exitCode = 1;
    }
  }
}
