import type { Session } from "../engine/engine.ts";
import type { Answer, Verdict } from "../engine/protocol.ts";
import { isArray, isObject, type Json } from "../values/json.ts";
import { digestOf, keep, kept } from "./cache.ts";
import type { Rules } from "./charts.ts";
import type { VerifyContext } from "./context.ts";
import { documentsOf } from "./copies.ts";
import { factsOf } from "./references/facts.ts";
import { FACTS, type Facts } from "./references/model.ts";

/** A file of objects for the API server. */
export interface ObjectFile {
  readonly name: string;
  readonly text: string;
  /** Its documents, where they are known without reading the text. */
  readonly documents?: readonly Json[];
}

/** What was found of the objects of files, in their order. */
export interface JudgedFiles {
  readonly verdicts: readonly Verdict[];
  readonly facts: readonly Facts[];
}

/** The verdicts on files, in their order. Each file is kept by itself, so that an edit asks for what it touched only. */
export async function judgeFiles(
  session: Session,
  files: readonly ObjectFile[],
  { schemas, images }: Rules,
  { cache, engine, progress }: VerifyContext,
): Promise<Answer<JudgedFiles>> {
  const known = files.map((file) => {
    const key = digestOf([
      "file",
      FACTS,
      engine.digest,
      schemas.key,
      JSON.stringify(images),
      file.name,
      file.text,
    ]);
    return { file, key, judged: kept<JudgedFiles>(cache, key) };
  });
  const unknown = known.filter(({ judged }) => judged === undefined);
  if (unknown.length === 0) return { value: together(known.flatMap(({ judged }) => judged ?? [])) };
  progress("validating objects");
  const answer = await session.validate(
    { files: unknown.map(({ file: { name, text } }) => ({ name, text })), images },
    schemas,
  );
  if ("error" in answer) return answer;
  const judged = known.map(({ file, key, judged: before }): JudgedFiles => {
    if (before !== undefined) return before;
    const verdicts = answer.value.verdicts.filter(({ source }) => source === file.name);
    const found = { verdicts, facts: factsOfFile(file, verdicts) };
    keep(cache, key, found);
    return found;
  });
  return { value: together(judged) };
}

const together = (all: readonly JudgedFiles[]): JudgedFiles => ({
  verdicts: all.flatMap(({ verdicts }) => verdicts),
  facts: all.flatMap(({ facts }) => facts),
});

function factsOfFile({ text, documents }: ObjectFile, verdicts: readonly Verdict[]): readonly Facts[] {
  const contents = new Map(
    (documents ?? documentsOf(text)).flatMap(unfolded).map((content) => [nameOf(content), content] as const),
  );
  return verdicts.map((verdict) =>
    factsOf({
      ...verdict,
      content:
        contents.get(
          nameOf({
            apiVersion: verdict.apiVersion,
            kind: verdict.kind,
            metadata: { namespace: verdict.namespace ?? "", name: verdict.name },
          }),
        ) ?? null,
    }),
  );
}

/** The objects of a list are judged one by one. */
const unfolded = (content: Json): readonly Json[] =>
  isObject(content) && String(content.kind ?? "").endsWith("List") && isArray(content.items)
    ? content.items.flatMap(unfolded)
    : [content];

function nameOf(content: Json): string {
  const { apiVersion, kind, metadata } = isObject(content) ? content : {};
  const { namespace, name } = isObject(metadata) ? metadata : {};
  return JSON.stringify([apiVersion, kind, namespace ?? "", name]);
}
