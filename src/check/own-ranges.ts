/** Ranges of pods and services that are in few homes: K3s' own of IPv4, unique local addresses of IPv6 (RFC 4193). */
export const OWN_RANGES = {
  4: { podCidr: "10.42.0.0/16", serviceCidr: "10.43.0.0/16" },
  6: { podCidr: "fd42:42::/56", serviceCidr: "fd42:43::/112" },
} as const;
