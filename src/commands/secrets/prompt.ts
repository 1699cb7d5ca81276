import { StringDecoder } from "node:string_decoder";
import type { ReadStream, WriteStream } from "node:tty";
import { printable } from "../../diagnostics/text.ts";
import { contentOf } from "../../secrets/content.ts";
import { HiddenLine, PASTE_OFF, PASTE_ON, type Typed } from "./hidden-line.ts";

/** The end of a question. */
export type Answer = Exclude<Typed, { readonly kind: "more" }>;

/** A terminal that questions can be asked on. */
export interface Terminal {
  readonly input: Pick<ReadStream, "setRawMode" | "on" | "off" | "resume" | "pause">;
  readonly output: Pick<WriteStream, "write">;
}

/** The user's terminal; undefined in scripts. Questions go to stderr: stdout is for data. */
export function terminal(): Terminal | undefined {
  const { stdin: input, stderr: output } = process;
  return input.isTTY === true && output.isTTY === true ? { input, output } : undefined;
}

/** Asks until there is one line, or several that were pasted as such; undefined for an empty answer. */
export async function askContent(
  question: string,
  asked: Terminal,
): Promise<{ readonly text: string } | "cancelled" | undefined> {
  const shown = `${question.split("\n").map(printable).join("\n")}\n  (hidden; Enter alone leaves it) `;
  const answer = await askHidden(shown, asked);
  if (answer.kind === "cancel") return "cancelled";
  if (answer.kind === "line") {
    const content = contentOf(new TextEncoder().encode(answer.text));
    return "text" in content ? content : undefined;
  }
  asked.output.write("  These were several lines. Paste one, or end with Ctrl+C and use a file.\n");
  return askContent(question, asked);
}

/** Asks for one content, which is neither shown nor kept. The end of input is an empty answer. */
export function askHidden(question: string, { input, output }: Terminal): Promise<Answer> {
  const line = new HiddenLine();
  const decoder = new StringDecoder("utf8");
  return new Promise((resolve) => {
    const end = (answer: Answer) => {
      input.off("data", onData);
      input.off("end", onEnd);
      input.setRawMode(false);
      input.pause();
      output.write(`${PASTE_OFF}\n`);
      resolve(answer);
    };
    const onData = (chunk: Buffer) => {
      const typed = line.take(decoder.write(chunk));
      if (typed.kind !== "more") end(typed);
    };
    const onEnd = () => end({ kind: "line", text: "" });
    input.setRawMode(true);
    output.write(`${PASTE_ON}${question}`);
    input.on("data", onData);
    input.on("end", onEnd);
    input.resume();
  });
}
