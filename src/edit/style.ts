import {
  Document,
  type DocumentOptions,
  isNode,
  isScalar,
  type Pair,
  type ParseOptions,
  parseDocument,
  type Scalar,
  type ScalarTag,
  type SchemaOptions,
  type Tags,
  visit,
} from "yaml";

/** Lines of folded texts (`>`) are filled up to here; all other values stay on the lines that they have. */
const FOLDED_WIDTH = 80;

type Stringify = NonNullable<ScalarTag["stringify"]>;

const folded =
  (usual: Stringify | undefined): Stringify =>
  (item, context, ...comments) => {
    if (usual === undefined) return String(item.value);
    if (!isScalar(item) || item.type !== "BLOCK_FOLDED") return usual(item, context, ...comments);
    return usual(item, { ...context, options: { ...context.options, lineWidth: FOLDED_WIDTH } }, ...comments);
  };

const customTags = (tags: Tags): Tags =>
  tags.map((tag) =>
    typeof tag === "object" && tag.tag === "tag:yaml.org,2002:str" && !("collection" in tag)
      ? { ...tag, stringify: folded(tag.stringify) }
      : tag,
  );

const OPTIONS = {
  merge: true,
  keepSourceTokens: true,
  logLevel: "silent",
  customTags,
} satisfies DocumentOptions & ParseOptions & SchemaOptions;

/** A document whose comments, anchors and order are kept, to be changed and printed again. */
export const readDocument = (text: string): Document.Parsed => parseDocument(text, OPTIONS);

/** A new document, printed as those that were read. */
export const newDocument = (value: unknown): Document =>
  new Document(value, { ...OPTIONS, aliasDuplicateObjects: false });

/** Begins a comment that stands behind its key; comments of files hold no control characters. */
const BEHIND = "\u0001";

/** Two spaces, maps in braces without padding, values that are quoted in double quotes. Comments stay. */
export function printDocument(document: Document): string {
  trimComments(document);
  visit(document, {
    Node: (_, node) => {
      trimComments(node);
      if (isScalar(node) && isForDoubleQuotes(node)) node.type = "QUOTE_DOUBLE";
    },
    Pair: (_, pair) => {
      if (isNode(pair.value) && pair.value.commentBefore != null && hasCommentBehindKey(pair))
        pair.value.commentBefore = BEHIND + pair.value.commentBefore;
    },
  });
  const text = document.toString({
    lineWidth: 0,
    indent: 2,
    flowCollectionPadding: false,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
  return text.replaceAll(new RegExp(`\\n *#${BEHIND}`, "g"), " #");
}

/** What nothing speaks against; and blocks of blanks, which no reader would find. */
const isForDoubleQuotes = ({ type, value }: Scalar): boolean =>
  (type === "QUOTE_SINGLE" && !/["\\]/.test(String(value))) ||
  (type?.startsWith("BLOCK_") === true && String(value).trim() === "");

function trimComments(node: { comment?: string | null; commentBefore?: string | null }): void {
  if (node.comment != null) node.comment = trimmed(node.comment);
  if (node.commentBefore != null) node.commentBefore = trimmed(node.commentBefore);
}

const trimmed = (comment: string): string => comment.replace(/[ \t]+$/gm, "");

/** The parser takes `key: # text` for a comment of the lines below. */
function hasCommentBehindKey({ srcToken }: Pair): boolean {
  const between = srcToken?.sep ?? [];
  const first = between.findIndex(({ type }) => type === "comment");
  const line = between.findIndex(({ type }) => type === "newline");
  return first >= 0 && (line < 0 || first < line);
}
