import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gzip } from "../../../src/assemble/nodes/gzip.ts";
import { ROOT } from "../../support/root.ts";

describe("gzip", () => {
  it("is read back by zlib", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.nat(40), (bytes, times) => {
        const data = Buffer.concat(Array.from({ length: times + 1 }, () => bytes));
        expect(gunzipSync(gzip(data)).equals(data)).toBe(true);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it("reads back matches at both ends of the window and of every length", () => {
    const noise = Buffer.from(Array.from({ length: 33000 }, (_, at) => (at * at * 31 + at * 7) >>> 3));
    const tails = Array.from({ length: 300 }, (_, length) => noise.subarray(0, length));
    const data = Buffer.concat([noise, ...tails, Buffer.alloc(70000, 97)]);
    expect(gunzipSync(gzip(data)).equals(data)).toBe(true);
  });

  it("makes a list of kinds a fifth of its size or less", () => {
    const text = Buffer.from(readFileSync(join(ROOT, "schemas/blueprint.schema.json"), "utf8").repeat(8));
    expect(gzip(text).length * 5).toBeLessThan(text.length);
  });

  it("gives the same bytes everywhere and always", () => {
    const digest = createHash("sha256")
      .update(gzip(Buffer.from("kind: List\n".repeat(1000))))
      .digest("hex");
    expect(digest).toMatchInlineSnapshot(
      `"91712be6fb2df5a2bb5195519b54cdb8764cdcc4b95d3584deff0d4de44140ca"`,
    );
  });
});
