import type { Program } from "../../laptop/model.ts";
import type { FileTree } from "../tree.ts";
import { K3D } from "./k3d.ts";
import { LIBVIRT } from "./libvirt.ts";
import { LIMA } from "./lima.ts";
import { type Guest, LAPTOP, type LaptopPlan } from "./model.ts";
import { MULTIPASS } from "./multipass.ts";
import { hostsFile, namesForPods } from "./names.ts";

/** By the names that `laptop.on` takes. */
const GUESTS: Readonly<Record<Program, Guest>> = {
  k3d: K3D,
  lima: LIMA,
  multipass: MULTIPASS,
  libvirt: LIBVIRT,
};

export const guestOf = ({ laptop }: LaptopPlan): Guest => GUESTS[laptop.on];

/** `laptop/`: what the program that runs the nodes reads, and the names of pages. */
export function addLaptop(tree: FileTree, plan: LaptopPlan): void {
  guestOf(plan).addFiles(tree, plan);
  const hosts = hostsFile(plan);
  if (hosts !== undefined) tree.text(`${LAPTOP}/hosts`, hosts);
  const names = namesForPods(plan);
  if (names !== undefined) tree.text(`${LAPTOP}/names.yaml`, names);
}
