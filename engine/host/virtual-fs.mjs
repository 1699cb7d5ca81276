/**
 * The file system that Go sees: files in memory, and nothing of the machine. Go's syscall package calls it with the
 * callbacks of node:fs (https://go.dev/src/syscall/fs_js.go).
 */

const FLAGS = {
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 64,
  O_EXCL: 128,
  O_TRUNC: 512,
  O_APPEND: 1024,
  O_DIRECTORY: 65536,
};

/** @param {string} code */
const failure = (code) => Object.assign(new Error(code), { code });

/** @param {(text: string) => void} log takes what Go writes to its standard error, as the trace of a crash */
export function createVirtualFs(log) {
  /** @type {Map<string, Uint8Array>} */
  const files = new Map();
  /** @type {Map<number, { path: string, position: number }>} */
  const open = new Map();
  let next = 10;

  /** @param {Uint8Array} bytes */
  const status = (bytes) => ({
    isDirectory: () => false,
    dev: 0,
    ino: 0,
    mode: 0o100644,
    nlink: 1,
    uid: 0,
    gid: 0,
    rdev: 0,
    size: bytes.length,
    blksize: 4096,
    blocks: 0,
    atimeMs: 0,
    mtimeMs: 0,
    ctimeMs: 0,
  });

  /** @param {string} path @param {(error: Error | null, value?: unknown) => void} done */
  const stat = (path, done) => {
    const bytes = files.get(path);
    if (bytes === undefined) done(failure("ENOENT"));
    else done(null, status(bytes));
  };

  const decoder = new TextDecoder();

  /** @param {number} fd @param {Uint8Array} bytes */
  const append = (fd, bytes) => {
    if (fd === 1 || fd === 2) {
      log(decoder.decode(bytes));
      return;
    }
    const handle = open.get(fd);
    if (handle === undefined) throw failure("EBADF");
    const before = files.get(handle.path) ?? new Uint8Array(0);
    const after = new Uint8Array(before.length + bytes.length);
    after.set(before);
    after.set(bytes, before.length);
    files.set(handle.path, after);
  };

  return {
    constants: FLAGS,
    /** @param {number} fd @param {Uint8Array} bytes */
    writeSync(fd, bytes) {
      append(fd, bytes);
      return bytes.length;
    },
    /** @param {number} fd @param {Uint8Array} bytes @param {number} offset @param {number} length @param {number | null} _position @param {(error: Error | null, count?: number) => void} done */
    write(fd, bytes, offset, length, _position, done) {
      append(fd, bytes.subarray(offset, offset + length));
      done(null, length);
    },
    /** @param {string} path @param {number} flags @param {number} _mode @param {(error: Error | null, fd?: number) => void} done */
    open(path, flags, _mode, done) {
      if (!files.has(path) && (flags & FLAGS.O_CREAT) === 0) {
        done(failure("ENOENT"));
        return;
      }
      if (!files.has(path) || (flags & FLAGS.O_TRUNC) !== 0) files.set(path, new Uint8Array(0));
      const fd = next++;
      open.set(fd, { path, position: 0 });
      done(null, fd);
    },
    /** @param {number} fd @param {Uint8Array} into @param {number} offset @param {number} length @param {number | null} position @param {(error: Error | null, count?: number) => void} done */
    read(fd, into, offset, length, position, done) {
      const handle = open.get(fd);
      const bytes = handle === undefined ? undefined : files.get(handle.path);
      if (handle === undefined || bytes === undefined) {
        done(failure("EBADF"));
        return;
      }
      const start = position ?? handle.position;
      const part = bytes.subarray(start, start + length);
      into.set(part, offset);
      if (position === null || position === undefined) handle.position += part.length;
      done(null, part.length);
    },
    /** @param {number} fd @param {(error: Error | null) => void} done */
    close(fd, done) {
      open.delete(fd);
      done(null);
    },
    /** @param {number} fd @param {(error: Error | null, value?: unknown) => void} done */
    fstat(fd, done) {
      const handle = open.get(fd);
      if (handle === undefined) done(failure("EBADF"));
      else stat(handle.path, done);
    },
    stat,
    lstat: stat,
    ...Object.fromEntries(
      [
        "chmod",
        "chown",
        "fchmod",
        "fchown",
        "fsync",
        "ftruncate",
        "lchown",
        "link",
        "mkdir",
        "readdir",
        "readlink",
        "rename",
        "rmdir",
        "symlink",
        "truncate",
        "unlink",
        "utimes",
      ].map((name) => [
        name,
        /** @param {unknown[]} args */
        (...args) => /** @type {(error: Error) => void} */ (args.at(-1))(failure("ENOSYS")),
      ]),
    ),
  };
}
