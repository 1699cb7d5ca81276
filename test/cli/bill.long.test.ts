import { describe, expect, it } from "vitest";
import { HOMELAB } from "../load/texts.ts";
import { expectFault, lab, run } from "./process.ts";

const APP = `${HOMELAB}apps: {hello: {image: "traefik/whoami:v1.11.0", port: 80}}\n`;

describe("k8sgen bill", () => {
  it("lists what runs, with versions and licences as far as they are known", () => {
    const { code, stdout, stderr } = run(["bill"], lab(APP));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      "t 0.1.0, K3s v1.36.3+k3s1\nflux: Flux, Apache-2.0\nhello: Application\n  traefik/whoami:v1.11.0\n",
    );
  });

  it("is for programs, too", () => {
    const bill = JSON.parse(run(["bill", "-o", "json"], lab(APP)).stdout);
    expect(bill.images).toEqual([
      { image: "traefik/whoami:v1.11.0", repository: "docker.io/traefik/whoami", tag: "v1.11.0" },
    ]);
    const document = JSON.parse(run(["bill", "-o", "cyclonedx"], lab(APP)).stdout);
    expect(document).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6" });
  });

  it("is not made of a homelab with faults", () => {
    const folder = lab(`${APP}nodse: []\n`);
    expectFault(run(["bill"], folder), folder, "E_UNKNOWN_KEY");
  });
});
