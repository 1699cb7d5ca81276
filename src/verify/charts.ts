import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SchemaSet, Session } from "../engine/engine.ts";
import type { Failure, ImageSources, Verdict } from "../engine/protocol.ts";
import { FileSystemError } from "../fs/filesystem.ts";
import { type Archive, archiveName, isReadableFolder } from "../lock/archives.ts";
import { checkUnpacked } from "../lock/chart-archive.ts";
import { ChartFault } from "../lock/fault.ts";
import { type WantedChart, wantedOf } from "../lock/model.ts";
import { takeArchive } from "../lock/shelf.ts";
import { formatPath } from "../values/path.ts";
import { cached, digestOf } from "./cache.ts";
import type { VerifyContext } from "./context.ts";
import { fieldFaults } from "./faults.ts";
import { inventedFields, takingValues } from "./invented.ts";
import * as messages from "./messages.ts";
import { factsOfRendered } from "./references/facts.ts";
import { FACTS, type Facts } from "./references/model.ts";
import { type CrdPack, packOf } from "./schemas.ts";
import { secretsInChart } from "./secrets.ts";
import type { Release } from "./umbrella.ts";

/** A release whose archive is at hand. */
export interface HeldRelease {
  readonly release: Release;
  readonly archive: Archive;
}

export interface Archives {
  readonly held: readonly HeldRelease[];
  readonly missing: readonly Release[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Looks for the archive of each release. */
export function holdArchives(context: VerifyContext, releases: readonly Release[]): Archives {
  const { fs, folder } = context.shelf;
  if (folder !== undefined && !isReadableFolder(fs, folder))
    return { held: [], missing: releases, diagnostics: [messages.chartFolder(folder)] };
  const held: HeldRelease[] = [];
  const missing: Release[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const release of releases) {
    try {
      const found = takeArchive(context.shelf, wantedBy(release));
      if (found !== undefined && "archive" in found) held.push({ release, archive: found.archive });
      else {
        missing.push(release);
        if (found !== undefined) diagnostics.push(found.fault);
        // Without a folder of charts nothing was promised: the summary says what was not rendered.
        else if (folder !== undefined || context.strict) diagnostics.push(missingArchive(release, folder));
      }
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      missing.push(release);
      diagnostics.push(messages.chartUnreadable(release.component.component, error.message));
    }
  }
  return { held, missing, diagnostics };
}

/** What the release asks for: repository and all else of it are the plan's. */
const wantedBy = ({ component: { component }, chart, version }: Release): WantedChart => ({
  source: { repository: "" },
  repository: "",
  ...wantedOf(component),
  component,
  name: chart,
  version,
});

const missingArchive = ({ component, chart, version }: Release, folder: string | undefined): Diagnostic =>
  messages.chartMissing(component.component, archiveName(chart, version), folder);

/** What is known of a release once its chart was rendered and judged. */
export interface ChartVerdict {
  readonly diagnostics: readonly Diagnostic[];
  readonly objects: number;
  readonly rendered: boolean;
  readonly verdicts: readonly Verdict[];
  /** Bytes that the release takes in its Secret. */
  readonly releaseBytes: number;
  /** Version of the program, where the chart states it. */
  readonly appVersion?: string;
  readonly facts: readonly Facts[];
}

export interface RenderTarget {
  readonly kubernetesVersion: string;
  readonly apiVersions: readonly string[];
}

/** What judging a release needs to know beside its chart and values. */
export interface Rules {
  readonly schemas: SchemaSet;
  readonly images: ImageSources;
}

/** The CRDs that a chart brings, with exactly the values of its release. */
export async function crdsOf(
  session: Session,
  { release, archive }: HeldRelease,
  target: RenderTarget,
  context: VerifyContext,
): Promise<CrdPack | undefined> {
  const key = digestOf(["crds", context.engine.digest, archive.digest, ...inputs(release, target)]);
  const crds = await cached(context.cache, key, async () => {
    const rendered = await renderOnce(session, { release, archive }, target);
    if ("error" in rendered) return { value: [], keep: false };
    const found = await session.crds(keepName(release));
    return "error" in found ? { value: [], keep: false } : { value: found.value.crds, keep: true };
  });
  return crds.length === 0 ? undefined : packOf(`${release.chart} ${release.version} (chart archive)`, crds);
}

/** Renders the chart of a release twice with the values that the engine will use, and validates every object. */
export async function judgeChart(
  session: Session,
  held: HeldRelease,
  target: RenderTarget,
  rules: Rules,
  context: VerifyContext,
): Promise<ChartVerdict> {
  const { release, archive } = held;
  context.progress(`rendering ${release.chart} ${release.version}`);
  const key = digestOf([
    "verdict",
    FACTS,
    context.engine.digest,
    archive.digest,
    rules.schemas.key,
    JSON.stringify(rules.images),
    ...inputs(release, target),
  ]);
  return cached(context.cache, key, async () => {
    const value = await render(session, held, target, rules);
    return { value, keep: value.diagnostics.length === 0 };
  });
}

async function render(
  session: Session,
  held: HeldRelease,
  target: RenderTarget,
  { schemas, images }: Rules,
): Promise<ChartVerdict> {
  const component = held.release.component.component;
  const first = await renderOnce(session, held, target);
  if ("error" in first) return nothing(failures(held, first.error));
  const second = await renderOnce(session, held, target);
  if ("error" in second) return nothing(failures(held, second.error));
  const stable = second.value.digest === first.value.digest;
  const judged = await session.validate({ kept: keepName(held.release), images }, schemas);
  if ("error" in judged) return nothing(failures(held, judged.error));
  const objects = first.value.objects.filter(({ role }) => role !== "test");
  const verdicts = judged.value.verdicts.filter(({ role }) => role !== "test");
  // Both list the rendered objects in one order.
  const contentOf = (index: number) => objects[index]?.content ?? null;
  const diagnostics = [
    ...(stable
      ? []
      : [
          messages.chartRandom(
            component,
            inventedFields(first.value.objects, second.value.objects),
            takingValues(held.archive.bytes),
          ),
        ]),
    ...secretsInChart(component, objects),
    ...verdicts.flatMap((verdict, index) =>
      fieldFaults(verdict.faults ?? [], contentOf(index)).map(({ path, reason }) =>
        messages.chartObject(component, verdict, formatPath(path), reason),
      ),
    ),
  ];
  const { releaseBytes, appVersion } = first.value;
  return {
    diagnostics,
    objects: objects.length,
    rendered: true,
    verdicts,
    facts: factsOfRendered(objects, verdicts, held.release.namespace),
    releaseBytes,
    ...(appVersion === "" ? {} : { appVersion }),
  };
}

const nothing = (diagnostics: readonly Diagnostic[]): ChartVerdict => ({
  diagnostics,
  objects: 0,
  rendered: false,
  verdicts: [],
  releaseBytes: 0,
  facts: [],
});

/** Archives whose size was looked at. */
const measured = new WeakSet<Archive>();

/** Why an archive is not given to the engine, which would hold all of it in memory. */
function sizeFault(archive: Archive): Failure | undefined {
  if (measured.has(archive)) return undefined;
  try {
    checkUnpacked(archive.bytes);
  } catch (error) {
    if (error instanceof ChartFault) return { code: "chart-archive", message: error.message };
    throw error;
  }
  measured.add(archive);
  return undefined;
}

/** Renders the chart of a release, with its objects. */
export async function renderOnce(session: Session, { release, archive }: HeldRelease, target: RenderTarget) {
  const large = sizeFault(archive);
  if (large !== undefined) return { error: large };
  const loaded = await session.loadChart({ digest: archive.digest, archive: archive.bytes });
  if ("error" in loaded) return loaded;
  const { name, version } = loaded.value;
  if (name !== release.chart || version.replace(/^v/, "") !== release.version.replace(/^v/, "")) {
    return { error: { code: "chart-archive", message: `it holds ${name} ${version}` } satisfies Failure };
  }
  const rendered = await session.render({
    chart: archive.digest,
    releaseName: release.name,
    namespace: release.namespace,
    isUpgrade: false,
    kubernetesVersion: target.kubernetesVersion,
    apiVersions: target.apiVersions,
    values: JSON.stringify(release.values),
    keep: keepName(release),
    contents: true,
  });
  return "error" in rendered
    ? rendered
    : { value: { ...rendered.value, appVersion: loaded.value.appVersion } };
}

function failures({ release, archive }: HeldRelease, failure: Failure): readonly Diagnostic[] {
  const { component, values } = release.component;
  if (failure.code === "chart-archive")
    return [messages.chartArchive(component, archive.path, failure.message)];
  if (failure.code !== "chart-values" || (failure.faults ?? []).length === 0)
    return [messages.chartRender(component, failure)];
  return fieldFaults(failure.faults ?? [], release.values).map(({ path, reason }) =>
    messages.chartValues(component, formatPath(path), reason, values?.originOf(path) ?? {}),
  );
}

const keepName = ({ component }: Release): string => `chart ${component.component.name}`;

/** What a render depends on, beside the engine and the archive. */
export const inputs = (
  release: Release,
  { kubernetesVersion, apiVersions }: RenderTarget,
): readonly string[] => [
  release.chart,
  release.version,
  release.name,
  release.namespace,
  JSON.stringify(release.values),
  kubernetesVersion,
  apiVersions.join("\n"),
];
