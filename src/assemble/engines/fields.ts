import type { ReleaseField } from "./model.ts";

/** Values of a release that more than one engine needs. */
export const TIMEOUT: ReleaseField = {
  schema: { type: "string", pattern: "^[0-9]+(s|m|h)$", description: "Time for an install or upgrade." },
  value: ({ blueprint }) => blueprint.manifest.chart?.timeout ?? "10m",
};

export const CRDS: ReleaseField = {
  schema: {
    enum: ["none", "folder", "templates"],
    description: "How the chart brings CustomResourceDefinitions.",
  },
  value: ({ blueprint }) => blueprint.manifest.chart?.crds ?? "none",
};
