import { closeSync, openSync, readSync } from "node:fs";

/** No text that people write by hand comes near it. */
export const STREAM_LIMIT = 16 * 1024 * 1024;

/** Names by which a shell hands a pipe over, as `<(command)` or `/dev/stdin`: the only ones that are read to their end. */
export const isStream = (path: string): boolean =>
  /^(\/dev\/stdin|(\/dev|\/proc\/self)\/fd\/\d+)$/.test(path);

const CHUNK = 64 * 1024;

/** What was read from a pipe: it gives its bytes once, and a file may be asked for twice. */
const READ = new Map<string, Uint8Array>();

/** The bytes of a pipe or terminal up to its end; undefined where there are more than the limit. */
export function readStream(path: string): Uint8Array | undefined {
  const known = READ.get(path);
  if (known !== undefined) return known;
  const file = openSync(path, "r");
  try {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (let chunk = nextChunk(file); chunk.length > 0; chunk = nextChunk(file)) {
      size += chunk.length;
      if (size > STREAM_LIMIT) return undefined;
      chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks);
    READ.set(path, bytes);
    return bytes;
  } finally {
    closeSync(file);
  }
}

/** The bytes that are there, waited for; none at the end. */
function nextChunk(file: number): Uint8Array {
  const buffer = Buffer.alloc(CHUNK);
  for (;;) {
    try {
      return buffer.subarray(0, readSync(file, buffer, 0, CHUNK, null));
    } catch (error) {
      // A pipe that is set not to block has nothing yet.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
