import { isObject, type Json } from "../values/json.ts";

/** What a laptop has in the place of something, or that it has nothing there. */
export interface Replacement {
  /** Key path in homelab.yaml, for people. */
  readonly path: string;
  /** A sentence. */
  readonly text: string;
}

/** The laptop that a homelab was made for. */
export interface Laptop {
  readonly on: Program;
  readonly replaced: readonly Replacement[];
}

export type Program = keyof typeof PROGRAMS;

interface Guest {
  /** As its makers write it. */
  readonly title: string;
  /** Nodes are containers, which share the laptop's kernel, or machines with one of their own. */
  readonly nodes: "containers" | "machines";
  /** IPv4 network of the nodes. */
  readonly cidr: string;
  /** The way out, as a position in that network. */
  readonly gateway: number;
  /** The first node, as a position in that network; the others follow. */
  readonly first: number;
}

/** By the names that `laptop.on` takes. */
export const PROGRAMS = {
  // Docker's router has the first address, k3d keeps the second one for itself, and servers come next.
  // https://github.com/k3d-io/k3d/blob/v5.9.0/pkg/client/cluster.go
  k3d: { title: "k3d", nodes: "containers", cidr: "172.28.0.0/24", gateway: 1, first: 3 },
  // https://github.com/lima-vm/lima/blob/v2.2.0-rc.0/pkg/networks/networks.TEMPLATE.yaml, the second address of it is the way out:
  // https://github.com/lima-vm/lima/blob/v2.2.0-rc.0/pkg/networks/usernet/config.go
  lima: { title: "Lima", nodes: "machines", cidr: "192.168.104.0/24", gateway: 2, first: 211 },
  multipass: { title: "Multipass", nodes: "machines", cidr: "192.168.64.0/24", gateway: 1, first: 211 },
  libvirt: { title: "libvirt", nodes: "machines", cidr: "192.168.124.0/24", gateway: 1, first: 11 },
} as const satisfies Readonly<Record<string, Guest>>;

/** The program that `laptop.on` names; undefined where there is no sound one. */
export function programOf(homelab: Json): Program | undefined {
  const laptop = isObject(homelab) ? homelab.laptop : undefined;
  const on = isObject(laptop) ? laptop.on : undefined;
  return typeof on === "string" && Object.hasOwn(PROGRAMS, on) ? (on as Program) : undefined;
}
