/** What came of the letters so far. */
export type Typed =
  | { readonly kind: "more" }
  | { readonly kind: "line"; readonly text: string }
  /** Ctrl+C. */
  | { readonly kind: "cancel" }
  /** Several lines were pasted into a terminal that does not tell a paste from typing. */
  | { readonly kind: "lines" };

/** Terminals put these around what is pasted, once asked to. https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-Bracketed-Paste-Mode */
export const PASTE_ON = "\u001b[?2004h";
export const PASTE_OFF = "\u001b[?2004l";
const PASTE_START = "\u001b[200~";
const PASTE_END = "\u001b[201~";

const MORE: Typed = { kind: "more" };

/**
 * A line that is typed without being shown. Several lines may be pasted where the terminal marks them; they must not
 * answer the questions that follow.
 */
export class HiddenLine {
  #text = "";
  #pasted: string | undefined;
  /** A mark of the terminal that arrived in part. */
  #rest = "";

  /** @param chunk what the terminal in raw mode sent */
  take(chunk: string): Typed {
    const input = this.#rest + chunk;
    this.#rest = "";
    for (let at = 0; at < input.length; ) {
      const tail = input.slice(at);
      if (this.#pasted !== undefined) {
        const end = tail.indexOf(PASTE_END);
        if (end < 0) {
          const kept = partOf(tail, PASTE_END);
          this.#pasted += tail.slice(0, tail.length - kept);
          this.#rest = tail.slice(tail.length - kept);
          return MORE;
        }
        this.#text += `${this.#pasted}${tail.slice(0, end)}`.replace(/\r\n?/g, "\n");
        this.#pasted = undefined;
        at += end + PASTE_END.length;
      } else if (tail.startsWith(PASTE_START)) {
        this.#pasted = "";
        at += PASTE_START.length;
      } else if (tail.length > 1 && PASTE_START.startsWith(tail)) {
        this.#rest = tail;
        return MORE;
      } else {
        const [letter = ""] = tail;
        at += letter.length;
        if (letter === "\u0003") return { kind: "cancel" };
        if (letter === "\u0004") return { kind: "line", text: this.#text };
        if (letter === "\r" || letter === "\n") return this.#line(input.slice(at));
        at += this.#edit(letter, tail.slice(letter.length));
      }
    }
    return MORE;
  }

  #line(after: string): Typed {
    return after.replace(/^\n/, "") === "" ? { kind: "line", text: this.#text } : { kind: "lines" };
  }

  /** @returns how many of the following units belong to it */
  #edit(letter: string, after: string): number {
    if (letter === "\u007f" || letter === "\b") this.#text = [...this.#text].slice(0, -1).join("");
    else if (letter === "\u0015") this.#text = "";
    // Arrows and the like have no meaning on a line that nobody sees.
    else if (letter === "\u001b")
      return /^(\[[\u0030-\u003f]*[\u0020-\u002f]*[\u0040-\u007e]|O.)?/.exec(after)?.[0].length ?? 0;
    else if (letter >= " " || letter === "\t") this.#text += letter;
    return 0;
  }
}

/** Length of the longest end of a text that a mark begins with. */
function partOf(text: string, mark: string): number {
  for (let length = Math.min(text.length, mark.length - 1); length > 0; length--)
    if (mark.startsWith(text.slice(-length))) return length;
  return 0;
}
