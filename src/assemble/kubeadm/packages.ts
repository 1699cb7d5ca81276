import { SHARE } from "../nodes/paths.ts";

/** A repository of packages: where it is, and the key that signs it. */
interface Repository {
  readonly name: string;
  readonly key: string;
  /** Lines of a .sources file; \`$ID\` and \`$VERSION_CODENAME\` are those of the system. */
  readonly source: readonly string[];
}

const KEYS = "/etc/apt/keyrings";

/**
 * Kubernetes' packages have a repository for each minor. That of Docker has containerd 2, which the kubelet needs from
 * 1.36 on, and which the systems themselves do not all have.
 * https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/install-kubeadm/,
 * https://docs.docker.com/engine/install/ubuntu/, https://kubernetes.io/blog/2025/09/12/kubernetes-v1-34-cri-cgroup-driver-lookup-now-ga/
 */
const repositories = (minor: string): readonly Repository[] => [
  {
    name: "kubernetes",
    key: `https://pkgs.k8s.io/core:/stable:/${minor}/deb/Release.key`,
    source: ["Types: deb", `URIs: https://pkgs.k8s.io/core:/stable:/${minor}/deb/`, "Suites: /"],
  },
  {
    name: "docker",
    key: "https://download.docker.com/linux/$ID/gpg",
    source: [
      "Types: deb",
      "URIs: https://download.docker.com/linux/$ID",
      "Suites: $VERSION_CODENAME",
      "Components: stable",
    ],
  },
];

/** `v1.36` of `v1.36.3`. */
export const minorOf = (version: string): string => version.split(".").slice(0, 2).join(".");

/** Shell lines that make the repositories known. They are written anew where the minor has changed. */
export const repositoryLines = (version: string): readonly string[] => [
  "# The repositories of Kubernetes' makers and of containerd.",
  ". /etc/os-release",
  `install -d -m 0755 ${KEYS}`,
  ...repositories(minorOf(version)).flatMap(({ name, key, source }) => [
    "curl --fail --silent --show-error --location --retry 20 --retry-delay 15 --retry-all-errors \\",
    `  --output ${SHARE}/${name}.asc "${key}"`,
    `install -m 0644 ${SHARE}/${name}.asc ${KEYS}/k8sgen-${name}.asc`,
    `cat > /etc/apt/sources.list.d/k8sgen-${name}.sources << END`,
    ...source,
    `Signed-By: ${KEYS}/k8sgen-${name}.asc`,
    "END",
  ]),
  "export DEBIAN_FRONTEND=noninteractive",
  "apt-get --quiet -o DPkg::Lock::Timeout=600 update",
];

const INSTALL = "apt-get --quiet --yes -o DPkg::Lock::Timeout=600 -o Dpkg::Options::=--force-confold \\";

/** Shell lines that install the newest containerd; held, since a new one starts containers anew in its own time. */
export const containerdLines: readonly string[] = [
  INSTALL,
  "  install --allow-change-held-packages containerd.io",
  "apt-mark hold containerd.io",
];

/** Shell lines that install packages of a release; held, so that an update of the system does not change them. */
export const installLines = (version: string, names: readonly string[]): readonly string[] => [
  INSTALL,
  `  install --allow-change-held-packages ${names.map((name) => `'${name}=${version.slice(1)}-*'`).join(" ")}`,
  `apt-mark hold ${names.join(" ")}`,
];
