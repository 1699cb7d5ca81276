import type { NoPruneMark } from "../assemble/manifests.ts";
import { withMark } from "../assemble/manifests.ts";
import type { HookTreatment, RenderedPart, RenderedRelease } from "../assemble/rendered/model.ts";
import type { RenderedObject } from "../engine/protocol.ts";
import { groupBy } from "../values/group.ts";
import { isObject, type Json, type JsonObject } from "../values/json.ts";
import { toYamlDocuments } from "../values/yaml.ts";
import { identity } from "../verify/messages.ts";
import type { Facts } from "../verify/references/model.ts";
import { eventsOf, lasting, type Phase, runsOnce, translateHook, weightOf } from "./hooks.ts";
import { clearKeys } from "./secrets.ts";

/** How the objects of a chart are taken over. */
export interface Rules {
  readonly treatment: HookTreatment;
  readonly noPrune: NoPruneMark;
  /** Whether hooks run at all, and whether a folder crds/ is applied: as the blueprint says of its chart. */
  readonly hooks: boolean;
  readonly crdFolder: boolean;
}

/** The files of a release, and what is to be told of it. */
export interface Translation {
  readonly release: RenderedRelease;
  /** Hooks whose events never come, as `Job a/b (pre-delete)`. */
  readonly dropped: readonly string[];
  /** Hooks of one phase that wait for one another by their weights. */
  readonly unordered: readonly string[];
  /** Secrets with contents, and the keys of those. */
  readonly secrets: readonly { readonly name: string; readonly keys: readonly string[] }[];
}

/**
 * From what a chart renders to the files of its folder.
 * @param objects without tests, in the order of `facts`
 */
export function translate(
  component: string,
  objects: readonly RenderedObject[],
  facts: readonly Facts[],
  rules: Rules,
): Translation {
  const parts: Record<Phase | "crds", JsonObject[]> = { crds: [], before: [], main: [], after: [] };
  const dropped: string[] = [];
  const secrets: { name: string; keys: readonly string[] }[] = [];
  const once: { readonly phase: Phase; readonly weight: number; readonly title: string }[] = [];
  for (const [index, { role, content }] of objects.entries()) {
    if (!isObject(content)) continue;
    if ((role === "hook" && !rules.hooks) || (role === "crd" && !rules.crdFolder)) continue;
    const placed = inNamespace(content, facts[index]?.namespace);
    const title = identity(named(placed));
    const hook = role === "hook" ? translateHook(placed, rules.treatment) : undefined;
    if (role === "hook" && hook === undefined) {
      dropped.push(`${title} (${eventsOf(placed).join(", ")})`);
      continue;
    }
    const keys = clearKeys(placed);
    if (keys.length > 0) secrets.push({ name: title, keys });
    if (hook !== undefined && runsOnce(placed) && rules.treatment !== "kept")
      once.push({ phase: hook.phase, weight: weightOf(placed), title });
    const phase = content.kind === "CustomResourceDefinition" ? "crds" : (hook?.phase ?? "main");
    parts[phase].push(withMark(lasting(hook?.object ?? placed, rules.treatment), rules.noPrune));
  }
  const { crds, before, main, after } = parts;
  return {
    release: {
      component,
      ...(crds.length === 0 ? {} : { crds: toYamlDocuments(sorted(crds)) }),
      before: filesOf(before),
      main: filesOf(main),
      after: filesOf(after),
    },
    dropped,
    unordered: [...groupBy(once, ({ phase }) => phase).values()].flatMap((jobs) =>
      new Set(jobs.map(({ weight }) => weight)).size > 1 ? jobs.map(({ title }) => title) : [],
    ),
    secrets,
  };
}

/** Helm puts what names no namespace into that of the release; here the object has to say it. */
function inNamespace(object: JsonObject, namespace: string | undefined): JsonObject {
  const { namespace: _own, ...rest } = isObject(object.metadata) ? object.metadata : {};
  const { name, ...others } = rest;
  return {
    ...object,
    metadata: {
      ...(name === undefined ? {} : { name }),
      ...(namespace === undefined ? {} : { namespace }),
      ...others,
    },
  };
}

/** One file for each kind, its objects by name, so that a diff shows what changed and not what moved. */
function filesOf(objects: readonly JsonObject[]): RenderedPart {
  const groups = groupBy(sorted(objects), ({ kind }) => fileOf(String(kind)));
  return Object.fromEntries([...groups].map(([file, list]) => [file, toYamlDocuments(list)]));
}

/** `kustomization.yaml` lists the others. */
const fileOf = (kind: string): string =>
  kind.toLowerCase() === "kustomization" ? "kustomizations.yaml" : `${kind.toLowerCase()}.yaml`;

function sorted(objects: readonly JsonObject[]): readonly JsonObject[] {
  const keyed = objects.map((object) => ({ object, key: keyOf(object) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ object }) => object);
}

function keyOf(object: JsonObject): string {
  const { namespace = "", name } = named(object);
  return [String(object.kind), String(object.apiVersion), namespace, name].join("\u0000");
}

function named({ kind, metadata }: JsonObject): { kind: string; namespace?: string; name: string } {
  const { name, namespace } = isObject(metadata) ? metadata : {};
  const text = (value: Json | undefined) => (typeof value === "string" ? value : "");
  return {
    kind: text(kind),
    ...(typeof namespace === "string" ? { namespace } : {}),
    name: text(name),
  };
}
