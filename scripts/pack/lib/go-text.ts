/** Go source without its comments; strings and raw strings are left as they are. */
export function withoutComments(source: string): string {
  return source.replace(
    /("(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*')|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (_, text?: string) => text ?? "",
  );
}

/** The text between a brace at `open` and the brace that closes it. Throws where none does. */
export function braced(source: string, open: number): string {
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    const char = source[at];
    if (char === '"' || char === "`") at = endOfString(source, at);
    else if (char === "{") depth++;
    else if (char === "}" && --depth === 0) return source.slice(open + 1, at);
  }
  throw new Error(`no closing brace for the one at ${open}`);
}

/** The parts of a list that commas separate, those inside of braces, brackets, parentheses and strings left together. */
export function parts(list: string): readonly string[] {
  const result: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < list.length; at++) {
    const char = list[at] ?? "";
    if (char === '"' || char === "`") at = endOfString(list, at);
    else if ("{[(".includes(char)) depth++;
    else if ("}])".includes(char)) depth--;
    else if (char === "," && depth === 0) {
      result.push(list.slice(start, at));
      start = at + 1;
    }
  }
  return [...result, list.slice(start)].map((part) => part.trim()).filter((part) => part !== "");
}

/** A concatenation of string literals and named constants: `"a " + version.Program`. Throws on anything else. */
export function text(expression: string, constants: ReadonlyMap<string, string>): string {
  const operands = expression.match(/"(?:[^"\\]|\\.)*"|[^\s+"]+/g) ?? [];
  return operands
    .map((operand) => {
      const value = operand.startsWith('"') ? (JSON.parse(operand) as string) : constants.get(operand);
      if (value === undefined) throw new Error(`${operand} is no known constant (in ${expression})`);
      return value;
    })
    .join("");
}

function endOfString(source: string, start: number): number {
  const quote = source[start];
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === "\\" && quote === '"') at++;
    else if (source[at] === quote) return at;
  }
  throw new Error(`no end for the string at ${start}`);
}
