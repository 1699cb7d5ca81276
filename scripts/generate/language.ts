import { type Language, loadLanguage } from "../../src/compile.ts";
import { hasErrors } from "../../src/diagnostics/diagnostic.ts";
import { Sources } from "../../src/diagnostics/sources.ts";
import { renderText } from "../../src/diagnostics/text.ts";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import { nodeFileSystem } from "../../src/fs/node.ts";

/** The language with the built-in blueprints. */
export function builtInLanguage(root: string): Language {
  const sources = new Sources();
  const { value, diagnostics } = loadLanguage("homelab.yaml", {
    fs: memoryFileSystem({}),
    package: { fs: nodeFileSystem, root },
    sources,
  });
  if (hasErrors(diagnostics)) throw new Error(`\n${renderText(diagnostics, { color: false, sources })}`);
  return value;
}
