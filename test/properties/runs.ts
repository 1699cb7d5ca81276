/** Runs and seed of a property: few and the same ones, unless `K8SGEN_RUNS` and `K8SGEN_SEED` say otherwise. */
export const runs = (usual: number) => ({
  // A smaller example takes minutes to find; seed and path of this one are told.
  endOnFailure: true,
  numRuns: Number(process.env.K8SGEN_RUNS ?? usual),
  seed: Number(process.env.K8SGEN_SEED ?? 20_261_121),
});
