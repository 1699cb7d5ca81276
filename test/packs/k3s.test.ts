import { describe, expect, it } from "vitest";
import type { Json } from "../../scripts/pack/lib/json.ts";
import { type K3sConfig, k3sConfig } from "../../scripts/pack/lib/k3s-config.ts";
import { prettyJson } from "../../scripts/pack/lib/pretty.ts";
import { k3s } from "../../scripts/pack/lib/versions.ts";
import { committed } from "./packs.ts";

const minors = Object.keys(k3s);
const read = (minor: string): K3sConfig =>
  JSON.parse(committed(`schemas/k3s/${minor}.json`).toString("utf8")) as K3sConfig;

describe.each(minors)("the flags of K3s %s", (minor) => {
  const { flags } = read(minor);
  const of = (command: "server" | "agent"): string[] =>
    Object.keys(flags).filter((name) => flags[name]?.commands.includes(command));

  it("are all that server and agent take", () => {
    expect(of("server").length).toBe(minor === "v1.36" ? 125 : 124);
    expect(of("agent").length).toBe(46);
    expect(Object.keys(flags)).toEqual(Object.keys(flags).sort());
  });

  it("have types and commands", () => {
    expect(flags["cluster-cidr"]).toEqual({ type: "strings", commands: ["server"], sameOnServers: true });
    expect(flags["node-label"]).toEqual({ type: "strings", commands: ["server", "agent"] });
    expect(flags["https-listen-port"]).toEqual({ type: "int", commands: ["server"] });
    expect(flags["etcd-s3-timeout"]?.type).toBe("duration");
    expect(flags["disable-apiserver-lb"]?.commands).toEqual(["agent"]);
    expect(flags.token).toEqual({ type: "string", commands: ["server", "agent"], aliases: ["t"] });
  });

  it("tell what all servers must share", () => {
    expect(flags["flannel-backend"]?.sameOnServers).toBe(true);
    expect(flags["embedded-registry"]?.sameOnServers).toBe(true);
    expect(flags.disable?.sameOnServers).toEqual(["servicelb"]);
    expect(flags["disable-kube-proxy"]?.sameOnServers).toBeUndefined();
  });

  it("tell values, second names and what is hidden", () => {
    expect(flags["flannel-backend"]?.values).toEqual(["none", "vxlan", "host-gw", "wireguard-native"]);
    expect(flags.disable?.values).toContain("servicelb");
    expect(flags["kube-controller-arg"]).toMatchObject({
      hidden: true,
      sameAs: "kube-controller-manager-arg",
    });
  });
});

describe("k3sConfig", () => {
  const types = 'type CriticalControlArgs struct {\n\tA bool `cli:"one"`\n}\n';
  const agent = 'func NewAgentCommand() {\n Flags: []cli.Flag{ One, &cli.BoolFlag{Name: "two"}, },\n}\n';
  const source = (body: string, name = '"one"'): string =>
    `const (\n Items = "a, b"\n)\nvar (\n One = &cli.StringFlag{ // a comment with a } in it\n Name: ${name},\n Usage: "{ (valid values: " + Items + ")",\n Aliases: []string{"o"},\n }\n)\nvar ServerFlags = []cli.Flag{${body}}\n${agent}`;

  it("reads literals, variables, constants and comments", () => {
    expect(k3sConfig("here", { commands: [source("One,\n/* ) */\n")], types })).toEqual({
      source: "here",
      flags: {
        one: {
          type: "string",
          commands: ["server", "agent"],
          aliases: ["o"],
          values: ["a", "b"],
          sameOnServers: true,
        },
        two: { type: "bool", commands: ["agent"] },
      },
    });
  });

  it.each([
    ["a flag it cannot find", source("Three"), "no flag Three"],
    [
      "a kind it does not know",
      source('&cli.TimestampFlag{Name: "x"}'),
      "unknown kind of flag TimestampFlag",
    ],
    ["a name it cannot work out", source("One", "compute()"), "no known constant"],
    ["a list that is gone", agent, "no list of flags after var ServerFlags"],
  ])("refuses %s", (_, commands, message) => {
    expect(() => k3sConfig("here", { commands: [commands], types })).toThrow(message);
  });

  it("refuses a shared argument without a flag", () => {
    const other = types.replace('"one"', '"nine"');
    expect(() => k3sConfig("here", { commands: [source("One")], types: other })).toThrow("no flags: nine");
  });
});

describe("prettyJson", () => {
  it("is JSON, with short lists on one line", () => {
    const value: Json = {
      a: ["x", "y"],
      b: {},
      c: [{ d: 1 }],
      e: Array.from({ length: 40 }, (_, index) => index),
    };
    expect(JSON.parse(prettyJson(value))).toEqual(value);
    expect(prettyJson({ a: ["x", "y"] })).toBe('{\n  "a": ["x", "y"]\n}\n');
    expect(prettyJson(value)).toContain("\n    39\n  ]");
  });
});
