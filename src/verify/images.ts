import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ImageSources } from "../engine/protocol.ts";
import type { Component, Plan } from "../plan/model.ts";
import type { ImageResult } from "../report/report.ts";
import { imageFloats, imageName, imagePlatform } from "./fact-messages.ts";
import { floats, parseImage } from "./image-name.ts";
import type { Observed } from "./observed.ts";

/** Where objects name images: fields of custom resources as any blueprint knows them, the rest as the object's own. */
export function imageSources(plan: Plan, own?: Component): ImageSources {
  const fields = plan.components.flatMap(({ blueprint }) => blueprint.manifest.images?.fields ?? []);
  const { arguments: options, variables } = own?.blueprint.manifest.images ?? {};
  return {
    ...(fields.length === 0 ? {} : { fields }),
    ...(options === undefined ? {} : { arguments: options }),
    ...(variables === undefined ? {} : { variables }),
  };
}

/** All images by name, each with the components that run it. */
export function imagesOf(observed: readonly Observed[]): readonly ImageResult[] {
  const users = new Map<string, Set<string>>();
  for (const { component, verdict } of observed) {
    for (const { image } of verdict.images ?? []) {
      const known = users.get(image) ?? new Set<string>();
      users.set(image, known);
      if (component !== undefined) known.add(component);
    }
  }
  return [...users]
    .flatMap(([image, components]): readonly ImageResult[] => {
      const name = parseImage(image);
      return name === undefined ? [] : [{ image, ...name, components: [...components].sort() }];
    })
    .sort((a, b) => (a.image < b.image ? -1 : 1));
}

/** Names that no runtime understands, tags that float, and images without a build for a node that may run them. */
export function imageFaults(plan: Plan, observed: readonly Observed[]): readonly Diagnostic[] {
  const platforms = new Map(
    plan.components.flatMap(({ blueprint }) =>
      (blueprint.manifest.images?.platforms ?? []).map(({ image, architectures }) => [image, architectures]),
    ),
  );
  const seen = new Set<string>();
  return observed.flatMap(({ component = "", verdict, place }) =>
    (verdict.images ?? []).flatMap(({ image, pointer }): readonly Diagnostic[] => {
      const key = `${component} ${image}`;
      if (seen.has(key)) return [];
      seen.add(key);
      const name = parseImage(image);
      if (name === undefined) return [imageName(place(pointer), image)];
      const built = platforms.get(name.repository);
      const allowed = verdict.workload?.architectures;
      const node = plan.homelab.nodes.find(
        ({ arch }) =>
          built !== undefined &&
          !built.some((known) => known === arch) &&
          (allowed === undefined || allowed.includes(arch)),
      );
      return [
        ...(floats(name) ? [imageFloats(place(pointer), image)] : []),
        ...(node === undefined ? [] : [imagePlatform(place(pointer), image, node.name, node.arch)]),
      ];
    }),
  );
}
