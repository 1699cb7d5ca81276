import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { archive, blueprint, charted, laboratory } from "./lab.ts";

const { run } = laboratory();

const KIB = 1024;

/** Text that no compressor makes smaller than three quarters, always the same. */
function noise(bytes: number): string {
  let text = "";
  for (let i = 0; text.length < bytes; i++)
    text += createHash("sha512").update(String(i)).digest("base64").replaceAll(/[=+/]/g, "x");
  return text.slice(0, bytes);
}

const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: one}\n";

const released = (bytes: number) =>
  run({
    use: "  one: {}",
    files: {
      ...blueprint("one", charted("one")),
      "charts/one-1.0.0.tgz": archive("one", { "templates/a.yaml": CONFIG, "files/noise": noise(bytes) }),
    },
    charts: true,
  });

describe("a release is stored in one Secret of 1 MiB", () => {
  it("fits, with some room for the next version", async () => {
    const { report } = await released(500 * KIB);
    expect(report.diagnostics).toEqual([]);
    const [largest] = report.releases;
    expect(largest?.release).toBe("one");
    expect(largest?.bytes).toBeGreaterThan(450 * KIB);
    expect(report.releases.map(({ release }) => release)).toContain("t");
  });

  it("fits, but barely", async () => {
    const { found, messages } = await released(800 * KIB);
    expect(found).toEqual(["W_RELEASE_SIZE homelab.yaml:9:8 extensions.one"]);
    expect(messages).toMatch(/takes \d{3} KiB of the 1024 KiB that its Secret can hold\.$/);
  });

  it("does not fit", async () => {
    const { found, messages, written } = await released(1100 * KIB);
    expect(found).toEqual(["E_RELEASE_SIZE homelab.yaml:9:8 extensions.one"]);
    expect(messages).toContain("Helm cannot store it.");
    expect(written).toEqual([]);
  });
});
