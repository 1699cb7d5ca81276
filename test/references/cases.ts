import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/root.ts";
import { archive, blueprint, charted, type Files, type Job } from "../verify/lab.ts";

export const CASES = join(ROOT, "test/references/cases");
const COMPONENTS = ["one", "two", "three"];

/**
 * A homelab from a folder. Each of the components one, two and three is there where a file begins with its name:
 * `.yaml` is a manifest that is copied, `.chart.yaml` what its chart holds, `.crds` how the chart brings CRDs, and
 * `.blueprint.yaml`, `.contributions.yaml` and `.offers.yaml` are parts of its blueprint. `use.yaml` stands below
 * `extensions:`.
 */
export function jobOf(name: string, half: "broken" | "sound"): Job {
  const folder = join(CASES, name, half);
  const files = readdirSync(folder);
  const text = (file: string) =>
    files.includes(file) ? readFileSync(join(folder, file), "utf8") : undefined;
  const there = COMPONENTS.filter((component) => files.some((file) => file.startsWith(`${component}.`)));
  return {
    use: text("use.yaml")?.trimEnd() ?? there.map((component) => `  ${component}: {}`).join("\n"),
    files: Object.assign({}, ...there.map((component) => componentOf(component, text))),
    charts: files.some((file) => file.endsWith(".chart.yaml")),
  };
}

function componentOf(name: string, text: (file: string) => string | undefined): Files {
  const chart = text(`${name}.chart.yaml`);
  const crds = text(`${name}.crds`);
  const place = chart === undefined ? "" : charted(name, crds === undefined ? "" : `, crds: ${crds.trim()}`);
  const parts = {
    [`manifests/${name}.yaml`]: text(`${name}.yaml`),
    "contributions.yaml.hbs": text(`${name}.contributions.yaml`),
    "offers.yaml.hbs": text(`${name}.offers.yaml`),
  };
  const present = Object.entries(parts).flatMap(([path, content]) =>
    content === undefined ? [] : [[path, content]],
  );
  return {
    ...blueprint(name, `${place}${text(`${name}.blueprint.yaml`) ?? ""}`, Object.fromEntries(present)),
    ...(chart === undefined
      ? {}
      : { [`charts/${name}-1.0.0.tgz`]: archive(name, { "templates/a.yaml": chart }) }),
  };
}

/** What a case expects: a diagnostic on each line, as its code, its place, and its message. */
export function expectedOf(name: string): string {
  const path = join(CASES, name, "expected.txt");
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
