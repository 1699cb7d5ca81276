import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FIRST_PATCHES, newerHelmController } from "../../../src/assemble/k3s/helm-controller.ts";
import { ROOT } from "../../support/root.ts";
import { LABS } from "./fixture.ts";

const plan = LABS["three-servers"];
const neededFor = (version: string): string | undefined =>
  newerHelmController({
    ...plan,
    homelab: { ...plan.homelab, kubernetes: { ...plan.homelab.kubernetes, version } },
  });

describe("the Helm controller of a release of K3s", () => {
  it.each([
    ["v1.34.9+k3s1", "v1.34.10+k3s1"],
    ["v1.35.6+k3s1", "v1.35.7+k3s1"],
    ["v1.36.2+k3s1", "v1.36.3+k3s1"],
  ])("of %s is too old, that of %s is not", (older, newer) => {
    expect(neededFor(older)).toBe(newer);
    expect(neededFor(newer)).toBeUndefined();
  });

  it("is new enough in later patches, and in minors that came later", () => {
    expect(neededFor("v1.34.11+k3s1")).toBeUndefined();
    expect(neededFor("v1.37.0+k3s1")).toBeUndefined();
  });

  it("is known for all minors that a homelab may have", () => {
    const minors = readdirSync(join(ROOT, "schemas/kubernetes")).flatMap((name) => {
      const [, minor] = /^v1\.(\d+)\.json\.gz$/.exec(name) ?? [];
      return minor === undefined ? [] : [minor];
    });
    expect(minors.length).toBeGreaterThan(0);
    expect(Object.keys(FIRST_PATCHES).sort()).toEqual(minors.sort());
  });
});
