import { gzipSync } from "node:zlib";

const BLOCK = 512;
const NAME = 100;

/**
 * A chart with its dependencies as one archive, in the ustar format.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 * @param files bytes by path; the same files give the same bytes
 */
export function packChart(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const blocks = [...files].flatMap(([path, content]) => [
    header(path, content.length),
    content,
    Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
  ]);
  // What is large in it is packed already.
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 1 });
}

function header(path: string, length: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, "0")}\0`;
  // A long path is cut at a slash: what stands before it has a field of its own.
  const cut = Buffer.byteLength(path) <= NAME ? -1 : path.indexOf("/", path.length - NAME - 1);
  block.write(path.slice(cut + 1), 0, NAME);
  block.write(octal(0o644, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(length, 11), 124);
  block.write(octal(0, 11), 136);
  block.write("0", 156);
  block.write("ustar\0", 257);
  block.write("00", 263);
  block.write(cut < 0 ? "" : path.slice(0, cut), 345, 155);
  // The checksum is taken with blanks in its own place.
  block.write("        ", 148);
  block.write(
    octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    ),
    148,
  );
  return block;
}
