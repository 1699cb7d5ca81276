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
  const files = locateEngine();
  if (files === undefined) throw new Error("the engine was not built: npm run build:engine");
  const engine = createEngine(files, { workers: 2 });
  const rendered: Rendering[] = [];
  try {
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
    const errors = report.diagnostics.filter(({ severity }) => severity === "error");
    if (errors.length > 0)
      throw new Error(errors.map(({ code, message }) => `${code} ${message}`).join("\n"));
  } finally {
    await engine.close();
  }
  return [...objectsOf(homelab, generated), ...releasedOf(rendered)];
}

const objectsOf = (homelab: string, paths: RegExp): readonly KubernetesObject[] =>
  [...(compileText(homelab).compiled?.tree.files ?? [])]
    .filter(([path]) => paths.test(path) && !path.endsWith("kustomization.yaml"))
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
          : [],
  );
  const last = new Map(
    rendered
      .filter(({ values }) => releases.some((wanted) => isDeepStrictEqual(wanted, values)))
      .map(({ keep, objects }) => [keep, objects]),
  );
  if (last.size < releases.length) throw new Error("a release was not rendered with its values");
  return [...umbrella, ...[...last].filter(([keep]) => keep !== UMBRELLA).flatMap(([, objects]) => objects)];
}

/** An engine that also writes down what it renders; the namespace of a release is filled in as Helm does. */
function recording(engine: Engine, into: Rendering[]): Engine {
  const record = (session: Session): Session => ({
    ...session,
    render: async (request) => {
      const answer = await session.render(request);
      if ("value" in answer) {
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
  });
  return { ...engine, session: (slot) => record(engine.session(slot)) };
}

const both = (memory: FileSystem, disk: FileSystem, folder: string): FileSystem => ({
  read: (path) => (path.startsWith(folder) ? disk.read(path) : memory.read(path)),
  kind: (path) => (path.startsWith(folder) ? disk.kind(path) : memory.kind(path)),
  list: (path) => (path.startsWith(folder) ? disk.list(path) : memory.list(path)),
});
