import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";

export const engineMissing = (): Diagnostic =>
  diagnostic("E_ENGINE", "The engine (engine/dist/engine.wasm) was not built, or is damaged.", {
    hint: "install Go 1.26 or newer and run `npm run build:engine`; the npm package brings it ready-made",
  });

export const reportUnprintable = (reason: string): Diagnostic =>
  diagnostic("E_OUTPUT_WRITE", `What was found cannot be printed: ${reason}.`);

export const archiveUnreadable = (chart: string, reason: string): Diagnostic =>
  diagnostic("W_CHART_SCHEMA", `The archive of ${chart} gives no schema for its values: ${reason}.`, {
    hint: "fetch the archive again; `values` of the chart are completed and checked by no schema until then",
  });

const SHOWN = 10;

export const outputStale = (folder: string, paths: readonly string[]): Diagnostic => {
  const more = paths.length > SHOWN ? [`… and ${paths.length - SHOWN} more`] : [];
  return diagnostic(
    "E_OUTPUT_STALE",
    [`\`${folder}\` is not what the input compiles to:`, ...[...paths].sort().slice(0, SHOWN), ...more].join(
      "\n",
    ),
    {
      hint: "run `k8sgen build` and commit the result",
    },
  );
};

export const promotedAlone = (name: string, source: string): Diagnostic =>
  diagnostic(
    "E_PROMOTION",
    `\`${name}\` is promoted from \`${source}\`, so it is not known whether it stays as it is.`,
    { hint: "build the labs together: `k8sgen build --labs`" },
  );
