/**
 * One engine in one worker thread. It is plain JavaScript, so that it runs the same from the sources and from the
 * built package.
 */
import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { createVirtualFs } from "./virtual-fs.mjs";

const { wasm, glue } = /** @type {{ wasm: string, glue: string }} */ (workerData);
const port = /** @type {import("node:worker_threads").MessagePort} */ (parentPort);
const scope = /** @type {Record<string, any>} */ (globalThis);

let crash = "";
scope.fs = createVirtualFs((text) => {
  // The reason comes first, the traces of all goroutines after it.
  if (crash.length < 4000) crash += text;
});
// Go asks for these at its start; nothing of the machine is shown to it.
scope.process = {
  getuid: () => -1,
  getgid: () => -1,
  geteuid: () => -1,
  getegid: () => -1,
  getgroups: () => [],
  pid: -1,
  ppid: -1,
  umask: () => 0,
  cwd: () => "/",
  chdir: () => {},
};
scope.path = { resolve: (/** @type {string[]} */ ...parts) => parts.join("/") };

await import(glue);
const go = new scope.Go();
go.env = { GOGC: "400" };
/** @type {Promise<number>} */
const ready = new Promise((resolve) => {
  scope.k8sgenReady = resolve;
});
// Every worker reads and compiles for itself, away from the thread that waits: V8 keeps one module for equal bytes in a
// process, so that the second worker finds what the first one compiled.
const module = new WebAssembly.Module(readFileSync(wasm));
const instance = await WebAssembly.instantiate(module, go.importObject);
const exited = go.run(instance).then(() => port.postMessage({ id: -1, crash }));
port.postMessage({ id: 0, protocol: await ready });

// One request after the other: Go would begin a second one wherever the first one waits for a file, and both would
// change the same charts and schemas.
let last = Promise.resolve();
port.on(
  "message",
  (
    /** @type {{ id: number, request: string, attachments: Uint8Array[] }} */ { id, request, attachments },
  ) => {
    last = last.then(
      () =>
        new Promise((done) => {
          scope.k8sgenEngine(request, attachments, (/** @type {string} */ answer) => {
            port.postMessage({ id, answer });
            done();
          });
        }),
    );
  },
);
await exited;
