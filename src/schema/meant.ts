import { domainToASCII } from "node:url";
import { FORMATS } from "./formats.ts";

type Change = (text: string) => string;

const trimmed: Change = (text) => text.trim();
const plainHost: Change = (text) =>
  text
    .trim()
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/[/?#].*$/, "")
    .replace(/:\d+$/, "")
    .replace(/^\*\./, "")
    .replace(/\.$/, "");
const ascii: Change = (text) => domainToASCII(plainHost(text));
const dashed: Change = (text) => plainHost(text).toLowerCase().replaceAll(/[_ ]+/g, "-");
const withoutPrefix: Change = (text) => text.trim().replace(/\/\d+$/, "");
const withoutZeros: Change = (text) => text.replaceAll(/\b0+(\d)/g, "$1");
const withPrefix: Change = (text) => `${text.trim()}/${text.includes(":") ? 64 : 24}`;

/** `255.255.255.0` is /24. */
const withMask: Change = (text) =>
  text.replace(/[/ ]+(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts) => {
    const bits = parts
      .slice(0, 4)
      .map((part) => Number(part).toString(2).padStart(8, "0"))
      .join("");
    return /^1*0*$/.test(bits) ? `/${bits.replaceAll("0", "").length}` : " ";
  });

/** `192.168.1.10-20`, and other ways to write two ends. */
const bothEnds: Change = (text) => {
  const [first = "", last = ""] = text.split(/\s*(?:-|\u2013|\.\.+|to|,)\s*/);
  return /^\d{1,3}$/.test(last) ? `${first}-${first.replace(/\d+$/, last)}` : `${first}-${last}`;
};

const withUnit: Change = (text) =>
  text
    .replaceAll(/[\s_]+/g, "")
    .replace(",", ".")
    .replace(/([kmgtp])i?b?$/i, (_, unit: string) => `${unit.toUpperCase()}i`);

const SPANS: Readonly<Record<string, string>> = { y: "y", w: "w", d: "d", h: "h", m: "m", s: "s" };
const shortUnits: Change = (text) =>
  text
    .toLowerCase()
    .replaceAll(
      /(\d+)\s*([a-z])[a-z]*\s*/g,
      (_, count: string, unit: string) => `${count}${SPANS[unit] ?? unit}`,
    );

/** What people write in the place of a format, and how it is turned into what they mean. */
const CHANGES: Readonly<Record<string, readonly Change[]>> = {
  ip: [trimmed, withoutPrefix, withoutZeros],
  cidr: [trimmed, withMask, withPrefix, withoutZeros],
  "ip-range": [trimmed, bothEnds, withMask, withoutZeros],
  ipv6: [trimmed, withoutPrefix],
  "ipv6-cidr": [trimmed, withPrefix],
  "ipv6-range": [trimmed, bothEnds],
  "dns-label": [trimmed, ascii, dashed],
  "dns-subdomain": [trimmed, plainHost, ascii, dashed],
  host: [trimmed, plainHost, ascii, dashed],
  quantity: [trimmed, withUnit],
  duration: [trimmed, shortUnits],
  cron: [trimmed],
};

/** Longer texts are no slips of the pen. */
const LENGTH_LIMIT = 300;

/** The value of a format that a text may be a slip of; undefined where none is near. */
export function meant(format: string, text: string): string | undefined {
  if (text.length > LENGTH_LIMIT) return undefined;
  return (CHANGES[format] ?? [])
    .map((change) => change(text))
    .find((candidate) => candidate !== text && FORMATS[format]?.(candidate) === true);
}
