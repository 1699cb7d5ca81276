/** How far a version is from another one. */
export type Step = "major" | "minor" | "patch";

/** From the shortest to the longest. */
export const STEPS: readonly Step[] = ["patch", "minor", "major"];

interface Version {
  readonly numbers: readonly [number, number, number];
  /** True for versions as 1.0.0-rc.1. */
  readonly isEarly: boolean;
}

/** A semantic version, with or without `v`. https://semver.org/spec/v2.0.0.html */
function parse(text: string): Version | undefined {
  const match = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.exec(text);
  if (match === null) return undefined;
  return {
    numbers: [Number(match[1]), Number(match[2]), Number(match[3])],
    isEarly: match[4] !== undefined,
  };
}

/** Which number is the first one in which a version differs; undefined where it is not newer. */
export function stepTo(from: string, to: string): Step | undefined {
  const [old, next] = [parse(from), parse(to)];
  if (old === undefined || next === undefined) return undefined;
  for (const [index, step] of (["major", "minor", "patch"] as const).entries()) {
    const difference = (next.numbers[index] ?? 0) - (old.numbers[index] ?? 0);
    if (difference !== 0) return difference > 0 ? step : undefined;
  }
  // The release that an early version led to.
  return old.isEarly && !next.isEarly ? "patch" : undefined;
}

/**
 * The newest finished version among those that are newer than the current one; undefined where there is none.
 * @param isAllowed which steps may be taken
 */
export function newest(
  current: string,
  versions: readonly string[],
  isAllowed: (step: Step) => boolean,
): { readonly version: string; readonly step: Step } | undefined {
  let best: { readonly version: string; readonly step: Step } | undefined;
  for (const version of versions) {
    const step = stepTo(current, version);
    if (step === undefined || !isAllowed(step) || parse(version)?.isEarly === true) continue;
    if (best === undefined || stepTo(best.version, version) !== undefined) best = { version, step };
  }
  return best;
}

/** One version with and without `v` is the same to Helm's repositories. */
export const sameVersion = (a: string, b: string): boolean => a.replace(/^v/, "") === b.replace(/^v/, "");
