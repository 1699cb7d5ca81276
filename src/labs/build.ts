import type { BuildEnvironment } from "../build.ts";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import type { LabsReport } from "../report/labs.ts";
import { NO_CHANGES } from "../report/report.ts";
import { Contents } from "./contents.ts";
import { collisions } from "./facts.ts";
import { type LabsLayout, layOut } from "./layout.ts";
import type { ProvenLab, SoundLab } from "./model.ts";
import { promotionFaults } from "./promotion.ts";
import { LabProver, type LabsInput } from "./prove.ts";
import { SHARED } from "./share.ts";
import { readFiles } from "./standing.ts";
import { compareLabs, isUpToDate, type WrittenLabs, writeLabs } from "./write.ts";

/** What is done with the files of labs that have no error. */
export interface LabsOutput {
  readonly folder: string;
  /** Whether they are only compared with what is there. */
  readonly check: boolean;
  /** The diagnostic of a folder that is not what its lab compiles to; absent where it need not be. */
  readonly stale?: (folder: string, paths: readonly string[]) => Diagnostic;
}

/**
 * The whole job for many labs. Every lab is compiled and proven, whatever is wrong with another one; where there is an error in
 * any of them, nothing is written, so that what is committed fits together.
 * @param output absent where labs are only checked
 */
export async function buildLabs(
  input: LabsInput,
  environment: BuildEnvironment,
  output?: LabsOutput,
): Promise<LabsReport> {
  const contents = new Contents();
  const prover = new LabProver(input, environment, contents);
  const labs = await prover.all();
  const facts = labs.flatMap((lab) => lab.facts ?? []);
  const diagnostics = [...collisions(facts), ...promotionFaults(facts)];
  const sound = labs.filter(isSound);
  if (output === undefined || hasErrors(diagnostics) || sound.length < labs.length)
    return reportOf(labs, diagnostics);

  const { fs } = environment;
  const layout = layOut(fs, output.folder, sound, contents);
  if ([...layout.faults.values()].some(hasErrors))
    return reportOf(labs, [...diagnostics, ...layout.diagnostics], layout);
  await complete(layout, sound, environment, output.folder, prover, contents);
  const written = output.check
    ? staleOf(compareLabs(output.folder, layout.trees, contents), output)
    : writeLabs(output.folder, layout.trees, layout.between, contents);
  return reportOf(labs, [...diagnostics, ...layout.diagnostics], layout, written);
}

const isSound = (lab: ProvenLab): lab is SoundLab =>
  lab.facts !== undefined && lab.files !== undefined && !hasErrors(lab.report.diagnostics);

/** Gets the bytes of labs that were known by their digests: from the disk, or else by compiling. */
async function complete(
  { trees }: LabsLayout,
  labs: readonly SoundLab[],
  { fs }: BuildEnvironment,
  outputDir: string,
  prover: LabProver,
  contents: Contents,
): Promise<void> {
  for (const [name, files] of trees) {
    const unknown = new Map([...files].filter(([, digest]) => !contents.has(digest)));
    readFiles(fs, `${outputDir}/${name}`, unknown, contents);
  }
  const wanted = new Set([...trees.values()].flatMap((files) => [...files.values()]));
  for (const { file, files } of labs)
    if ([...files.values()].some((digest) => wanted.has(digest) && !contents.has(digest)))
      await prover.one(file);
}

function staleOf(compared: WrittenLabs, { stale }: LabsOutput): WrittenLabs {
  if (stale === undefined) return compared;
  const diagnostics = new Map(compared.diagnostics);
  for (const [name, changes] of compared.changes) {
    const { folder = name, added, changed, removed } = changes;
    if (!isUpToDate(changes))
      diagnostics.set(name, [
        ...(diagnostics.get(name) ?? []),
        stale(folder, [...added, ...changed, ...removed]),
      ]);
  }
  return { ...compared, diagnostics };
}

/** What is told of labs that could not be looked at. */
export const failed = (diagnostics: readonly Diagnostic[]): LabsReport => reportOf([], diagnostics);

function reportOf(
  labs: readonly ProvenLab[],
  ofAll: readonly Diagnostic[],
  layout?: LabsLayout,
  written?: WrittenLabs,
): LabsReport {
  const diagnostics = [...ofAll, ...(written?.diagnostics.get(SHARED) ?? [])];
  const results = labs.map(({ file, report, facts }) => {
    const name = facts?.name ?? "";
    const held = layout?.held.get(name);
    const found = [
      ...report.diagnostics,
      ...(layout?.faults.get(name) ?? []),
      ...(written?.diagnostics.get(name) ?? []),
    ];
    return {
      file,
      report: {
        ...report,
        ok: !hasErrors(found),
        diagnostics: found,
        files: written?.changes.get(name) ?? NO_CHANGES,
      },
      ...(held === undefined ? {} : { held }),
    };
  });
  return {
    ok: !hasErrors(diagnostics) && results.every(({ report }) => report.ok),
    labs: results,
    diagnostics,
    shared: written?.changes.get(SHARED) ?? NO_CHANGES,
  };
}
