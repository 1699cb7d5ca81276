import { execFileSync, spawn } from "node:child_process";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";

/** Something that is served on this machine's loopback. */
export interface Served {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Serves the bare repositories of a folder, to read, by Git's own program: https://git-scm.com/docs/git-http-backend */
export async function serveGit(folder: string): Promise<Served> {
  const backend = join(execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim(), "git-http-backend");
  return await serve((request, response) => {
    const { pathname, search } = new URL(request.url ?? "/", "http://127.0.0.1");
    const child = spawn(backend, [], {
      env: {
        ...process.env,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: "1",
        REQUEST_METHOD: request.method,
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        CONTENT_TYPE: request.headers["content-type"] ?? "",
        CONTENT_LENGTH: request.headers["content-length"] ?? "",
        HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
        GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      },
      stdio: ["pipe", "pipe", "ignore"],
    });
    // A client that goes away early is none of the test's business.
    child.stdin.on("error", () => {});
    request.pipe(child.stdin);
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("close", () => answer(response, Buffer.concat(chunks)));
  });
}

/** What a CGI program says: header lines, an empty line, the body. RFC 3875, section 6 */
function answer(response: ServerResponse, said: Buffer): void {
  const end = said.indexOf("\r\n\r\n");
  const lines = said.subarray(0, Math.max(end, 0)).toString("latin1").split("\r\n");
  const headers = new Map(lines.map((line) => line.split(": ", 2) as [string, string]));
  response.statusCode = end < 0 ? 500 : Number.parseInt(headers.get("Status") ?? "200", 10);
  headers.delete("Status");
  for (const [name, value] of headers) if (value !== undefined) response.setHeader(name, value);
  response.end(said.subarray(end + 4));
}

/** A server at a free port, told each request. */
export async function serve(
  act: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Served> {
  const server: Server = createServer(act);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a server without a port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
