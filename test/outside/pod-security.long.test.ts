import { execFileSync, spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cachedGoModule } from "../../scripts/pack/lib/go.ts";
import { temporaryFolder } from "../support/cli.ts";
import { ROOT } from "../support/root.ts";

const hasGo = spawnSync("go", ["version"]).status === 0;

describe("the Pod Security level of a pod", () => {
  it.skipIf(!hasGo)(
    `is what the makers' own package says, for their examples and 80 000 random pods${hasGo ? "" : " (skipped: there is no Go)"}`,
    () => {
      const folder = temporaryFolder();
      cpSync(join(ROOT, "test/outside/pod-security"), folder, { recursive: true });
      cpSync(join(ROOT, "engine/podsecurity"), join(folder, "podsecurity"), { recursive: true });
      const go = (...args: readonly string[]) =>
        execFileSync("go", args, { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 28 });
      go("mod", "download", "k8s.io/pod-security-admission");
      const makers = cachedGoModule("k8s.io/pod-security-admission", "v0.37.1");
      expect(makers).toBeDefined();
      const lines = go("run", ".", join(makers ?? "", "test/testdata"))
        .trim()
        .split("\n");
      const { differences, levels } = JSON.parse(lines.pop() ?? "");
      expect(lines).toEqual([]);
      expect(differences).toBe(0);
      // Each level of each version was met often enough to mean something.
      expect(Object.keys(levels)).toHaveLength(12);
      expect(Math.min(...(Object.values(levels) as number[]))).toBeGreaterThan(1000);
    },
  );
});
