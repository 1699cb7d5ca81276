import { describe, expect, it } from "vitest";
import { addressBook } from "../../src/check/address-book.ts";
import { Sources } from "../../src/diagnostics/sources.ts";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import { loadHomelab } from "../../src/load/homelab.ts";
import { builtIn, readText } from "../support/compile.ts";

const book = (text: string) => {
  const files = memoryFileSystem({ "homelab.yaml": text });
  const file = loadHomelab(files, "homelab.yaml", new Sources()).value;
  if (file === undefined) throw new Error("the homelab cannot be read");
  return addressBook(file, builtIn().schema);
};
const EXAMPLE = readText("examples/dual-stack/homelab.yaml");

describe("the ledger of both families", () => {
  it("lists IPv4, then IPv6, with the ranges that are not written too", () => {
    const { lans, rows } = book(EXAMPLE);
    expect(lans).toEqual([
      { family: 4, text: "192.168.10.0/24" },
      { family: 6, text: "fd00:a::/64" },
    ]);
    expect(
      rows.filter(({ first }) => first.includes(":")).map(({ text, usedBy }) => `${text} ${usedBy}`),
    ).toEqual([
      "fd00:a::/64 the LAN's IPv6 network",
      "fd00:a::1 a name server",
      "fd00:a::11 the node mini1",
      "fd00:a::12 the node mini2",
      "fd00:a::13 the node pi1",
      "fd00:a::53 dns.externalDns.rfc2136.address",
      "fd00:a::200-fd00:a::2ff network.loadBalancer.cilium.pool",
      "fd00:a::200 network.gateway.cilium.ipv6",
      "fd42:42::/56 the IPv6 pod range",
      "fd42:43::/112 the IPv6 service range",
    ]);
  });

  it("finds free addresses in each of them", () => {
    expect(book(EXAMPLE).next(4, 2)).toEqual({
      addresses: ["192.168.10.2", "192.168.10.3"],
      diagnostics: [],
    });
    expect(book(EXAMPLE).next(6, 3)).toEqual({
      addresses: ["fd00:a::2", "fd00:a::3", "fd00:a::4"],
      diagnostics: [],
    });
  });

  it("says so where the LAN has no IPv6 network", () => {
    const { addresses, diagnostics } = book(readText("examples/turing-pi/homelab.yaml")).next(6, 1);
    expect(addresses).toEqual([]);
    expect(diagnostics.map(({ code, path }) => `${code} ${path}`)).toEqual(["E_FAMILY network.lan.ipv6"]);
  });
});
