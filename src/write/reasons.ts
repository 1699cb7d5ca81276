interface Reason {
  /** Ends a sentence that says which file. */
  readonly text: string;
  readonly hint?: string;
}

const DENIED: Reason = {
  text: "permission denied",
  hint: "give yourself the right to write there, or choose another folder with `--output-dir`",
};
const FULL: Reason = { text: "the disk is full", hint: "free some space and run the command again" };
const IN_THE_WAY: Reason = {
  text: "part of the path is not a folder",
  hint: "move away what is there, or choose another folder with `--output-dir`",
};

const REASONS: Partial<Record<string, Reason>> = {
  ENOSPC: FULL,
  EDQUOT: { text: "the disk quota is used up", hint: "free some space and run the command again" },
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: { text: "the file system is read-only", hint: "choose another folder with `--output-dir`" },
  ENOTDIR: IN_THE_WAY,
  EEXIST: IN_THE_WAY,
  ENOENT: {
    text: "a folder of the path is missing, or a link leads nowhere",
    hint: "make the folder, or remove the link",
  },
  EISDIR: { text: "a folder is there", hint: "move it away" },
  ELOOP: { text: "a symbolic link is there", hint: "remove the link" },
  EXDEV: {
    text: "the output folder is a mount of its own",
    hint: "mount the folder that holds it, or choose another with `--output-dir`",
  },
  EBUSY: { text: "another program is using it", hint: "close that program and run the command again" },
  EIO: { text: "the disk reports a fault" },
  EMFILE: { text: "too many files are open" },
  ENAMETOOLONG: { text: "the path is too long for this disk", hint: "choose a folder with a shorter path" },
};

/** Words for what the operating system answered; an unusual code speaks for itself. */
export function reasonOf(code: string): Reason {
  return REASONS[code] ?? { text: code };
}
