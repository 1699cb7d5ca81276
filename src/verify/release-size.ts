import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/model.ts";
import type { ReleaseSize } from "../report/report.ts";
import { releaseSize } from "./fact-messages.ts";

/** What a Secret holds at most, and with it a release. https://kubernetes.io/docs/concepts/configuration/secret/#restriction-data-size */
const LIMIT = 2 ** 20;
/** The part of it from which on the next version of the chart may be too large. */
const NEARLY = 0.7;

/** Releases that Helm cannot store, and those that come close. */
export const releaseSizeFaults = (plan: Plan, sizes: readonly ReleaseSize[]): readonly Diagnostic[] =>
  sizes.flatMap(({ release, bytes }) => {
    const component = plan.components.find(({ name }) => name === release);
    return bytes < LIMIT * NEARLY ? [] : [releaseSize(component, release, bytes, LIMIT)];
  });
