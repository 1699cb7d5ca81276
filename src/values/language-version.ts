/** A version of the language as it stands in `apiVersion`: group, number, and how stable it is. */
interface Version {
  readonly group: string;
  readonly major: number;
  /** alpha 0, beta 1, stable 2. */
  readonly stability: number;
  readonly minor: number;
}

const STABILITY = ["alpha", "beta", ""];

/** `k8sgen.dev/v1`, `k8sgen.dev/v2beta1`; undefined where the text is no version. */
function parseVersion(text: string): Version | undefined {
  const match = /^([a-z0-9.-]+)\/v([1-9]\d{0,5})(?:(alpha|beta)([1-9]\d{0,5}))?$/.exec(text);
  if (match === null) return undefined;
  const [, group = "", major, stability = "", minor = "0"] = match;
  return { group, major: Number(major), stability: STABILITY.indexOf(stability), minor: Number(minor) };
}

/**
 * Whether the first version is newer than the second: v1alpha1 < v1beta1 < v1 < v2alpha1 < v2. False where one of them
 * is none, or they are of different groups.
 */
export function isNewer(text: string, than: string): boolean {
  const [a, b] = [parseVersion(text), parseVersion(than)];
  if (a === undefined || b === undefined || a.group !== b.group) return false;
  if (a.major !== b.major) return a.major > b.major;
  if (a.stability !== b.stability) return a.stability > b.stability;
  return a.minor > b.minor;
}
