import { describe, expect, it } from "vitest";
import { detectLan } from "../../src/init/lan.ts";
import { addressesFrom, likelyDhcp, suggestions } from "../../src/init/ranges.ts";

const HEADER = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
const route = (name: string, gateway: string, metric: number) =>
  `${name}\t00000000\t${gateway}\t0003\t0\t0\t${metric}\t00000000\t0\t0\t0\n`;
const CARDS = [
  { name: "docker0", cidr: "172.17.0.1/16" },
  { name: "wlan0", cidr: "192.168.178.40/24" },
  { name: "eth0", cidr: "10.1.2.77/22" },
];

describe("the LAN of a machine", () => {
  it("is that of the default route with the smallest metric", () =>
    expect(
      detectLan({
        interfaces: CARDS,
        routes: HEADER + route("wlan0", "01B2A8C0", 600) + route("eth0", "0100010A", 100),
        resolver:
          "# made by hand\nnameserver 127.0.0.53\nnameserver 10.1.2.3\nsearch lab.example.org. other\n",
      }),
    ).toEqual({
      interface: "eth0",
      cidr: "10.1.0.0/22",
      own: "10.1.2.77",
      gateway: "10.1.0.1",
      dns: ["10.1.2.3"],
      search: "lab.example.org",
    }));

  it("is not that of a tunnel, whose route has no router", () =>
    expect(
      detectLan({
        interfaces: CARDS,
        routes: HEADER + route("wg0", "00000000", 1) + route("wlan0", "01B2A8C0", 600),
        resolver: "",
      })?.gateway,
    ).toBe("192.168.178.1"));

  it("is that of the first real card where routes cannot be read", () =>
    expect(detectLan({ interfaces: CARDS, routes: "", resolver: "" })).toEqual({
      interface: "wlan0",
      cidr: "192.168.178.0/24",
      own: "192.168.178.40",
      dns: [],
    }));

  it.each([
    ["no card", []],
    ["virtual cards only", CARDS.slice(0, 1)],
    ["a line from one point to another", [{ name: "eth0", cidr: "10.0.0.1/32" }]],
  ])("is not known with %s", (_, interfaces) =>
    expect(detectLan({ interfaces, routes: "", resolver: "" })).toBeUndefined(),
  );
});

describe("room on a LAN", () => {
  it.each([
    [
      "192.168.178.0/24",
      ["192.168.178.1", "192.168.178.20-192.168.178.200"],
      4,
      "192.168.178.11",
      "192.168.178.201-192.168.178.220",
    ],
    [
      "192.168.1.0/24",
      ["192.168.1.1", "192.168.1.100-192.168.1.199"],
      4,
      "192.168.1.11",
      "192.168.1.200-192.168.1.219",
    ],
    [
      "192.168.1.0/24",
      ["192.168.1.254", "192.168.1.2-192.168.1.250"],
      3,
      "192.168.1.251",
      "192.168.1.251-192.168.1.253",
    ],
    ["192.168.1.0/24", ["192.168.1.11-192.168.1.240"], 12, "192.168.1.241", "192.168.1.241-192.168.1.254"],
    ["10.0.0.0/29", ["10.0.0.1"], 2, "10.0.0.2", "10.0.0.2-10.0.0.6"],
    ["192.168.1.0/24", ["192.168.1.1-192.168.1.254"], 1, undefined, undefined],
    ["fd00::/64", ["fd00::1"], 2, "fd00::b", "fd00::2-fd00::15"],
    ["no network", [], 1, undefined, undefined],
  ])("%s with %j", (lan, used, count, hosts, pool) => {
    expect(suggestions(lan, used).hosts(count)).toBe(hosts);
    expect(suggestions(lan, used).pool([])).toBe(pool);
  });

  it("leaves out what is told with the question", () => {
    const { hosts, pool } = suggestions("192.168.1.0/24", ["192.168.1.1"]);
    expect(hosts(1, ["192.168.1.11"])).toBe("192.168.1.12");
    expect(pool(["192.168.1.11"])).toBe("192.168.1.12-192.168.1.31");
  });

  it("counts addresses", () => {
    expect(addressesFrom("192.168.1.254", 3)).toEqual(["192.168.1.254", "192.168.1.255", "192.168.2.0"]);
    expect(addressesFrom("x", 3)).toEqual([]);
  });

  it.each([
    ["192.168.178.0/24", "192.168.178.20-192.168.178.200"],
    ["10.0.0.0/16", "10.0.0.100-10.0.0.199"],
    ["10.0.0.0/25", undefined],
    ["fd00::/64", undefined],
  ])("guesses the DHCP range of %s", (lan, range) => expect(likelyDhcp(lan)).toBe(range));
});
