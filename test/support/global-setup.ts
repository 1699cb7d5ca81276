import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

/** Tests of the command line run what was built from these sources. */
export default function setup(): void {
  execFileSync(process.execPath, [resolve(import.meta.dirname, "../../scripts/prepare.mjs")], {
    stdio: "inherit",
  });
}
