import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { gunzip, gzip } from "../../scripts/pack/lib/gzip.ts";

const sample = Buffer.from(
  JSON.stringify(Array.from({ length: 2000 }, (_, index) => ({ index, name: `name-${index % 7}` }))),
);

describe("gzip", () => {
  it("gives the same bytes for the same text", () => {
    expect(Buffer.from(gzip(sample)).equals(gzip(Buffer.from(sample)))).toBe(true);
  });

  it("states no time, no file name and no operating system", () => {
    expect([...gzip(sample).subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
  });

  it("is read by any gzip, its checksum and length included", () => {
    expect(gunzipSync(gzip(sample)).equals(sample)).toBe(true);
    expect(gunzip(gzip(Buffer.from("Übung")))).toBe("Übung");
    const broken = Buffer.from(gzip(sample));
    broken.writeUInt32LE(0, broken.length - 8);
    expect(() => gunzip(broken)).toThrow();
  });
});
