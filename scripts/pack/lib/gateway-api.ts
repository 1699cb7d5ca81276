import { readFileSync } from "node:fs";
import { join } from "node:path";
import { goModule } from "./go.ts";
import { cilium, gatewayApi } from "./versions.ts";

/** The version of a requirement in the text of a go.mod. Throws where it is not required. */
export function requiredVersion(goMod: string, module: string): string {
  const line = goMod.split("\n").find((text) => text.trim().startsWith(`${module} v`));
  const version = line?.trim().split(/\s+/)[1];
  if (version === undefined) throw new Error(`go.mod does not require ${module}`);
  return version;
}

/** The Gateway API that the packed Cilium is built for: the version and the folder of the Go module. */
export function gatewayApiOfCilium(): { readonly version: string; readonly folder: string } {
  const goMod = readFileSync(join(goModule(cilium.module, cilium.version), "go.mod"), "utf8");
  const version = requiredVersion(goMod, gatewayApi);
  return { version, folder: goModule(gatewayApi, version) };
}
