import { afterAll, describe, expect, it } from "vitest";
import { createEngine } from "../../src/engine/engine.ts";
import { locateEngine } from "../../src/engine/locate.ts";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import { nodeFileSystem } from "../../src/fs/node.ts";
import { NO_ARCHIVES } from "../../src/lock/store.ts";
import { checkRendered } from "../../src/render/check.ts";
import { NO_MEMO } from "../../src/values/memo.ts";
import { NO_CACHE } from "../../src/verify/cache.ts";
import { PackStore, schemaSet } from "../../src/verify/schemas.ts";
import { compileText } from "../support/compile.ts";
import { ROOT } from "../support/root.ts";
import { homelabWith } from "./lab.ts";

const located = locateEngine();
if (located === undefined) throw new Error("the engine was not built: npm run build:engine");
const engine = createEngine(located, { workers: 1 });
afterAll(() => engine.close());

const own = { fs: nodeFileSystem, root: ROOT };

/** What is found of one file of rendered objects. */
async function found(text: string) {
  const { compiled } = compileText(homelabWith("flux"));
  if (compiled === undefined) throw new Error("the homelab does not compile");
  const packs = new PackStore(own, NO_MEMO);
  const schemas = schemaSet(packs.kubernetes(compiled.plan.facts.kubernetesMinor), []);
  return checkRendered(
    compiled.plan,
    compiled.components,
    { files: new Map([["rendered/one/a.yaml", new TextEncoder().encode(text)]]), origins: new Map() },
    { held: [], missing: [], target: { kubernetesVersion: "v1.36.3", apiVersions: [] }, schemas },
    {
      engine,
      cache: NO_CACHE,
      package: own,
      packs,
      shelf: { fs: memoryFileSystem({}), store: NO_ARCHIVES },
      strict: false,
      progress: () => {},
    },
  );
}

const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\n";

describe("rendered files are judged as they will be written", () => {
  it("one that is sound is not spoken of", async () => {
    expect(await found(`${CONFIG}data: {a: b}\n`)).toEqual([]);
  });

  it.each([
    ["an object that would be refused", `${CONFIG}data: {a: 5}\n`, "ConfigMap default/a would be refused"],
    ["a file that is no YAML", "a: [", ""],
  ])("%s", async (_title, text, says) => {
    const [first] = await found(text);
    expect(first?.code).toBe("E_RENDERED");
    expect(first?.message).toContain(says);
    expect(first?.hint).toContain("rendered/one/a.yaml");
  });

  it("two objects of one identity, as a hook and an ordinary one may be", async () => {
    const twice = await found(`${CONFIG}---\n${CONFIG}`);
    expect(twice.map(({ severity }) => severity)).toEqual(["error"]);
  });
});
