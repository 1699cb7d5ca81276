import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The folder of a Go module at a version, downloaded into Go's module cache where it is not there yet. */
export function goModule(path: string, version: string): string {
  const answer = execFileSync("go", ["mod", "download", "-json", `${path}@${version}`], { encoding: "utf8" });
  const { Dir } = JSON.parse(answer) as { readonly Dir?: string };
  if (Dir === undefined) throw new Error(`${path}@${version} was not downloaded`);
  return Dir;
}

/** The same folder where the module cache has it already, undefined otherwise. Nothing is downloaded. */
export function cachedGoModule(path: string, version: string): string | undefined {
  try {
    const cache = execFileSync("go", ["env", "GOMODCACHE"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
    const folder = join(
      cache,
      `${path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`)}@${version}`,
    );
    return existsSync(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}
