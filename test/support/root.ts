import { existsSync } from "node:fs";
import { resolve } from "node:path";

/** The project's folder. */
export const ROOT = resolve(import.meta.dirname, "../..");

/** Folder of real chart archives; undefined where there is none. */
export const CHARTS = [process.env.K8SGEN_CHARTS, resolve(ROOT, "../shared/charts")].find(
  (path) => path !== undefined && existsSync(path),
);
