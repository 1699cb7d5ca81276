/** A step to a key: its name, or any item of a list or map (`[]`, `[0]`, `*`). */
export type KeyStep = { readonly key: string } | { readonly any: true };

/** `apps.*.image`, `nodes[].address`, `nodes[0].labels["a.b/c"]`; undefined where the text is no path of keys. */
export function parseKeyPath(text: string): readonly KeyStep[] | undefined {
  const steps: KeyStep[] = [];
  const token = /\.?(?:([A-Za-z0-9_-]+|\*)|\[("(?:[^"\\]|\\.)*"|\d*|\*)\])/y;
  while (token.lastIndex < text.length) {
    const before = token.lastIndex;
    const match = token.exec(text);
    if (match === null) return undefined;
    const [all, plain, bracket] = match;
    // A dot stands before each name but the first, and before nothing else.
    if (all.startsWith(".") !== (before > 0 && plain !== undefined)) return undefined;
    if (plain !== undefined && plain !== "*") steps.push({ key: plain });
    else if (bracket?.startsWith('"')) steps.push({ key: unquote(bracket) });
    else steps.push({ any: true });
  }
  return steps;
}

const unquote = (text: string): string => text.slice(1, -1).replace(/\\(.)/g, "$1");
