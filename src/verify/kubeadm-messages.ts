import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { file } from "./messages.ts";

export const kubeadmKindUnknown = (path: string, kind: string): Diagnostic =>
  diagnostic("E_NODE_CONFIG", `kubeadm of this release reads no \`${kind}\`.`, {
    location: file(path),
    hint: "this is a fault of k8sgen itself: please tell its makers",
  });

/** @param wanted the type that should stand there; undefined where there is no such field */
export const kubeadmFieldWrong = (path: string, place: string, wanted: string | undefined): Diagnostic =>
  diagnostic(
    "E_NODE_CONFIG",
    wanted === undefined
      ? `kubeadm of this release knows no \`${place}\`.`
      : `kubeadm wants ${wanted} at \`${place}\`.`,
    { location: file(path), hint: "this is a fault of k8sgen itself: please tell its makers" },
  );
