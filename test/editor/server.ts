import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node.js";
import type { CompletionList, Diagnostic, Hover } from "vscode-languageserver-types";
import { ROOT } from "../support/root.ts";

const READY_TRIES = 100;

/** A running yaml-language-server that knows one schema for all files. */
export interface Editor {
  /** `|` in the text is the cursor. */
  complete(text: string): Promise<CompletionList>;
  hover(text: string): Promise<string>;
  problems(text: string): Promise<readonly Diagnostic[]>;
  close(): void;
}

export async function openEditor(schema: string): Promise<Editor> {
  const server = join(ROOT, "node_modules/yaml-language-server/bin/yaml-language-server");
  const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const settings: Readonly<Record<string, object>> = {
    yaml: {
      schemas: { [pathToFileURL(schema).href]: "*.yaml" },
      completion: true,
      hover: true,
      validate: true,
      schemaStore: { enable: false },
    },
  };
  connection.onRequest("workspace/configuration", ({ items }: { items: { section: string }[] }) =>
    items.map(({ section }) => settings[section] ?? {}),
  );
  connection.onRequest("client/registerCapability", () => null);
  const waiting = new Map<string, (found: readonly Diagnostic[]) => void>();
  connection.onNotification(
    "textDocument/publishDiagnostics",
    ({ uri, diagnostics }: { uri: string; diagnostics: readonly Diagnostic[] }) =>
      waiting.get(uri)?.(diagnostics),
  );
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
      textDocument: {
        completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown"] } },
      },
    },
  });
  await connection.sendNotification("initialized", {});
  await connection.sendNotification("workspace/didChangeConfiguration", { settings });
  let opened = 0;
  const open = async (marked: string) => {
    const at = marked.indexOf("|");
    const lines = marked.slice(0, at < 0 ? 0 : at).split("\n");
    const uri = `file:///lab/homelab-${++opened}.yaml`;
    const found = new Promise<readonly Diagnostic[]>((resolve) => waiting.set(uri, resolve));
    await connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "yaml", version: 1, text: marked.replace("|", "") },
    });
    const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    return { found, at: { textDocument: { uri }, position } };
  };
  const complete = async (text: string): Promise<CompletionList> =>
    connection.sendRequest("textDocument/completion", (await open(text)).at);
  // The server asks for its settings when it likes, and knows no schema until then.
  for (let tries = 0; (await complete("n|")).items.length === 0; tries++) {
    if (tries === READY_TRIES) throw new Error("the language server did not take its settings");
    await setTimeout(100);
  }
  return {
    complete,
    async hover(text) {
      const hover: Hover | null = await connection.sendRequest("textDocument/hover", (await open(text)).at);
      return hover === null ? "" : JSON.stringify(hover.contents);
    },
    problems: async (text) => (await open(text)).found,
    close() {
      connection.dispose();
      child.kill();
    },
  };
}
