import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Component } from "../plan/model.ts";
import { placeIn } from "../schema/blueprints.ts";
import { placeOf } from "./messages.ts";

type Place = Partial<Diagnostic>;

export const releaseSize = (
  component: Component | undefined,
  release: string,
  bytes: number,
  limit: number,
): Diagnostic => {
  const kib = (size: number): string => `${Math.round(size / 1024)} KiB`;
  const what = `The release \`${release}\` takes ${kib(bytes)} of the ${kib(limit)} that its Secret can hold`;
  const rest = {
    ...placeOf(undefined, component, "chart/Chart.yaml"),
    hint: "Helm keeps chart, values and manifest of a release in one Secret: make the values smaller, or move objects out of them",
  };
  return bytes > limit
    ? diagnostic("E_RELEASE_SIZE", `${what}: Helm cannot store it.`, rest)
    : diagnostic("W_RELEASE_SIZE", `${what}.`, rest);
};

export const podRefused = (
  place: Place,
  object: string,
  enforced: string,
  needed: string,
  rules: readonly string[],
): Diagnostic =>
  diagnostic(
    "E_POD_SECURITY",
    `The pods of ${object} would be refused: the namespace enforces the Pod Security level \`${enforced}\`, and they need \`${needed}\`: ${rules.join("; ")}.`,
    {
      ...place,
      hint: `harden the pods, or give the blueprint's namespace \`podSecurity: ${needed}\` with its reason`,
    },
  );

export const podSecurityLax = (
  component: Component,
  namespace: string,
  enforced: string,
  needed: string,
): Diagnostic =>
  diagnostic(
    "W_POD_SECURITY",
    `The namespace \`${namespace}\` of \`${component.name}\` admits pods of the Pod Security level \`${enforced}\`; all of its pods satisfy \`${needed}\`.`,
    {
      location: placeIn(component.blueprint, ["namespace", "podSecurity"]),
      hint: `write \`podSecurity: ${needed}\``,
    },
  );

export const imageName = (place: Place, image: string): Diagnostic =>
  diagnostic("E_IMAGE_NAME", `\`${image}\` is not the name of an image.`, {
    ...place,
    hint: "an image is named `<registry>/<name>:<tag>`; a part of it may come from a value that is empty",
  });

export const imageFloats = (place: Place, image: string): Diagnostic =>
  diagnostic("W_IMAGE_FLOATS", `\`${image}\` is another image tomorrow: its name has no version.`, {
    ...place,
    hint: "name a version's tag, or a digest",
  });

export const imagePlatform = (place: Place, image: string, node: string, arch: string): Diagnostic =>
  diagnostic(
    "E_ARCHITECTURE",
    `\`${image}\` is not built for ${arch}, the architecture of \`${node}\`, where its pods may run.`,
    { ...place, hint: "keep the pods on nodes of another architecture, or use another image" },
  );

export const apiNotServed = (
  place: Place,
  object: string,
  kind: string,
  minor: number,
  { removed, replacement }: { readonly removed?: string; readonly replacement?: string },
): Diagnostic =>
  diagnostic(
    "E_API_NOT_SERVED",
    removed === undefined
      ? `${object}: Kubernetes 1.${minor} does not serve ${kind} by default.`
      : `${object}: ${kind} was removed in Kubernetes ${removed}.`,
    {
      ...place,
      hint: replacement === undefined ? "use a version of the API that is served" : `use ${replacement}`,
    },
  );

export const apiDeprecated = (place: Place, object: string, reason: string): Diagnostic =>
  diagnostic("W_API_DEPRECATED", `${object}: ${reason.replace(/\.$/, "")}.`, place);

export const noNode = (
  place: Place,
  object: string,
  architectures: readonly string[],
  there: readonly string[],
): Diagnostic =>
  diagnostic(
    "E_UNSCHEDULABLE",
    `No node takes the pods of ${object}: they ask for ${architectures.length === 0 ? "another operating system or architecture" : architectures.join(" or ")}, and the nodes are ${there.join(" and ")}.`,
    { ...place, hint: "change the node selector or affinity in the values, or add such a node" },
  );

export const noneLargeEnough = (place: Place, object: string, asked: string): Diagnostic =>
  diagnostic(
    "E_UNSCHEDULABLE",
    `No node takes the pods of ${object}: each requests ${asked}, more than the largest node has to give.`,
    { ...place, hint: "make the requests smaller in the values, or add a larger node" },
  );
