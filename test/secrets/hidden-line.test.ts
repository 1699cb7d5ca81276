import { EventEmitter } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HiddenLine, type Typed } from "../../src/commands/secrets/hidden-line.ts";
import { askContent, type Terminal } from "../../src/commands/secrets/prompt.ts";

/** The first end that the chunks come to. */
function type(...chunks: string[]): Typed {
  const line = new HiddenLine();
  for (const chunk of chunks) {
    const typed = line.take(chunk);
    if (typed.kind !== "more") return typed;
  }
  return { kind: "more" };
}
const START = "\u001b[200~";
const END = "\u001b[201~";

describe("a line that nobody sees", () => {
  it.each([
    ["Enter", ["ab\r"], { kind: "line", text: "ab" }],
    ["Enter of Windows", ["ab\r\n"], { kind: "line", text: "ab" }],
    ["Ctrl+D", ["ab\u0004"], { kind: "line", text: "ab" }],
    ["Ctrl+C", ["ab\u0003cd\r"], { kind: "cancel" }],
    ["backspace takes a letter, not half of one", ["a😀\u007fb\u007f\r"], { kind: "line", text: "a" }],
    ["Ctrl+U takes all", ["ab\u0015c\r"], { kind: "line", text: "c" }],
    ["arrows mean nothing", ["a\u001b[D\u001bOA\u001b[1;5Cb\r"], { kind: "line", text: "ab" }],
    ["no Enter yet", ["ab"], { kind: "more" }],
    ["several lines without marks", ["a\rb\rc\r"], { kind: "lines" }],
    ["several lines with marks", [`${START}a\r\nb\rc${END}`, "\r"], { kind: "line", text: "a\nb\nc" }],
    ["Ctrl+C in a paste is a letter of it", [`${START}a\u0003${END}\r`], { kind: "line", text: "a\u0003" }],
  ] as const)("%s", (_, chunks, expected) => {
    expect(type(...chunks)).toEqual(expected);
  });

  it("is the same however the terminal cuts a paste (property)", () => {
    const pasted = fc.stringMatching(/^[a-z\n[~]{0,20}$/);
    fc.assert(
      fc.property(pasted, fc.array(fc.nat(40), { maxLength: 6 }), (text, cuts) => {
        const sent = `x${START}${text}${END}y\r`;
        const at = [0, ...new Set(cuts.filter((cut) => cut < sent.length))].sort((a, b) => a - b);
        const chunks = at.map((cut, index) => sent.slice(cut, at[index + 1]));
        // A lone escape at the end of a chunk is the key of that name.
        fc.pre(chunks.every((chunk) => !chunk.endsWith("\u001b") || text === chunk));
        expect(type(...chunks)).toEqual({ kind: "line", text: `x${text}y` });
      }),
    );
  });
});

describe("a question", () => {
  function fake() {
    const written: string[] = [];
    const modes: boolean[] = [];
    const input = Object.assign(new EventEmitter(), {
      setRawMode: (on: boolean) => modes.push(on),
      resume: () => {},
      pause: () => {},
    });
    const output = { write: (text: string) => written.push(text) > 0 };
    return { input, written, modes, asked: { input, output } as unknown as Terminal };
  }

  it("shows nothing of the answer, and gives the terminal back", async () => {
    const { input, written, modes, asked } = fake();
    const answer = askContent("house/token token\n  Token\u001b[2J.", asked);
    for (const letter of "hunter2\r") input.emit("data", Buffer.from(letter));
    expect(await answer).toEqual({ text: "hunter2" });
    expect(written).toHaveLength(2);
    expect(written.join("")).not.toMatch(/hunter2|\*|\u001b\[2J/);
    expect(modes).toEqual([true, false]);
    expect(input.listenerCount("data") + input.listenerCount("end")).toBe(0);
  });

  it("is asked again after several lines, and ends with the input", async () => {
    const { input, written, asked } = fake();
    const answer = askContent("x", asked);
    input.emit("data", Buffer.from("a\rb\r"));
    await new Promise((resolve) => setImmediate(resolve));
    input.emit("end");
    expect(await answer).toBeUndefined();
    expect(written.join("")).toContain("several lines");
  });

  it("can be left", async () => {
    const { input, asked } = fake();
    const answer = askContent("x", asked);
    input.emit("data", Buffer.from("\u0003"));
    expect(await answer).toBe("cancelled");
  });
});
