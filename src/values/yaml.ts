import { Document, isScalar, type ScalarTag, type Tags } from "yaml";
import type { Json } from "./json.ts";

/**
 * YAML that every reader in the chain takes the same way. Helm, Flux and the API server read YAML 1.1 (`yes`, `012`
 * and `1:30` are no strings there), editors and browsers YAML 1.2: a string is quoted where either would take it for
 * something else.
 */
export function toYaml(value: Json): string {
  return new Document(value, { schema: "core", customTags, aliasDuplicateObjects: false }).toString({
    lineWidth: 0,
    blockQuote: "literal",
  });
}

/** Several objects in one file. */
export const toYamlDocuments = (values: readonly Json[]): string => values.map(toYaml).join("---\n");

/** A file with a comment at its head. */
export function withComment(comment: string, text: string): string {
  const lines = comment.split("\n").map((line) => `# ${line}`.trimEnd());
  return `${lines.join("\n")}\n${text}`;
}

const customTags = (tags: Tags): Tags =>
  tags.map((tag) => (isStringTag(tag) ? { ...tag, stringify: safely(tag.stringify) } : tag));

const isStringTag = (tag: Tags[number]): tag is ScalarTag =>
  typeof tag === "object" && tag.tag === "tag:yaml.org,2002:str" && !("collection" in tag);

type Stringify = NonNullable<ScalarTag["stringify"]>;

function safely(usual: Stringify | undefined): Stringify {
  return (item, context, onComment, onChompKeep) => {
    const text = isScalar(item) ? String(item.value) : "";
    if (needsEscapes(text) || usual === undefined) return escaped(text);
    return isAmbiguous(text)
      ? `'${text.replaceAll("'", "''")}'`
      : usual(item, context, onComment, onChompKeep);
  };
}

/** Plain words that YAML 1.1 reads as booleans, nothing, numbers, dates or sexagesimals. https://yaml.org/type/ */
function isAmbiguous(text: string): boolean {
  if (text.includes("\n")) return false;
  return (
    /^(y|yes|n|no|on|off|true|false|null|~|<<|=)$/i.test(text) ||
    /^(?:[-+][._\d]|[.\d])[\d_.,:eExXobTZtz a-fA-F+-]*$/.test(text) ||
    /^[-+]?\.(inf|nan)$/i.test(text) ||
    /^(---|\.\.\.)/.test(text)
  );
}

/**
 * What a plain or block scalar cannot carry through every parser: controls, other line separators than LF, the byte
 * order mark, code points that are no characters, and blocks that begin or end in white space.
 */
const needsEscapes = (text: string): boolean =>
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/.test(text) ||
  (text.includes("\n") && (/^\s/.test(text) || /[ \n]\n|\n $/.test(text)));

/** A double-quoted scalar, in JSON's form, with everything escaped that is not printable everywhere. */
function escaped(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
