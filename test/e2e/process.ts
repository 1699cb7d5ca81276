import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** A program that runs beside the test. */
export interface Running {
  /** Throws, with the last lines of its log, where it has ended. */
  readonly check: () => void;
  /** All that it has said so far. */
  readonly log: () => string;
  /** Ends it, and resolves when it has ended. */
  readonly stop: () => Promise<void>;
}

/**
 * The program ends with its input: when the test closes that, and also when the test's own process is killed, as the
 * kernel closes it then. What does not end on request within ten seconds is killed.
 */
const LEASH = `exec 3<&0
"$@" 3<&- </dev/null &
child=$!
( cat <&3 >/dev/null; kill -TERM "$child"; sleep 10; kill -KILL "$child" ) 2>/dev/null &
leash=$!
exec 3<&-
wait "$child"
code=$?
kill "$leash" 2>/dev/null
exit "$code"`;

/** Starts a program; what it says goes into `<folder>/<name>.log`. */
export function start(
  name: string,
  folder: string,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const path = join(folder, `${name}.log`);
  const log = openSync(path, "w");
  const child: ChildProcess = spawn("sh", ["-c", LEASH, name, program, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["pipe", log, log],
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const read = () => readFileSync(path, "utf8");
  return {
    check: () => {
      if (child.exitCode === null && child.signalCode === null) return;
      throw new Error(`${name} ended:\n${read().trimEnd().split("\n").slice(-15).join("\n")}`);
    },
    log: read,
    stop: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}

/** Ports of this machine that nobody listens at. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a server without a port");
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/**
 * Asks until there is an answer.
 * @param ask gives undefined as long as there is none
 * @param seconds after which it throws, with what `why` says
 */
export async function until<T>(
  ask: () => Promise<T | undefined>,
  seconds: number,
  why: () => string | Promise<string>,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${await why()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
