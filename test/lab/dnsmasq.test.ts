import { describe, expect, it } from "vitest";
import { compileText, located, readText } from "../support/compile.ts";

const LAB = readText("blueprints/network/dnsmasq/cases/vpn/homelab.yaml");
const interfacesOf = (text: string): readonly string[] => {
  const file = new TextDecoder().decode(
    compileText(text).compiled?.tree.files.get("router/dnsmasq/dnsmasq.conf"),
  );
  return file.split("\n").filter((line) => /interface=/.test(line));
};

describe("dnsmasq", () => {
  it("answers those who are told to ask it: by the VPN, and of other networks, without leases", () => {
    expect(interfacesOf(LAB)).toEqual([
      "interface=eth1.20",
      "interface=wg0",
      "interface=eth1",
      "no-dhcp-interface=eth1",
    ]);
  });

  it("listens to its own network alone where names are answered elsewhere", () => {
    const leases = LAB.replace("interfaces: [eth1] }", "interfaces: [eth1], dns: false }");
    expect(leases).not.toBe(LAB);
    expect(interfacesOf(leases)).toEqual(["interface=eth1.20"]);
  });

  it("takes an interface once", () => {
    const twice = LAB.replace("interfaces: [eth1]", "interfaces: [eth1.20]");
    expect(located(compileText(twice)).filter((line) => line.startsWith("E_"))).toEqual([
      "E_NAME_DUPLICATE 12:49 network.router.dnsmasq.interfaces[0]",
    ]);
  });
});
