/** When an API version of Kubernetes is deprecated and removed: `1.25`; absent where that is not decided. */
export interface Lifecycle {
  readonly deprecated: string;
  readonly removed?: string;
  /** `apps/v1 Deployment`, where something takes its place. */
  readonly replacement?: string;
}

const METHOD = /func \(in \*(\w+)\) APILifecycle(Deprecated|Removed)\(\)[^{]*\{\s*return (\d+), (\d+)/g;
const REPLACEMENT =
  /func \(in \*(\w+)\) APILifecycleReplacement\(\)[^{]*\{\s*return schema\.GroupVersionKind\{Group: ?"([^"]*)", Version: ?"([^"]*)", Kind: ?"([^"]*)"/g;

/**
 * What the functions of a file zz_generated.prerelease-lifecycle.go return, by kind; those of lists and options, which
 * nobody writes, are left out.
 */
export function lifecycles(text: string): ReadonlyMap<string, Lifecycle> {
  const times = { Deprecated: new Map<string, string>(), Removed: new Map<string, string>() };
  for (const [, kind = "", what, major, minor] of text.matchAll(METHOD))
    times[what as "Deprecated" | "Removed"].set(kind, `${major}.${minor}`);
  const replacements = new Map(
    [...text.matchAll(REPLACEMENT)].map(([, kind = "", group, version, other]) => [
      kind,
      `${group === "" ? "" : `${group}/`}${version} ${other}`,
    ]),
  );
  const found = new Map<string, Lifecycle>();
  for (const [kind, deprecated] of times.Deprecated) {
    if (/(List|Options)$/.test(kind)) continue;
    const removed = times.Removed.get(kind);
    const replacement = replacements.get(kind);
    found.set(kind, {
      deprecated,
      ...(removed === undefined ? {} : { removed }),
      ...(replacement === undefined ? {} : { replacement }),
    });
  }
  return found;
}

/** Versions that will never be removed have no such functions; their prose says it. */
const STABLE =
  /\/\/ Deprecated: This API is deprecated in v(\d+\.\d+)\+\.?(?: Use (\w+?)(v\d\w*)\.(\w+)\.)?\n(?:\/\/.*\n)*type (\w+) struct \{\s*metav1\.TypeMeta /g;

/** Kinds of a types.go whose comment calls them deprecated. */
export function deprecatedStable(text: string): ReadonlyMap<string, Lifecycle> {
  return new Map(
    [...text.matchAll(STABLE)]
      .filter(([, , , , , kind = ""]) => !kind.endsWith("List"))
      .map(([, deprecated = "", group, version, other, kind = ""]) => [
        kind,
        {
          deprecated,
          ...(group === undefined ? {} : { replacement: `${group}.k8s.io/${version} ${other}` }),
        },
      ]),
  );
}

/** The name of the API group, out of register.go. Throws where there is none. */
export function groupOf(text: string): string {
  const name = /^const GroupName = "([^"]*)"/m.exec(text)?.[1];
  if (name === undefined) throw new Error("a register.go without GroupName");
  return name;
}
