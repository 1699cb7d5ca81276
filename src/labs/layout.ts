import { ENGINES } from "../assemble/engines/engine.ts";
import { GITOPS } from "../assemble/engines/model.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type FileSystem, orAbsent } from "../fs/filesystem.ts";
import type { HeldLab } from "../report/labs.ts";
import { sortedEntries } from "../values/sorted.ts";
import { toYamlDocuments } from "../values/yaml.ts";
import { INVENTORY } from "../write/paths.ts";
import type { Contents } from "./contents.ts";
import { heldMissing, orphan, versionKept } from "./messages.ts";
import type { Files, LabFacts, SoundLab } from "./model.ts";
import { isHeld, sourceOf } from "./promotion.ts";
import { SHARED, shareManifests } from "./share.ts";
import { sharedTree, standingFolders } from "./shared-tree.ts";
import { readFiles, type Standing, standingIn, unshared } from "./standing.ts";

/** Everything that is to stand below the output folder. */
export interface LabsLayout {
  /** By the names of the folders: those of labs, and `shared` where there is something or was something. */
  readonly trees: ReadonlyMap<string, Files>;
  /** What `shared/` holds while labs are written: what is wanted, and what stands there. */
  readonly between: Files;
  readonly held: ReadonlyMap<string, HeldLab>;
  /** Of labs, by their names. */
  readonly faults: ReadonlyMap<string, readonly Diagnostic[]>;
  /** Of all together. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Decides what each folder holds: which labs are held, what is shared, and what is left of labs that are gone. */
export function layOut(
  fs: FileSystem,
  outputDir: string,
  labs: readonly SoundLab[],
  contents: Contents,
): LabsLayout {
  const facts = labs.map((lab) => lab.facts);
  const sharedFolder = `${outputDir}/${SHARED}`;
  const shared = standingIn(fs, sharedFolder);
  const all = standingFolders(fs, sharedFolder, shared, namesIn(shared), contents);
  const standing = new Map(facts.map(({ name }) => [name, standingIn(fs, `${outputDir}/${name}`)]));
  const held = new Map<string, HeldLab>();
  const faults = new Map<string, readonly Diagnostic[]>();
  const trees = new Map<string, Files>();
  const keptShared = new Set<string>();

  /** A held lab needs what it takes from `shared/` as much as its own files. */
  const lacking = (stands: Standing | undefined): string | undefined => {
    const taken = stands?.shared ?? [];
    const gone = taken.filter((name) => !all.has(name)).map((name) => `${SHARED}/${name}`);
    return gone.length === 0 ? undefined : `takes what is gone or was changed: ${gone.join(", ")}`;
  };
  for (const lab of facts) {
    const source = sourceOf(lab, facts);
    if (source === undefined || !isHeld(lab, facts)) continue;
    held.set(lab.name, { version: lab.version, source: source.name, sourceVersion: source.version });
    const folder = `${outputDir}/${lab.name}`;
    const stands = standing.get(lab.name);
    const reason = whyNotHeld(fs, folder, lab, stands, contents) ?? lacking(stands);
    if (stands === undefined || reason !== undefined) {
      faults.set(lab.name, [heldMissing(lab, source, folder, reason ?? "is not there")]);
      continue;
    }
    trees.set(lab.name, new Map([...stands.files, [INVENTORY, contents.add(stands.inventory)]]));
    for (const name of stands.shared ?? []) keptShared.add(name);
  }

  const free = labs.filter(({ facts: { name } }) => !held.has(name));
  for (const { facts: lab, files } of free) {
    const follower = facts.find((other) => other.promotedFrom === lab.name && other.version === lab.version);
    const stands = standing.get(lab.name);
    if (follower === undefined || stands?.version !== lab.version) continue;
    const changed = differing(files, unshared(stands, shared));
    if (changed.length > 0) faults.set(lab.name, [versionKept(lab, follower, changed)]);
  }

  const layout = shareManifests(free, contents);
  for (const [name, files] of layout.labs) trees.set(name, files);

  const orphans = orphansIn(fs, outputDir, facts);
  for (const { shared: taken = [] } of orphans.values()) for (const name of taken) keptShared.add(name);
  const kept = [...all].filter(([name]) => keptShared.has(name));
  const folders = new Map(sortedEntries(new Map([...kept, ...layout.shared, ...entriesOf(facts, contents)])));
  if (folders.size > 0 || shared !== undefined) trees.set(SHARED, sharedTree(folders, contents));
  return {
    trees,
    between: sharedTree(new Map(sortedEntries(new Map([...all, ...folders]))), contents),
    held,
    faults,
    diagnostics: [...orphans.keys()].map((name) => orphan(`${outputDir}/${name}`)),
  };
}

/** `gitops/` of what labs share: how one engine is led to the entries of all labs that it delivers. */
function entriesOf(labs: readonly LabFacts[], contents: Contents): ReadonlyMap<string, Files> {
  const files = new Map(
    Object.entries(ENGINES).flatMap(([key, engine]) => {
      const own = labs.filter((lab) => lab.engine === key && lab.isLed);
      return engine.labsEntry === undefined || own.length === 0
        ? []
        : [["labs.yaml", contents.text(toYamlDocuments(engine.labsEntry(own)))] as const];
    }),
  );
  return files.size === 0 ? new Map() : new Map([[GITOPS, files]]);
}

/** Why the output of a held lab cannot stay; undefined where it can. */
function whyNotHeld(
  fs: FileSystem,
  folder: string,
  { version }: LabFacts,
  stands: Standing | undefined,
  contents: Contents,
): string | undefined {
  if (stands === undefined) return "is not there";
  if (stands.version !== version) return `is of ${stands.version}`;
  const changed = readFiles(fs, folder, stands.files, contents);
  return changed.length === 0 ? undefined : `was changed: ${changed.slice(0, SHOWN).join(", ")}`;
}

const SHOWN = 5;

/** Files that a reader of the folder needs, and no cluster. */
const FOR_PEOPLE = ["README.md", ".gitattributes", INVENTORY];

/** The paths that differ, of what reaches a cluster. */
function differing(files: Files, before: Files): readonly string[] {
  const changed = [...new Set([...files.keys(), ...before.keys()])]
    .filter((path) => !FOR_PEOPLE.includes(path) && files.get(path) !== before.get(path))
    .sort();
  return changed.length <= SHOWN
    ? changed
    : [...changed.slice(0, SHOWN), `… and ${changed.length - SHOWN} more`];
}

/** Folders that were written with other labs, and whose lab is gone. */
function orphansIn(
  fs: FileSystem,
  outputDir: string,
  labs: readonly LabFacts[],
): ReadonlyMap<string, Standing> {
  const names = new Set([SHARED, ...labs.map(({ name }) => name)]);
  return new Map(
    (orAbsent(() => fs.list(outputDir)) ?? []).flatMap(({ name, kind }) => {
      const standing =
        kind === "directory" && !names.has(name) ? standingIn(fs, `${outputDir}/${name}`) : undefined;
      return standing?.shared === undefined ? [] : [[name, standing] as const];
    }),
  );
}

/** Folders of manifests have names of two parts. */
const namesIn = (shared: Standing | undefined): ReadonlySet<string> =>
  new Set([...(shared?.files.keys() ?? [])].flatMap((path) => /^[^/]+\/[^/]+(?=\/)/.exec(path) ?? []));
