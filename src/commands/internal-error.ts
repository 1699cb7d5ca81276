import { EXIT } from "./exit.ts";

/**
 * The end of a run by a fault of our own: said in one line that can be reported, without a stack trace. The trace
 * is printed where K8SGEN_DEBUG is set.
 */
export function internalError(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    `error E_INTERNAL\n  k8sgen failed: ${message.split("\n")[0]}\n  hint: this is not a fault of your file; please report it with this text. K8SGEN_DEBUG=1 adds details.\n`,
  );
  if (process.env.K8SGEN_DEBUG !== undefined && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  return EXIT.internal;
}
