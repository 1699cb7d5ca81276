/** Exit codes of all commands. */
export const EXIT = {
  ok: 0,
  /** Faults in the input, the blueprints, the output or the arguments. */
  faults: 1,
  /** `--check` found that the committed output is stale. */
  stale: 2,
  /** A fault of k8sgen itself (EX_SOFTWARE of sysexits.h). */
  internal: 70,
} as const;
