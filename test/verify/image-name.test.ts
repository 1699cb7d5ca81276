import { describe, expect, it } from "vitest";
import { floats, parseImage } from "../../src/verify/image-name.ts";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("names of images", () => {
  it.each([
    ["busybox", { repository: "docker.io/library/busybox" }],
    ["traefik/whoami:v1.11.0", { repository: "docker.io/traefik/whoami", tag: "v1.11.0" }],
    ["index.docker.io/a/b:1", { repository: "docker.io/a/b", tag: "1" }],
    ["ghcr.io/a/b/c:1", { repository: "ghcr.io/a/b/c", tag: "1" }],
    ["localhost/a:1", { repository: "localhost/a", tag: "1" }],
    ["registry:5000/a", { repository: "registry:5000/a" }],
    ["[fd00::1]:5000/a:1", { repository: "[fd00::1]:5000/a", tag: "1" }],
    [`quay.io/a/b:1@${DIGEST}`, { repository: "quay.io/a/b", tag: "1", digest: DIGEST }],
    [`a@${DIGEST}`, { repository: "docker.io/library/a", digest: DIGEST }],
  ])("%s", (text, parts) => {
    expect(parseImage(text)).toEqual(parts);
  });

  it.each([
    "",
    ":1",
    "a:",
    "a/:1",
    "/a:1",
    "a//b",
    "A:1",
    "a:b:c",
    "a b",
    "a@sha256:12",
    "https://a/b:1",
    "a:-1",
  ])("%j is none", (text) => {
    expect(parseImage(text)).toBeUndefined();
  });

  it.each([
    ["a", true],
    ["a:latest", true],
    ["a:1", false],
    [`a@${DIGEST}`, false],
    [`a:latest@${DIGEST}`, false],
  ])("%s may be another image tomorrow: %s", (text, expected) => {
    expect(floats(parseImage(text) ?? { repository: "" })).toBe(expected);
  });
});
