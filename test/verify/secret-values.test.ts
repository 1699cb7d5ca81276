import { describe, expect, it } from "vitest";
import { looksSecret } from "../../src/verify/secrets.ts";

describe("values that are named like secrets", () => {
  it.each([
    ["a password", { database: { password: "hunter2" } }, true],
    ["a key of its own", { s3: { secretKey: "hunter2" } }, true],
    ["a key beside an empty name", { s3: { secretName: "", secretKey: "hunter2" } }, true],
    ["a password beside the name of a Secret", { secretName: "a", password: "hunter2" }, true],
    ["a Secret and which of its keys", { tls: { caCert: { secretName: "ca", secretKey: "ca.crt" } } }, false],
    ["a Secret that is filled in elsewhere", { secretKey: "${KEY}" }, false],
  ])("%s", (_, settings, expected) => expect(looksSecret(settings)).toBe(expected));
});
