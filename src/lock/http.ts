import { ChartFault } from "./fault.ts";

/** How the network is reached. Tests hand in a network of their own, and clocks that do not wait. */
export interface Network {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Waits for so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  /** Milliseconds without a byte after which a request is given up. */
  readonly idle: number;
  /** Milliseconds after which a request is given up, whatever it brings. */
  readonly total: number;
  /** Most bytes of an answer, unpacked. */
  readonly limit: number;
  /** Told what takes time. */
  readonly told: (what: string) => void;
}

export const NODE_NETWORK: Network = {
  fetch: (url, init) => fetch(url, init),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  idle: 30_000,
  total: 600_000,
  limit: 100 * 1024 * 1024,
  told: () => {},
};

/** An answer with status 2xx, 401 or 404; every other one is a fault. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

const ATTEMPTS = 4;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
const REDIRECTS = 10;
/** Bytes after which it is told how many came. */
const TOLD_EACH = 256 * 1024;

/** What may be better a moment later. */
class Passing extends Error {
  /** Milliseconds that the server asks to wait. */
  readonly after: number | undefined;
  constructor(message: string, after?: number) {
    super(message);
    this.after = after;
  }
}

/**
 * Gets an address over HTTPS. What may pass (429, 5xx, a lost connection, silence) is tried again, three times and ever
 * later, or when the server says (Retry-After, at most 30 s).
 * @throws ChartFault of kind `source`
 */
export async function get(
  network: Network,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await follow(network, url, headers);
    } catch (error) {
      if (!(error instanceof Passing)) throw error;
      if (attempt === ATTEMPTS)
        throw new ChartFault("source", `${shown(url)}: ${error.message}, ${ATTEMPTS} times`);
      const pause = Math.min(error.after ?? FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT);
      network.told(`${shown(url)}: ${error.message}; again in ${pause / 1000} s`);
      await network.wait(pause);
    }
  }
}

/** Follows redirects itself: to HTTPS only, and a token stays with the origin that it was made for. */
async function follow(
  network: Network,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  let target = checked(url);
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const { authorization: _, ...open } = headers;
    const isHome = target.origin === new URL(url).origin;
    const answer = await once(network, target.href, isHome ? headers : open);
    if (!("location" in answer)) return answer;
    target = checked(answer.location, target);
  }
  throw new ChartFault("source", `${shown(url)}: it redirects more than ${REDIRECTS} times`);
}

function checked(url: string, base?: URL): URL {
  let parsed: URL;
  try {
    parsed = new URL(url, base);
  } catch {
    throw new ChartFault("source", `\`${url}\` is no address`);
  }
  if (parsed.protocol !== "https:")
    throw new ChartFault("source", `${shown(parsed.href)}: only https:// is asked`);
  if (parsed.username !== "" || parsed.password !== "")
    throw new ChartFault("source", `${shown(parsed.href)}: an address with a login is not used`);
  return parsed;
}

async function once(
  network: Network,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer | { readonly location: string }> {
  const abort = new AbortController();
  let reason = "";
  const stop = (why: string) => {
    reason = why;
    abort.abort();
  };
  const total = setTimeout(() => stop(`no end after ${network.total / 1000} s`), network.total);
  const silence = () => setTimeout(() => stop(`nothing came for ${network.idle / 1000} s`), network.idle);
  let idle = silence();
  network.told(`fetching ${shown(url)}`);
  try {
    const response = await network.fetch(url, {
      headers: { "user-agent": "k8sgen", ...headers },
      redirect: "manual",
      credentials: "omit",
      signal: abort.signal,
    });
    const { status } = response;
    const location = response.headers.get("location");
    if (status >= 300 && status < 400 && location !== null) {
      await response.body?.cancel();
      return { location };
    }
    if (status === 429 || status >= 500)
      throw new Passing(`status ${status}`, retryAfter(response.headers.get("retry-after")));
    if (!response.ok && status !== 401 && status !== 404)
      throw new ChartFault("source", `${shown(url)}: status ${status}`);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      clearTimeout(idle);
      idle = silence();
      const before = size;
      size += chunk.byteLength;
      if (Math.floor(size / TOLD_EACH) > Math.floor(before / TOLD_EACH))
        network.told(`fetching ${shown(url)}: ${(size / 2 ** 20).toFixed(1)} MiB`);
      if (size > network.limit)
        throw new ChartFault("source", `${shown(url)}: more than ${network.limit} bytes`);
      chunks.push(chunk);
    }
    return { status, headers: response.headers, bytes: Buffer.concat(chunks) };
  } catch (error) {
    if (error instanceof ChartFault || error instanceof Passing) throw error;
    throw new Passing(reason === "" ? networkReason(error) : reason);
  } finally {
    clearTimeout(total);
    clearTimeout(idle);
    abort.abort();
  }
}

/** Milliseconds, where the server gives seconds; a date is not used, clocks differ. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfter(value: string | null): number | undefined {
  return value !== null && /^\d{1,6}$/.test(value) ? Number(value) * 1000 : undefined;
}

/** `fetch` hides the reason behind "fetch failed". */
function networkReason(error: unknown): string {
  let innermost = error;
  while (innermost instanceof Error && innermost.cause instanceof Error) innermost = innermost.cause;
  if (!(innermost instanceof Error)) return String(innermost);
  const code = "code" in innermost && typeof innermost.code === "string" ? innermost.code : "";
  return code === "" || innermost.message.includes(code)
    ? innermost.message
    : `${innermost.message} (${code})`;
}

/** An address as it may be told: without a login, and without what follows `?`, which may be a signature. */
export function shown(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return url;
  }
}
