import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasErrors } from "../../src/diagnostics/diagnostic.ts";
import { SOUND } from "../invalid/corpus.ts";
import { compileFiles } from "../support/compile.ts";
import { changedBytes, changedValues } from "./mutations.ts";
import { runs } from "./runs.ts";

/** Milliseconds; a compilation takes 200 on an idle machine. */
const LIMIT = 30_000;

/** Ends in an output or in faults that have a place, never in both or in neither, and within the limit. */
function holds(content: string | Uint8Array): void {
  const start = performance.now();
  const { compiled, diagnostics } = compileFiles({ "homelab.yaml": content });
  expect(performance.now() - start).toBeLessThan(LIMIT);
  expect(compiled === undefined).toBe(hasErrors(diagnostics));
  for (const { code, location, message } of diagnostics) {
    expect(message.length).toBeLessThan(20_000);
    if (!/^(E_SECRET_CLEAR|W_)/.test(code)) expect(location?.line, code).toBeGreaterThan(0);
  }
}

describe("a damaged homelab never crashes, never hangs, and compiles only without a fault", () => {
  it("values that were changed (property)", () => {
    fc.assert(fc.property(changedValues(SOUND), holds), runs(60));
  }, 240_000);

  it("bytes that were changed (property)", () => {
    fc.assert(fc.property(changedBytes(SOUND), holds), runs(60));
  }, 240_000);
});
