/** Folder of the umbrella chart in the output. */
export const CHART = "chart";
