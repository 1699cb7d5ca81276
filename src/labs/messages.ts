import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { LabFacts } from "./model.ts";

export const labsEmpty = (folder: string): Diagnostic =>
  diagnostic("E_LABS_EMPTY", `There is no lab in \`${folder}\`.`, {
    hint: `a lab is \`${folder}/<name>.yaml\` or \`${folder}/<name>/homelab.yaml\`; name another folder with \`--labs\``,
  });

export const nameTwice = (lab: LabFacts, other: LabFacts): Diagnostic =>
  diagnostic("E_LAB_NAME", `Two labs are called \`${lab.name}\`, so they would have one folder.`, {
    location: lab.places.name,
    path: "metadata.name",
    hint: "give one of them another name",
    related: [{ message: "the other one", location: other.places.name }],
  });

export const nameReserved = (lab: LabFacts): Diagnostic =>
  diagnostic("E_LAB_NAME", `A lab cannot be called \`${lab.name}\`: this folder holds what labs share.`, {
    location: lab.places.name,
    path: "metadata.name",
    hint: "give it another name",
  });

export const pathOverlaps = (lab: LabFacts, other: LabFacts): Diagnostic =>
  diagnostic(
    "E_LAB_PATH",
    lab.path === other.path
      ? `The labs \`${other.name}\` and \`${lab.name}\` both stand at \`${lab.path}\` of the repository.`
      : `\`${lab.path}\` of the lab \`${lab.name}\` and \`${other.path}\` of \`${other.name}\` lie in each other.`,
    {
      location: lab.places.delivery,
      path: `delivery.${lab.engine}.path`,
      hint: "leave `path` out, and each has its own",
      related: [{ message: "the other one", location: other.places.delivery }],
    },
  );

export const orphan = (folder: string): Diagnostic =>
  diagnostic("W_LAB_ORPHAN", `\`${folder}\` was written for a lab that is no longer there.`, {
    hint: "its cluster may still follow it; delete the folder when the cluster is gone",
  });

const atPromotion = ({ places }: LabFacts) => ({
  location: places.promotedFrom ?? places.name,
  path: "metadata.promotedFrom",
});

export const sourceUnknown = (lab: LabFacts, nearest: string | undefined): Diagnostic =>
  diagnostic("E_PROMOTION", `There is no lab called \`${lab.promotedFrom}\`.`, {
    ...atPromotion(lab),
    hint: nearest === undefined ? "name a lab that is built with this one" : `did you mean \`${nearest}\`?`,
  });

export const sourceCircle = (lab: LabFacts, circle: readonly string[]): Diagnostic =>
  diagnostic("E_PROMOTION", `The labs are promoted from each other: ${circle.join(" -> ")}.`, {
    ...atPromotion(lab),
    hint: "take `promotedFrom` out of the lab that changes come to first",
  });

export const versionKept = (source: LabFacts, follower: LabFacts, paths: readonly string[]): Diagnostic =>
  diagnostic(
    "E_PROMOTION_VERSION",
    [
      `The umbrella of \`${source.name}\` changes and still is ${source.version}, which \`${follower.name}\` runs too:`,
      ...paths,
    ].join("\n"),
    {
      location: source.places.version,
      path: "metadata.version",
      hint: `raise \`metadata.version\`; \`${follower.name}\` then stays as it is until \`k8sgen promote ${follower.name}\``,
    },
  );

export const heldMissing = (lab: LabFacts, source: LabFacts, folder: string, reason: string): Diagnostic =>
  diagnostic(
    "E_PROMOTION_HELD",
    `\`${lab.name}\` is to stay at ${lab.version} while \`${source.name}\` is at ${source.version}, but \`${folder}\` ${reason}.`,
    {
      location: lab.places.version,
      path: "metadata.version",
      hint: `restore the folder from Git, or take the step: \`k8sgen promote ${lab.name}\``,
    },
  );

export const labUnknown = (name: string, nearest: string | undefined, folder: string): Diagnostic =>
  diagnostic("E_PROMOTION", `There is no lab called \`${name}\` in \`${folder}\`.`, {
    hint: nearest === undefined ? "labs are named by `metadata.name`" : `did you mean \`${nearest}\`?`,
  });

export const sourceMissing = (lab: LabFacts): Diagnostic =>
  diagnostic("E_PROMOTION", `\`${lab.name}\` is promoted from no other lab.`, {
    location: lab.places.name,
    path: "metadata",
    hint: "name that lab: `promotedFrom: staging` below `metadata`",
  });
