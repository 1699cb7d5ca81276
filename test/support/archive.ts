import { gzipSync } from "node:zlib";

/**
 * A gzipped tar archive of plain files, each with mode 0644, owner 0 and time 0: the same files give the same bytes.
 * The format is ustar: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 * @param files texts by path; a path has at most 100 bytes
 */
export const tgz = (files: Readonly<Record<string, string>>): Uint8Array =>
  tgzOf(Object.entries(files).map(([path, text]) => ({ path, content: Buffer.from(text, "utf8") })));

/**
 * A member of an archive: a plain file, or a link to `target`. `type` is the flag of ustar, as `1` for a hard link and `6`
 * for a pipe; `size` is what the header says of it.
 */
export type Member = { readonly path: string; readonly type?: string; readonly size?: number } & (
  | { readonly content: Buffer }
  | { readonly target: string }
);

/** As `tgz`, also for what an honest maker would not pack. */
export function tgzOf(members: readonly Member[]): Uint8Array {
  const blocks = members.flatMap((member) => {
    const content = "content" in member ? member.content : Buffer.alloc(0);
    const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
    return [header(member, content.length), content, padding];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
}

const BLOCK = 512;

function header(member: Member, length: number): Buffer {
  const { path, size = length } = member;
  const target = "target" in member ? member.target : undefined;
  if (Buffer.byteLength(path) > 100) throw new Error(`too long for a header: ${path}`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, "0")}\0`;
  block.write(path, 0);
  block.write(octal(0o644, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(0, 11), 136);
  block.write(member.type ?? (target === undefined ? "0" : "2"), 156);
  block.write(target ?? "", 157);
  block.write("ustar\0", 257);
  block.write("00", 263);
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
