import { keysOf, rootNode, type SchemaNode, stepInto } from "../explain/node.ts";
import type { Blueprint } from "../schema/blueprints.ts";
import { type SlotKind, slotSections } from "../schema/slots.ts";
import { getAt, isObject, type JsonObject } from "../values/json.ts";
import { type Answers, type Choice, pickedOf, type Question, type Surroundings } from "./model.ts";

/** A section of homelab.yaml that takes providers. */
export interface Section {
  readonly path: string;
  readonly kind: SlotKind;
  readonly node: SchemaNode;
  /** False where the file must have one of the providers. */
  readonly isOptional: boolean;
}

/** Stands for no provider; no provider is called so, since names have letters. */
const NONE = "-";

/** The sections in the order of the file, but for those whose names people choose. */
export function sectionsOf({ core, schema }: Surroundings): readonly Section[] {
  return [...slotSections(core)].flatMap(([path, kind]) => {
    const node = nodeAt(schema, path);
    return kind === "instances" || node === undefined
      ? []
      : [{ path, kind, node, isOptional: !node.isRequired || path.includes(".") }];
  });
}

/** The node of the schema at a path of plain keys. */
export function nodeAt(schema: JsonObject, path: string): SchemaNode | undefined {
  let node: SchemaNode | undefined = rootNode(schema);
  for (const key of path.split(".")) node = node === undefined ? undefined : stepInto(node, { key }, schema);
  if (node === undefined) return undefined;
  const parent = path.includes(".") ? nodeAt(schema, path.slice(0, path.lastIndexOf("."))) : rootNode(schema);
  const isRequired =
    parent !== undefined && keysOf(parent, schema).some((key) => key.path === path && key.isRequired);
  return { ...node, isRequired };
}

/** Asks which providers a section shall have; undefined where there is nothing to choose. */
export function sectionQuestion(
  section: Section,
  answers: Answers,
  surroundings: Surroundings,
): Question | undefined {
  const providers = providersOf(section, answers, surroundings);
  const [first] = providers;
  if (first === undefined || (providers.length === 1 && !section.isOptional)) return undefined;
  const model = getAt(surroundings.model, section.path.split("."));
  const inModel = providers
    .map(({ value }) => value)
    .filter((name) => isObject(model) && Object.hasOwn(model, name));
  const { title, description } = section.node.schema;
  const asked = { id: section.path, message: `${title} (${section.path}): ${description}` };
  if (section.kind === "shared")
    return { ...asked, kind: "several", choices: providers, suggestion: inModel };
  const none = section.isOptional ? [{ value: NONE, label: "none" }] : [];
  const usual = providers.find(({ value }) => isSuggested(`${section.path}.${value}`, surroundings)) ?? first;
  const suggestion = inModel[0] ?? (section.isOptional ? NONE : usual.value);
  return { ...asked, kind: "one", choices: [...providers, ...none], suggestion };
}

const isSuggested = (path: string, { blueprints }: Surroundings): boolean =>
  blueprints.some(({ manifest }) =>
    (manifest.slots ?? []).some((slot) => slot.path === path && slot.suggested === true),
  );

/** The providers that a section gets, asked for or not. */
export function chosenIn(section: Section, answers: Answers, surroundings: Surroundings): readonly string[] {
  const providers = providersOf(section, answers, surroundings).map(({ value }) => value);
  if (sectionQuestion(section, answers, surroundings) === undefined) return providers;
  return pickedOf(answers, section.path).filter((name) => providers.includes(name));
}

/** Those that can work beside what was chosen before them. */
function providersOf({ path }: Section, answers: Answers, { blueprints }: Surroundings): readonly Choice[] {
  const offered = new Set(
    blueprints
      .filter(
        ({ manifest }) =>
          manifest.slots === undefined || manifest.slots.some((slot) => isFilled(slot.path, answers)),
      )
      .flatMap(({ manifest }) => manifest.offers ?? []),
  );
  return blueprints.flatMap(({ manifest }: Blueprint) =>
    (manifest.slots ?? []).flatMap((slot) => {
      const name = slot.path.slice(path.length + 1);
      if (!slot.path.startsWith(`${path}.`) || name.includes(".")) return [];
      const isPossible =
        (slot.needs ?? []).every((needed) => isFilled(needed, answers)) &&
        [...(manifest.requires ?? []), ...(slot.requires ?? [])].every((capability) =>
          offered.has(capability),
        );
      const { title, description } = manifest.metadata;
      return isPossible ? [{ value: name, label: title, hint: description }] : [];
    }),
  );
}

function isFilled(slot: string, answers: Answers): boolean {
  const at = slot.lastIndexOf(".");
  return pickedOf(answers, slot.slice(0, at)).includes(slot.slice(at + 1));
}
