/** The parser's words where they speak of its grammar, in those of people who write files. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^Map keys must be unique/, "This key stands in its map twice."],
  [/^Implicit map keys need to be followed by map values/, "This line is no `key: value`."],
  [/^Sequence item without - indicator/, "The indentation of this line fits to no line above."],
  [/^All mapping items must start at the same column/, "The indentation of this line fits to no line above."],
  [/^Flow sequence in block collection/, "A list that begins with `[` does not end before this line."],
  [/^Flow map in block collection/, "A map that begins with `{` does not end before this line."],
  [/^Missing closing ["']quote/, "The quote is not closed."],
  [/^Nested mappings are not allowed/, "A `:` cannot stand here."],
  [/^Tabs are not allowed as indentation/, "This line is indented with a tab."],
];

/** A message of the parser for people. */
export function inOurWords(message: string): string {
  const known = WORDS.find(([pattern]) => pattern.test(message))?.[1];
  return known ?? (/[.!?]$/.test(message) ? message : `${message}.`);
}

/** What to do about a fault of syntax. */
export function syntaxHint(code: string, message: string): string | undefined {
  const [, missing] = /end with a? ?([\]}])/.exec(message) ?? [];
  if (missing !== undefined) return `look for a missing \`${missing}\` at the end of a line above`;
  if (message.includes("without - indicator"))
    return "items of a list begin with `- `, and keys of one map begin in one column";
  return SYNTAX_HINTS[code];
}

const SYNTAX_HINTS: Partial<Record<string, string>> = {
  TAB_AS_INDENT: "indent with spaces",
  DUPLICATE_KEY: "a map holds each key once; merge the two entries",
  BAD_INDENT: "keys of one map begin in one column",
  MULTILINE_IMPLICIT_KEY:
    "look for a missing `:` or an indentation that is off, on this line or the one above; after a `:` comes a blank",
  MISSING_CHAR:
    "look for a missing quote, bracket or comma just before; after the `:` of a key comes a blank",
  BLOCK_AS_IMPLICIT_KEY: "a text that holds `: ` is written in quotes",
  BAD_ALIAS: "a text that begins with `*` or `&` is written in quotes",
};
