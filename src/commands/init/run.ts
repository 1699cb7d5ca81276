import { compile, folderOf, type Language, loadLanguage } from "../../compile.ts";
import { type Diagnostic, hasErrors } from "../../diagnostics/diagnostic.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import { Sources } from "../../diagnostics/sources.ts";
import { renderText } from "../../diagnostics/text.ts";
import { withSchemaLine } from "../../edit/head.ts";
import type { FileSystem } from "../../fs/filesystem.ts";
import { nodeFileSystem } from "../../fs/node.ts";
import { homelabText } from "../../init/document.ts";
import { homelabOf } from "../../init/homelab.ts";
import { interview, suggestedAnswers } from "../../init/interview.ts";
import { detectLan } from "../../init/lan.ts";
import { homelabExists, noSuchExample, noTerminal } from "../../init/messages.ts";
import type { Surroundings } from "../../init/model.ts";
import { placeholders } from "../../init/placeholders.ts";
import { parseYaml } from "../../load/yaml.ts";
import { Stopwatch } from "../../report/stopwatch.ts";
import { schemaDocument } from "../../schema/document.ts";
import { isObject, type JsonObject } from "../../values/json.ts";
import { writeFiles } from "../../write/files.ts";
import { EXIT } from "../exit.ts";
import { tell } from "../output.ts";
import { PACKAGE } from "../package.ts";
import { type Example, readExamples } from "./examples.ts";
import type { InitFlags } from "./init.ts";
import { readMachine, readPublicKeys } from "./machine.ts";

/** Where editors find the schema, beside the homelab. */
const SCHEMA_FILE = "homelab.schema.json";

/** Everything is asked and checked before the first byte is written: who gives up leaves nothing behind. */
export async function runInit(flags: InitFlags): Promise<number> {
  const sources = new Sources();
  const refuse = (...diagnostics: readonly Diagnostic[]) => tell(diagnostics, flags, sources);
  const { value: language, diagnostics } = loadLanguage(flags.file, {
    fs: nodeFileSystem,
    package: PACKAGE,
    sources,
  });
  if (hasErrors(diagnostics)) return refuse(...diagnostics);
  const schema = schemaDocument(language.schema);
  const taken = flags.force ? undefined : inTheWay(flags.file, schema);
  if (taken !== undefined) return refuse(homelabExists(taken));
  const examples = readExamples();
  const example = examples.find(({ name }) => name === flags.from);
  if (flags.from !== undefined && example === undefined) {
    const names = examples.map(({ name }) => name);
    return refuse(noSuchExample(flags.from, nearest(flags.from, names), names));
  }
  if (flags.yes) {
    const made =
      example === undefined ? suggested(language) : { text: withSchemaLine(example.text, SCHEMA_FILE) };
    if ("diagnostics" in made) return refuse(...made.diagnostics);
    const faults = faultsOf(flags.file, made.text, sources);
    return faults.length > 0
      ? refuse(...faults)
      : written(flags, made.text, schema, (told) => process.stdout.write(`${told}\n`));
  }
  if (!process.stdin.isTTY || !process.stdout.isTTY) return refuse(noTerminal());
  return inTerminal(flags, language, schema, example === undefined ? examples : [example]);
}

/** The first file that would be replaced. A schema that says the same is not in the way. */
function inTheWay(file: string, schema: string): string | undefined {
  if (nodeFileSystem.read(file) !== undefined) return file;
  const path = `${folderOf(file)}${SCHEMA_FILE}`;
  const bytes = nodeFileSystem.read(path);
  return bytes === undefined || new TextDecoder().decode(bytes) === schema ? undefined : path;
}

function suggested(
  language: Language,
): { readonly text: string } | { readonly diagnostics: readonly Diagnostic[] } {
  const surroundings = surroundingsOf(language, {});
  const { value: answers, diagnostics } = suggestedAnswers(surroundings);
  return answers === undefined ? { diagnostics } : { text: textOf(answers, surroundings) };
}

