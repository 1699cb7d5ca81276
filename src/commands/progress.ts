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
  const start = performance.now();
  let shown = false;
  const clear = () => {
    if (shown) stream.write("\r\u001b[2K");
    shown = false;
  };
  const show = (what: string) => {
    if (performance.now() - start < PATIENCE) return;
    clear();
    stream.write(what.slice(0, (stream.columns ?? 80) - 1));
    shown = true;
  };
  return { show, clear };
}
