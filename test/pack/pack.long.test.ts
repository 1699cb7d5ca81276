import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { digests, temporaryFolder } from "../support/cli.ts";
import { ROOT } from "../support/root.ts";

describe("the npm package, installed where there is neither Go nor the repository", () => {
  const folder = temporaryFolder();
  const npm = (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env) =>
    execFileSync("npm", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

  it("is made, and is of a size that can be shipped", () => {
    npm(["pack", "--pack-destination", folder], ROOT);
    const [archive = ""] = readdirSync(folder);
    expect(archive).toMatch(/^k8sgen-\d+\.\d+\.\d+\.tgz$/);
    expect(statSync(join(folder, archive)).size).toBeLessThan(12 * 2 ** 20);
  });

  it("builds the same bytes", () => {
    const home = join(folder, "home");
    mkdirSync(join(home, "bin"), { recursive: true });
    // A PATH with Node and a shell only.
    for (const name of ["node", "npm", "sh", "env"]) {
      const path = execFileSync("which", [name], { encoding: "utf8" }).trim();
      symlinkSync(path, join(home, "bin", name));
    }
    const env = {
      ...process.env,
      PATH: [join(home, "bin"), dirname(process.execPath)]
        .filter((path) => !path.includes("go"))
        .join(delimiter),
      K8SGEN_CACHE: join(home, "cache"),
    };
    const [archive = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    npm(["init", "-y"], home, env);
    npm(["install", "--no-audit", "--no-fund", join(folder, archive)], home, env);
    // Nothing else is installed, and the terms of what is included are there.
    expect(readdirSync(join(home, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([
      "k8sgen",
    ]);
    const terms = readFileSync(join(home, "node_modules/k8sgen/dist/licenses.txt"), "utf8");
    for (const name of ["ajv", "age-encryption", "commander", "handlebars", "re2js", "yaml"])
      expect(terms).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\([A-Z]`, "m"));
    const k8sgen = join(home, "node_modules/.bin/k8sgen");
    execFileSync(k8sgen, ["init", "--from", "turing-pi", "--yes", "-f", "copy.yaml"], { cwd: home, env });
    const copy = readFileSync(join(home, "copy.yaml"), "utf8");
    const example = readFileSync(join(ROOT, "examples/turing-pi/homelab.yaml"), "utf8");
    expect(copy.split("\n").slice(1)).toEqual(example.split("\n").slice(1));
    copyFileSync(join(ROOT, "examples/turing-pi/homelab.yaml"), join(home, "homelab.yaml"));
    const out = execFileSync(k8sgen, ["build"], {
      cwd: home,
      env,
      encoding: "utf8",
    });
    expect(out).toMatch(/^turing-pi: /);
    expect(digests(join(home, "output/turing-pi"))).toEqual(digests(join(ROOT, "output/turing-pi")));
  });
});
