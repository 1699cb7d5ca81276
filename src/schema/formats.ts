import { createPublicKey, diffieHellman, generateKeyPairSync } from "node:crypto";
import { bech32 } from "@scure/base";
import { parseAddress, parseCidr, parseRange } from "../values/address.ts";
import { cronProblem } from "../values/cron.ts";

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

const isIp = (text: string): boolean => parseAddress(text) !== undefined;
const isSubdomain = (text: string): boolean =>
  text.length <= 253 && text.split(".").every((label) => LABEL.test(label));

/** Bech32 of the 32 bytes of an X25519 public key, in lower case. https://age-encryption.org/v1 */
const isAgeRecipient = (text: string): boolean => {
  const decoded = text === text.toLowerCase() ? bech32.decodeUnsafe(text) : undefined;
  const key = decoded?.prefix === "age" ? bech32.fromWordsUnsafe(decoded.words) : undefined;
  return key?.length === 32 && isContributory(key);
};

/** A few points yield the same secret with every private key; nobody has the private key of one. RFC 7748, section 6.1 */
function isContributory(point: Uint8Array): boolean {
  const jwk = { kty: "OKP", crv: "X25519", x: Buffer.from(point).toString("base64url") };
  try {
    const publicKey = createPublicKey({ key: jwk, format: "jwk" });
    diffieHellman({ privateKey: generateKeyPairSync("x25519").privateKey, publicKey });
    return true;
  } catch {
    return false;
  }
}

/** Formats of k8sgen's schemas. */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  ip: isIp,
  cidr: (text) => parseCidr(text) !== undefined,
  "ip-range": (text) => parseRange(text) !== undefined,
  ipv6: (text) => parseAddress(text)?.family === 6,
  "ipv6-cidr": (text) => parseCidr(text)?.family === 6,
  "ipv6-range": (text) => parseRange(text)?.family === 6,
  "dns-label": (text) => LABEL.test(text),
  "dns-subdomain": isSubdomain,
  host: (text) => isIp(text) || isSubdomain(text),
  "age-recipient": isAgeRecipient,
  quantity: (text) => /^\d+(\.\d+)?(m|k|[MGTP]i?|Ki)?$/.test(text),
  duration: (text) => /^(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/.test(text) && text !== "",
  cron: (text) => cronProblem(text) === undefined,
};

/** The formats in words; they complete "`x` is not ...". */
export const FORMAT_WORDS: Readonly<Record<string, string>> = {
  ip: "an IP address",
  cidr: "a network in CIDR notation",
  "ip-range": "a range of addresses (first-last) or a network in CIDR notation",
  ipv6: "an IPv6 address",
  "ipv6-cidr": "an IPv6 network in CIDR notation",
  "ipv6-range": "a range of IPv6 addresses (first-last) or an IPv6 network in CIDR notation",
  "dns-label": "a DNS label (lower-case letters, digits and dashes, RFC 1123)",
  "dns-subdomain": "a domain name (lower-case labels with dots between them, RFC 1123)",
  host: "an IP address or host name",
  "age-recipient":
    "the public key of an age key pair (`age1` and 58 letters and digits with a check sum in them)",
  quantity: "a quantity (a number with a unit such as Mi, Gi or m)",
  duration: "a duration (as 30s, 12h or 7d)",
  cron: "a schedule in cron's five fields",
};
