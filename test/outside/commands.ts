/** A command as a shell would run it: its words, quotes taken off. */
export type Command = readonly string[];

const KEYWORDS = new Set([
  "for",
  "do",
  "done",
  "if",
  "then",
  "else",
  "fi",
  "while",
  "until",
  "{",
  "}",
  "(",
  ")",
  "in",
  "!",
]);

/**
 * The simple commands of a script, those in loops and in `$(...)` too. Enough of the language for the generated README;
 * what it does not understand it reports as a word.
 */
export function commandsOf(script: string): Command[] {
  const commands: Command[] = [];
  let words: string[] = [];
  let word: string | undefined;
  const endWord = () => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  const endCommand = () => {
    endWord();
    const found = simple(words);
    if (found.length > 0) commands.push(found);
    words = [];
  };
  for (let at = 0; at < script.length; at++) {
    const char = script[at] ?? "";
    const next = script[at + 1] ?? "";
    if (char === "\\" && next === "\n") at++;
    else if (char === "\\") {
      word = (word ?? "") + next;
      at++;
    } else if (char === "'") {
      const end = script.indexOf("'", at + 1);
      word = (word ?? "") + script.slice(at + 1, end);
      at = end;
    } else if (char === '"') {
      const end = closingQuote(script, at);
      const text = script.slice(at + 1, end);
      commands.push(...substitutions(text));
      word = (word ?? "") + text;
      at = end;
    } else if (char === "$" && next === "(") {
      const end = closing(script, at + 1);
      commands.push(...commandsOf(script.slice(at + 2, end)));
      word = `${word ?? ""}$()`;
      at = end;
    } else if (/\s/.test(char) && char !== "\n") endWord();
    else if (char === "#" && word === undefined) at = script.indexOf("\n", at) - 1;
    else if ("\n;|&()".includes(char)) endCommand();
    else word = (word ?? "") + char;
  }
  endCommand();
  return commands;
}

/** Without keywords, assignments and redirections; `for` itself runs nothing. */
function simple(words: readonly string[]): string[] {
  let rest = [...words];
  if (rest[0] === "for") return [];
  while (rest[0] !== undefined && (KEYWORDS.has(rest[0]) || /^[A-Z_a-z]+=/.test(rest[0])))
    rest = rest.slice(1);
  return rest.filter((each, index) => !/^[<>]/.test(each) && !/^[<>]$/.test(rest[index - 1] ?? ""));
}

function closingQuote(script: string, open: number): number {
  for (let at = open + 1; at < script.length; at++) {
    if (script[at] === "\\") at++;
    else if (script[at] === "$" && script[at + 1] === "(") at = closing(script, at + 1);
    else if (script[at] === '"') return at;
  }
  throw new Error(`a quote is not closed: ${script.slice(open, open + 40)}`);
}

function closing(script: string, open: number): number {
  let depth = 0;
  for (let at = open; at < script.length; at++) {
    if (script[at] === "'") at = script.indexOf("'", at + 1);
    else if (script[at] === "(") depth++;
    else if (script[at] === ")" && --depth === 0) return at;
  }
  throw new Error(`a bracket is not closed: ${script.slice(open, open + 40)}`);
}

const substitutions = (text: string): Command[] =>
  [...text.matchAll(/\$\(/g)].flatMap(({ index }) =>
    commandsOf(text.slice(index + 2, closing(text, index + 1))),
  );

/** What runs on the other side of ssh, or as another user: words of a command, or one word that is a script. */
export function inner([program, ...args]: Command): Command[] {
  if (program === "sudo") return asCommand(args.filter((each) => each !== "-n"));
  if (program === "kubectl" && args.includes("exec")) return asCommand(args.slice(args.indexOf("--") + 1));
  if (program === "sh" && args[0] === "-c") return commandsOf(args[1] ?? "");
  if (program !== "ssh") return [];
  const rest = args.slice(args.findIndex((each) => !each.startsWith("-")) + 1);
  return rest.length === 1 ? commandsOf(rest[0] ?? "") : asCommand(rest);
}

const asCommand = (words: readonly string[]): Command[] => (words.length === 0 ? [] : [words]);
