import type { Path } from "./json.ts";

/** JSON Pointer (RFC 6901) of a path; the empty string is the root. */
export function toPointer(path: Path): string {
  let pointer = "";
  for (const step of path) {
    const text = String(step);
    pointer += `/${/[~/]/.test(text) ? text.replaceAll("~", "~0").replaceAll("/", "~1") : text}`;
  }
  return pointer;
}

/** The steps of a JSON Pointer, all of them strings: a pointer does not tell an index from a key. */
export function fromPointer(pointer: string): readonly string[] {
  if (pointer === "") return [];
  return pointer
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The steps of a path as users write it, `formatPath` the other way; undefined where the text is none. */
export function parsePath(text: string): Path | undefined {
  const steps: (string | number)[] = [];
  const step = /(\.)?(?:([A-Za-z_][\w-]*)|\[(\d{1,6})\]|\[("(?:[^"\\]|\\.)*")\])/y;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (match === null) return undefined;
    const [, dot, name, index, quoted] = match;
    // A dot stands before each name but the first, and before nothing else.
    if ((dot !== undefined) !== (name !== undefined && steps.length > 0)) return undefined;
    const key = name ?? (quoted === undefined ? Number(index) : unquoted(quoted));
    if (key === undefined || key === "__proto__") return undefined;
    steps.push(key);
  }
  return steps;
}

/** The text of a JSON string; undefined where it is none. */
function unquoted(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

/** A path as users write it: `nodes[2].labels["example.org/role"]`. */
export function formatPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** Whether a path as users write it is one of others, or of something in them. */
export const isBelow = (path: string | undefined, others: readonly string[]): boolean =>
  path !== undefined &&
  others.some(
    (other) => path === other || other === "" || path.startsWith(`${other}.`) || path.startsWith(`${other}[`),
  );
