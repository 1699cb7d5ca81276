/** Seven lines without a fault. */
export const HOMELAB = `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: t}
kubernetes: {version: v1.36.3+k3s1}
nodes: [{name: a, role: server, address: 192.168.1.2, arch: arm64, memory: 8Gi, disk: 32Gi}]
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1}}
delivery: {flux: {repository: https://git.example.org/me/t.git}}
`;

/** The homelab with other metadata, in its third line. */
export const named = (text: string): string => HOMELAB.replace("{name: t}", text);

/** Eight levels of ten aliases each: a hundred million values. */
export const LAUGHS = `${HOMELAB}a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${[1, 2, 3, 4, 5, 6, 7]
  .map(
    (level) =>
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(", ")}]\n`,
  )
  .join("")}`;
