import { diagnostic } from "../../diagnostics/create.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { WantedChart } from "../../lock/model.ts";
import { type Origin, primaryLocation } from "../../values/tracked.ts";

const at = (origin: Origin) => ({ location: primaryLocation(origin), path: origin.value?.path });

export const unknownEngine = (key: string, known: readonly string[], origin: Origin): Diagnostic =>
  diagnostic(
    "E_ENGINE_UNKNOWN",
    `\`delivery.${key}\` is a component, but k8sgen writes no entry for it: the output would reach no cluster.`,
    { ...at(origin), hint: `take one of ${known.map((name) => `\`delivery.${name}\``).join(", ")}` },
  );

export const cannotDecrypt = (title: string, decrypting: string, origin: Origin): Diagnostic =>
  diagnostic("E_ENGINE_SECRETS", `${title} does not open what SOPS has encrypted.`, {
    ...at(origin),
    hint: `leave \`secrets\` out, and the README of the output lists the \`kubectl\` commands that make the Secrets; or take \`delivery.${decrypting}\`, which opens them`,
  });

export const notRendered = (title: string, origin: Origin): Diagnostic =>
  diagnostic("E_RENDERED_ENGINE", `${title} takes releases, not plain objects.`, {
    ...at(origin),
    hint: "leave `rendered` out; or take an engine that applies objects itself",
  });

export const olderK3s = (version: string, needed: string, origin: Origin): Diagnostic =>
  diagnostic(
    "E_ENGINE_RELEASE",
    `K3s \`${version}\` does not know \`failurePolicy: retry\`, which each release of \`delivery.k3s\` asks of its Helm controller.`,
    { ...at(origin), hint: `take \`${needed}\` or a later release; or another engine below \`delivery\`` },
  );

export const vendorMissing = (
  { component, name, version }: WantedChart,
  folder: string | undefined,
  origin: Origin,
): Diagnostic =>
  diagnostic(
    "E_HELM_VENDOR",
    `The archive of \`${component.name}\`, ${name} ${version}, cannot be put into the output: it is not ${folder === undefined ? "at hand" : `in \`${folder}\``}.`,
    {
      ...at(origin),
      hint: "run `k8sgen lock`, which fetches the archives; or leave `vendor` out, and `helm dependency build` fetches them",
    },
  );
