import { isDeepStrictEqual } from "node:util";
import { parseAllDocuments } from "yaml";
import { build } from "../../src/build.ts";
import { Sources } from "../../src/diagnostics/sources.ts";
import { createEngine, type Engine, type Session } from "../../src/engine/engine.ts";
import { locateEngine } from "../../src/engine/locate.ts";
import type { FileSystem } from "../../src/fs/filesystem.ts";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import { nodeFileSystem } from "../../src/fs/node.ts";
import { NO_ARCHIVES } from "../../src/lock/store.ts";
import { NO_CACHE } from "../../src/verify/cache.ts";
import { UMBRELLA } from "../../src/verify/umbrella.ts";
import { compileText } from "./compile.ts";
import { ROOT } from "./root.ts";

/** A Kubernetes object of any kind. */
// biome-ignore lint/suspicious/noExplicitAny: objects of any kind are looked into.
export type KubernetesObject = any;

/** What is generated for the engine to apply. */
const MANIFESTS = /^manifests\/.*\.yaml$/;

/**
 * Everything that the cluster gets: what was generated, and what the umbrella chart and the charts of its releases render
 * to with their real values.
 * @param generated paths of the generated files whose objects are wanted
 */
export async function clusterOf(
  homelab: string,
  charts: string,
  generated = MANIFESTS,
): Promise<readonly KubernetesObject[]> {
  const engine = startEngine();
  try {
    return await clusterBy(engine, homelab, charts, generated);
  } finally {
    await engine.close();
  }
}

/** The engine as it was built, for as many homelabs as there are. */
export function startEngine(): Engine {
  const files = locateEngine();
  if (files === undefined) throw new Error("the engine was not built: npm run build:engine");
  return createEngine(files, { workers: 2 });
}

/** A homelab has a chart that is not in the charts' folder. */
export class ChartsMissing extends Error {}

/** The same by an engine that goes on to the next homelab. */
export async function clusterBy(
  engine: Engine,
  homelab: string,
  charts: string,
  generated: RegExp,
): Promise<readonly KubernetesObject[]> {
  const rendered: Rendering[] = [];
  const report = await build(
    { file: "homelab.yaml", strict: true, charts },
    {
      fs: both(memoryFileSystem({ "homelab.yaml": homelab }), nodeFileSystem, charts),
      package: { fs: nodeFileSystem, root: ROOT },
      sources: new Sources(),
      engine: recording(engine, rendered),
      cache: NO_CACHE,
      store: NO_ARCHIVES,
      clock: () => 0,
      progress: () => {},
    },
    () => ({ value: { added: [], changed: [], removed: [], unchanged: 0 }, diagnostics: [] }),
  );
  const away = report.diagnostics.filter(({ code }) => code === "W_CHART_NOT_RENDERED");
  if (away.length > 0) throw new ChartsMissing(away.map(({ message }) => message).join(" "));
  const errors = report.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ code, message }) => `${code} ${message}`).join("\n"));
  return [...objectsOf(homelab, generated), ...releasedOf(rendered)];
}

/** Files that Kustomize and Fleet read themselves. */
const OF_TOOLS = /\/(kustomization|fleet)\.yaml$/;

const objectsOf = (homelab: string, paths: RegExp): readonly KubernetesObject[] =>
  [...(compileText(homelab).compiled?.tree.files ?? [])]
    .filter(([path]) => paths.test(path) && !OF_TOOLS.test(path))
    .flatMap(([, bytes]) => parseAllDocuments(new TextDecoder().decode(bytes)).map((each) => each.toJS()));

/** What a chart was rendered to. */
interface Rendering {
  readonly keep: string;
  readonly values: KubernetesObject;
  readonly objects: readonly KubernetesObject[];
}

/**
 * What stays of all that was rendered: the umbrella, and each release with the values that the umbrella gives it. K3s
 * installs some with fewer values first.
 */
function releasedOf(rendered: readonly Rendering[]): readonly KubernetesObject[] {
  const umbrella = rendered.find(({ keep }) => keep === UMBRELLA)?.objects ?? [];
  const releases = umbrella.flatMap((object) =>
    object.kind === "HelmRelease"
      ? [object.spec.values ?? {}]
      : object.kind === "Application"
        ? [object.spec.source.helm.valuesObject ?? {}]
        : object.kind === "HelmChart"
          ? [object.spec.values ?? {}]
          : object.kind === "HelmOp"
            ? [object.spec.helm.values ?? {}]
            : [],
  );
  // Helm alone has one release, whose dependencies were rendered with their values of it.
  const isOne = releases.length === 0;
  const last = new Map(
    rendered
      .filter(({ values }) => isOne || releases.some((wanted) => isDeepStrictEqual(wanted, values)))
      .map(({ keep, objects }) => [keep, objects]),
  );
  if (last.size < releases.length) throw new Error("a release was not rendered with its values");
  return [...umbrella, ...[...last].filter(([keep]) => keep !== UMBRELLA).flatMap(([, objects]) => objects)];
}

/**
 * An engine that also writes down what it renders; the namespace of a release is filled in as Helm does. What a session
 * keeps already is not rendered once more: whether charts invent bytes is for other tests.
 */
function recording(engine: Engine, into: Rendering[]): Engine {
  const record = (session: Session): Session => {
    const last = new Map<
      string,
      { readonly key: string; readonly answer: Awaited<ReturnType<Session["render"]>> }
    >();
    return {
      ...session,
      render: async (request) => {
        const key = JSON.stringify(request);
        const known = last.get(request.keep);
        if (known?.key === key) return known.answer;
        const answer = await session.render(request);
        last.set(request.keep, { key, answer });
        // Without contents it is asked for the kinds that files define, and those are there as files.
        if ("value" in answer && request.contents) {
          const objects = answer.value.objects
            .filter(({ role }) => role !== "test")
            .map(({ content }) => content as KubernetesObject);
          into.push({
            keep: request.keep,
            values: JSON.parse(request.values),
            objects: objects.map((object) => ({
              ...object,
              metadata: { namespace: request.namespace, ...object.metadata },
            })),
          });
        }
        return answer;
      },
    };
  };
  const sessions = new Map<number, Session>();
  const session = (slot: number) => {
    const known = sessions.get(slot) ?? record(engine.session(slot));
    sessions.set(slot, known);
    return known;
  };
  return { ...engine, session };
}

const both = (memory: FileSystem, disk: FileSystem, folder: string): FileSystem => ({
  read: (path) => (path.startsWith(folder) ? disk.read(path) : memory.read(path)),
  kind: (path) => (path.startsWith(folder) ? disk.kind(path) : memory.kind(path)),
  list: (path) => (path.startsWith(folder) ? disk.list(path) : memory.list(path)),
});
