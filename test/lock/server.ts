import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeEach } from "vitest";
import type { Network } from "../../src/lock/http.ts";

/** What a path answers: bytes with 200, or whatever a function does. `count` counts the requests of that path from 1. */
export type Route =
  | string
  | Uint8Array
  | ((request: IncomingMessage, response: ServerResponse, count: number) => void);

export interface Seen {
  /** `<host>/<path>` */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** Hosts that exist in a test only. */
export interface Web {
  /** The server itself, for other processes. */
  readonly address: string;
  /** The network of which this is all that there is. */
  readonly network: Network;
  /** What is there, by `<host>/<path>` with its query; cleared before each test. */
  readonly routes: Map<string, Route>;
  readonly seen: Seen[];
  /** Milliseconds that were waited for, without waiting. */
  readonly waits: number[];
  /** What people who wait are told. */
  readonly told: string[];
}

/** Sends a redirect. */
export const redirect =
  (location: string): Route =>
  (_, response) =>
    response.writeHead(302, { location }).end();

/** Answers with a status and no more. */
export const status =
  (code: number, headers: Record<string, string> = {}): Route =>
  (_, response) =>
    response.writeHead(code, headers).end();

/** A server of HTTP on this machine, and a network that takes `https://<host>/<path>` to its `/<host>/<path>`. */
export async function startWeb(limits: Partial<Network> = {}): Promise<Web> {
  const routes = new Map<string, Route>();
  const counts = new Map<string, number>();
  const seen: Seen[] = [];
  const waits: number[] = [];
  const told: string[] = [];
  const server = createServer((request, response) => {
    const url = (request.url ?? "").slice(1);
    seen.push({ url, headers: request.headers });
    const count = (counts.get(url) ?? 0) + 1;
    counts.set(url, count);
    const route = routes.get(url);
    if (route === undefined) response.writeHead(404).end();
    else if (typeof route === "function") route(request, response, count);
    else response.writeHead(200).end(route);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    routes.clear();
    counts.clear();
    seen.length = 0;
    waits.length = 0;
    told.length = 0;
  });
  const network: Network = {
    fetch: (url, init) => fetch(url.replace("https://", `http://127.0.0.1:${port}/`), init),
    wait: async (ms) => void waits.push(ms),
    idle: 5_000,
    total: 10_000,
    limit: 100 * 1024 * 1024,
    told: (what) => void told.push(what),
    ...limits,
  };
  return { address: `http://127.0.0.1:${port}`, network, routes, seen, waits, told };
}
