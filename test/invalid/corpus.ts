import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/root.ts";

/** Files with one fault (or, where the name begins with `many-`, several), each in a folder with what must be told. */
export const CORPUS = join(ROOT, "test/invalid");

export interface FaultyFile {
  readonly name: string;
  readonly folder: string;
  readonly content: Uint8Array;
  /** `CODE line:column path`, sorted; written by hand. */
  readonly codes: readonly string[];
}

export const corpus = (): readonly FaultyFile[] =>
  readdirSync(CORPUS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const folder = join(CORPUS, name);
      return {
        name,
        folder,
        content: readFileSync(join(folder, "homelab.yaml")),
        codes: readFileSync(join(folder, "codes.txt"), "utf8").trimEnd().split("\n"),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/** The file without a fault that the others differ from. */
export const SOUND = readFileSync(join(CORPUS, "base.yaml"), "utf8");
