import { join } from "node:path";
import { renderedChart } from "./charts.ts";
import { type CrdPack, crdPack } from "./crd-pack.ts";
import { gatewayApiOfCilium } from "./gateway-api.ts";
import { goModule } from "./go.ts";
import { cilium, kubernetes } from "./versions.ts";
import { yamlFolder } from "./yaml.ts";

/** A place that definitions come from. `read` is undefined where it cannot be had on this machine. */
export interface CrdSource {
  /** The pack's name without a version. */
  readonly name: string;
  read(): { readonly version: string; readonly pack: CrdPack } | undefined;
}

/** A chart in the charts' folder: its crds/ folders and those its templates bring, subcharts included. */
function chart(name: string, ...settings: readonly string[]): CrdSource {
  return {
    name,
    read() {
      const { version, objects } = renderedChart(name, kubernetes.at(-1) ?? "", settings);
      return { version, pack: crdPack(`${name} ${version} (chart)`, objects) };
    },
  };
}

/** Folders of a Go module that hold definitions as YAML. */
function module(name: string, path: string, version: string, ...folders: readonly string[]): CrdSource {
  return {
    name,
    read: () => ({ version, pack: folderPack(path, version, goModule(path, version), folders) }),
  };
}

/** A repository that Go's proxy does not serve; a copy of it has to be named: `--tree <path>=<folder>`. */
function tree(name: string, path: string, version: string, ...folders: readonly string[]): CrdSource {
  return {
    name,
    read() {
      const argument = process.argv.find((text) => text.startsWith(`${path}=`));
      if (argument === undefined) return undefined;
      return { version, pack: folderPack(path, version, argument.slice(path.length + 1), folders) };
    },
  };
}

function gatewayApi(name: string, channel: string): CrdSource {
  return {
    name,
    read() {
      const { version, folder } = gatewayApiOfCilium();
      return {
        version,
        pack: folderPack("sigs.k8s.io/gateway-api", version, folder, [`config/crd/${channel}`]),
      };
    },
  };
}

function folderPack(path: string, version: string, root: string, folders: readonly string[]): CrdPack {
  return crdPack(
    `${path} ${version} (${folders.join(", ")})`,
    folders.flatMap((folder) => yamlFolder(join(root, folder))),
  );
}

/** In the order of precedence: where two define the same version of a kind, the first is the one to validate with. */
export const sources: readonly CrdSource[] = [
  module(
    "cilium",
    cilium.module,
    cilium.version,
    "pkg/k8s/apis/cilium.io/client/crds/v2",
    "pkg/k8s/apis/cilium.io/client/crds/v2alpha1",
  ),
  gatewayApi("gateway-api", "standard"),
  gatewayApi("gateway-api-experimental", "experimental"),
  module("flux-source-controller", "github.com/fluxcd/source-controller", "v1.9.3", "config/crd/bases"),
  module("flux-kustomize-controller", "github.com/fluxcd/kustomize-controller", "v1.9.5", "config/crd/bases"),
  module("flux-helm-controller", "github.com/fluxcd/helm-controller", "v1.6.4", "config/crd/bases"),
  tree(
    "flux-notification-controller",
    "github.com/fluxcd/notification-controller",
    "v1.9.3",
    "config/crd/bases",
  ),
  module(
    "flux-image-reflector-controller",
    "github.com/fluxcd/image-reflector-controller",
    "v1.2.3",
    "config/crd/bases",
  ),
  module(
    "flux-image-automation-controller",
    "github.com/fluxcd/image-automation-controller",
    "v1.2.3",
    "config/crd/bases",
  ),
  // The versions that go.mod of K3s v1.36.3 requires.
  module("k3s-helm-controller", "github.com/k3s-io/helm-controller", "v0.17.6", "pkg/crds/yaml/generated"),
  module("k3s-api", "github.com/k3s-io/api", "v0.1.4", "pkg/crds/yaml/generated"),
  chart("cert-manager", "crds.enabled=true"),
  chart("kube-prometheus-stack"),
  chart("longhorn"),
  chart("external-dns"),
  chart("metallb"),
  chart("cloudnative-pg"),
  chart("argo-cd"),
  chart("argo-rollouts"),
  chart("flagger"),
  chart("flux-operator"),
  chart("fleet-crd"),
  chart("sealed-secrets"),
  chart("snapshot-controller"),
  chart("trust-manager"),
  chart("velero"),
  chart("volsync"),
  tree("kong", "github.com/Kong/charts", "3.4.1", "charts/kong/crds"),
];
