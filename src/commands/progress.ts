/** Shows what is being worked on, in one line that goes away again. */
export interface Progress {
  readonly show: (what: string) => void;
  readonly clear: () => void;
}

/** Work that is done within a second is not told. */
const PATIENCE = 1_000;

/** Progress on a terminal; nothing elsewhere, so that logs of CI stay clean. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  if (stream.isTTY !== true || process.env.CI !== undefined) return { show: () => {}, clear: () => {} };
  let isEarly = true;
  let latest: string | undefined;
  let shown = false;
  const clear = () => {
    latest = undefined;
    if (shown) stream.write("\r\u001b[2K");
    shown = false;
  };
  const show = (what: string) => {
    clear();
    latest = what;
    if (isEarly) return;
    stream.write(what.slice(0, (stream.columns ?? 80) - 1));
    shown = true;
  };
  // What began within the first second and still goes on is told then.
  setTimeout(() => {
    isEarly = false;
    if (latest !== undefined) show(latest);
  }, PATIENCE).unref();
  return { show, clear };
}
