import { constants, crc32, deflateRawSync, gunzipSync } from "node:zlib";

/** Magic, method 8 (deflate), no flags, no time, XFL 2 (best compression), OS 255 (unknown). RFC 1952, 2.3. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255);

/**
 * Gzip without a time, a file name or the name of an operating system: the same bytes go in, the same come out.
 * Node's own gzipSync writes the operating system into the header.
 */
export function gzip(bytes: Uint8Array): Uint8Array {
  const body = deflateRawSync(bytes, { level: constants.Z_BEST_COMPRESSION, memLevel: 9 });
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length % 2 ** 32, 4);
  return Buffer.concat([HEADER, body, trailer]);
}

/** The text that was packed. Throws on bytes that are no gzip. */
export function gunzip(bytes: Uint8Array): string {
  return gunzipSync(bytes).toString("utf8");
}