async function inTerminal(
  flags: InitFlags,
  language: Language,
  schema: string,
  examples: readonly Example[],
): Promise<number> {
  if (!flags.color) process.env.NO_COLOR = "1";
  const { askInTerminal, begin, end, giveUp, writeNevertheless } = await import("./terminal.ts");
  const stop = () => {
    giveUp();
    return EXIT.faults;
  };
  begin();
  const model = await modelOf(flags, examples, askInTerminal);
  if (model === undefined) return stop();
  const surroundings = surroundingsOf(language, model);
  const answers = await interview(askInTerminal, surroundings);
  if (answers === undefined) return stop();
  const text = textOf(answers, surroundings);
  const sources = new Sources();
  const faults = faultsOf(flags.file, text, sources);
  if (faults.length > 0 && !(await writeNevertheless(renderText(faults, { color: false, sources }))))
    return stop();
  return written(flags, text, schema, end);
}

/** The example whose choices are suggested; an empty homelab where none shall be. */
async function modelOf(
  { from }: InitFlags,
  examples: readonly Example[],
  ask: typeof import("./terminal.ts")["askInTerminal"],
): Promise<JsonObject | undefined> {
  const choices = [
    ...examples.map(({ name, about }) => ({ value: name, label: name, hint: about })),
    { value: "", label: "nothing", hint: "the least that runs; more can be added later" },
  ];
  const name =
    from ??
    (await ask({
      id: "example",
      kind: "one",
      message: "Whose choices shall be suggested? You can change each of them.",
      choices,
      suggestion: choices[0]?.value ?? "",
    }));
  if (name === undefined) return undefined;
  const text = examples.find((example) => example.name === name)?.text;
  const value = text === undefined ? undefined : parseYaml("homelab.yaml", text).value?.value;
  return isObject(value) ? value : {};
}

function surroundingsOf(language: Language, model: JsonObject): Surroundings {
  const lan = detectLan(readMachine());
  return { ...language, model, keys: readPublicKeys(), ...(lan === undefined ? {} : { lan }) };
}

const textOf = (answers: Parameters<typeof homelabOf>[0], surroundings: Surroundings): string =>
  homelabText(
    homelabOf(answers, surroundings),
    Object.keys(isObject(surroundings.core.properties) ? surroundings.core.properties : {}),
    SCHEMA_FILE,
  );

/** What a build would say about the text. */
function faultsOf(file: string, text: string, sources: Sources): readonly Diagnostic[] {
  const fs: FileSystem = {
    ...nodeFileSystem,
    read: (path) => (path === file ? new TextEncoder().encode(text) : nodeFileSystem.read(path)),
  };
  const { diagnostics } = compile(
    file,
    { fs, package: PACKAGE, sources },
    new Stopwatch(() => performance.now()),
  );
  return diagnostics.filter(({ severity }) => severity === "error");
}

function written(
  { file, color }: InitFlags,
  text: string,
  schema: string,
  end: (told: string) => unknown,
): number {
  const folder = folderOf(file);
  const change = (path: string, content: string) => {
    const before = nodeFileSystem.read(`${folder}${path}`);
    return { path, bytes: new TextEncoder().encode(content), ...(before === undefined ? {} : { before }) };
  };
  const { diagnostics } = writeFiles(folder, [
    change(SCHEMA_FILE, schema),
    change(file.slice(folder.length), text),
  ]);
  if (hasErrors(diagnostics)) return tell(diagnostics, { color }, new Sources());
  const open = placeholders(parseYaml(file, text).value?.value ?? null);
  end(
    [
      `wrote ${file}, and ${folder}${SCHEMA_FILE} for your editor`,
      ...(open.length === 0 ? [] : [`replace what are only examples: ${open.join(", ")}`]),
      `then: k8sgen build${file === "homelab.yaml" ? "" : ` -f ${file}`}`,
    ].join("\n"),
  );
  return EXIT.ok;
}
