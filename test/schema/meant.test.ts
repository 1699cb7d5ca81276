import { describe, expect, it } from "vitest";
import { meant } from "../../src/schema/meant.ts";

describe("what people write, and what they mean", () => {
  it.each([
    ["ip", "192.168.1.12/24", "192.168.1.12"],
    ["ip", "192.168.001.012", "192.168.1.12"],
    ["ip", " 192.168.1.12 ", "192.168.1.12"],
    ["ip", "the router", undefined],
    ["cidr", "192.168.1.0", "192.168.1.0/24"],
    ["cidr", "192.168.1.0/255.255.255.0", "192.168.1.0/24"],
    ["cidr", "192.168.1.0 255.255.0.255", undefined],
    ["cidr", "fd00::", "fd00::/64"],
    ["ip-range", "192.168.1.10-20", "192.168.1.10-192.168.1.20"],
    ["ip-range", "192.168.1.10 - 192.168.1.20", "192.168.1.10-192.168.1.20"],
    ["ip-range", "192.168.1.10 to 192.168.1.20", "192.168.1.10-192.168.1.20"],
    ["ip-range", "192.168.1.10..192.168.1.20", "192.168.1.10-192.168.1.20"],
    ["dns-label", "My_Lab", "my-lab"],
    ["dns-subdomain", "*.Example.org.", "example.org"],
    ["dns-subdomain", "m\u00fcller.example", "xn--mller-kva.example"],
    ["host", "https://api.example.org:6443/", "api.example.org"],
    ["quantity", "8 GB", "8Gi"],
    ["quantity", "1,5 gib", "1.5Gi"],
    ["quantity", "lots", undefined],
    ["duration", "7 days", "7d"],
    ["duration", "1 hour 30 minutes", "1h30m"],
    ["cron", "daily", undefined],
    ["ip", "1".repeat(1000), undefined],
  ])("%s: %s is %s", (format, text, expected) => expect(meant(format, text)).toBe(expected));
});
