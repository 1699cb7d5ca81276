/**
 * containerd's configuration, version 3: systemd keeps the control groups, as for the kubelet.
 * https://github.com/containerd/containerd/blob/v2.1.4/docs/cri/config.md,
 * https://kubernetes.io/docs/setup/production-environment/container-runtimes/#containerd-systemd
 */
export const CONTAINERD_CONFIG = `version = 3

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
  runtime_type = 'io.containerd.runc.v2'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  SystemdCgroup = true

[plugins.'io.containerd.cri.v1.images'.registry]
  config_path = '/etc/containerd/certs.d'
`;
