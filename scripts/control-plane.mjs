/**
 * The programs of a cluster without nodes, built from their Go modules into the cache folder of scripts/modules.mjs:
 * `node scripts/control-plane.mjs` builds all, which takes a quarter of an hour once.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
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

/**
 * The newest line of Argo CD that can be built from modules alone: since 3.3 its go.mod takes gitops-engine from a folder
 * that is a module of its own, and that one has no versions.
 */
const ARGO_CD = "v3.2.11";

/** What the repo-server of Argo CD runs, at the versions of the image that the chart installs (hack/tool-versions.sh of v3.4.4). */
const RENDERERS = {
  helm: "helm.sh/helm/v3/cmd/helm@v3.19.4",
  kustomize: "sigs.k8s.io/kustomize/kustomize/v5@v5.8.1",
};

/** @typedef {keyof typeof CONTROLLERS} Controller */

/** @type {Record<Controller | "etcd" | "kube-apiserver" | "kube-controller-manager" | "argo-cd" | "redis" | "helm" | "kustomize", { name: string, build: (draft: string) => void }>} */
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
  "argo-cd": ofArgoCd("argo-cd"),
  redis: ofArgoCd("redis"),
  helm: renderer("helm"),
  kustomize: renderer("kustomize"),
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

/**
 * A program of scripts/programs, built among the modules that Argo CD names.
 * @param {"argo-cd" | "redis"} name
 */
function ofArgoCd(name) {
  return {
    name: `${name}-for-argo-cd-${ARGO_CD}`,
    /** @param {string} draft */
    build: (draft) => {
      const { Dir: source } = download(`github.com/argoproj/argo-cd/v3@${ARGO_CD}`);
      const upstream = readFileSync(join(source, "go.mod"), "utf8").replace(
        /^module .*$/m,
        "module programs",
      );
      writeFileSync(
        join(draft, "go.mod"),
        `${upstream}\nrequire github.com/argoproj/argo-cd/v3 ${ARGO_CD}\n`,
      );
      writeFileSync(join(draft, "go.sum"), readFileSync(join(source, "go.sum")));
      mkdirSync(join(draft, name));
      copyFileSync(
        fileURLToPath(new URL(`programs/${name}/main.go`, import.meta.url)),
        join(draft, name, "main.go"),
      );
      compile(draft, `./${name}`, join(draft, "program"));
    },
  };
}

/** @param {keyof typeof RENDERERS} name */
function renderer(name) {
  const version = RENDERERS[name].split("@")[1];
  return {
    name: `${name}-for-argo-cd-${version}`,
    /** @param {string} draft */
    build: (draft) => {
      execFileSync("go", ["install", "-trimpath", "-ldflags", "-s -w", RENDERERS[name]], {
        cwd: draft,
        env: { ...process.env, GOBIN: draft, CGO_ENABLED: "0", GOFLAGS: "" },
        stdio: ["ignore", "inherit", "pipe"],
      });
      renameSync(join(draft, name), join(draft, "program"));
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
