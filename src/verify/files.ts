import type { Session } from "../engine/engine.ts";
import type { Answer, Verdict } from "../engine/protocol.ts";
import { digestOf, keep, kept } from "./cache.ts";
import type { Rules } from "./charts.ts";
import type { VerifyContext } from "./context.ts";

/** A file of objects for the API server. */
export interface ObjectFile {
  readonly name: string;
  readonly text: string;
}

/** The verdicts on files, in their order. Each file is kept by itself, so that an edit asks for what it touched only. */
export async function judgeFiles(
  session: Session,
  files: readonly ObjectFile[],
  { schemas, images }: Rules,
  { cache, engine, progress }: VerifyContext,
): Promise<Answer<readonly Verdict[]>> {
  const known = files.map(({ name, text }) => {
    const key = digestOf(["file", engine.digest, schemas.key, JSON.stringify(images), name, text]);
    return { name, text, key, verdicts: kept<readonly Verdict[]>(cache, key) };
  });
  const unknown = known.filter(({ verdicts }) => verdicts === undefined);
  if (unknown.length === 0) return { value: known.flatMap(({ verdicts }) => verdicts ?? []) };
  progress("validating objects");
  const answer = await session.validate(
    { files: unknown.map(({ name, text }) => ({ name, text })), images },
    schemas,
  );
  if ("error" in answer) return answer;
  const of = (name: string) => answer.value.verdicts.filter(({ source }) => source === name);
  for (const { name, key } of unknown) keep(cache, key, of(name));
  return { value: known.flatMap(({ name, verdicts }) => verdicts ?? of(name)) };
}
