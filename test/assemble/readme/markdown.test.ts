import { describe, expect, it } from "vitest";
import { code, plain, table } from "../../../src/assemble/readme/markdown.ts";

describe("Markdown of the README", () => {
  it("shows a command as it is to be run", () => {
    expect(code("for a in b; do ssh $a c || break; done | cat")).toBe(
      "`for a in b; do ssh $a c || break; done | cat`",
    );
    expect(code("a\n`b`")).toBe("`a b `");
  });

  it("keeps a line of a cell from ending it, once", () => {
    const [, , row] = table(["a", "b"], [[code("x || y"), plain("p|q")]]).split("\n");
    expect(row).toBe("| `x \\|\\| y` | p\\|q |");
    expect(table(["a"], [["back\\\\|slash"]])).toContain("| back\\\\\\|slash |");
  });
});
