import { describe, expect, it } from "vitest";
import { formatHomelab } from "../../src/edit/format.ts";
import { interview, suggestedAnswers } from "../../src/init/interview.ts";
import type { Answer, Question, Surroundings } from "../../src/init/model.ts";
import { placeholders } from "../../src/init/placeholders.ts";
import { nextQuestion } from "../../src/init/questions.ts";
import { parseYaml } from "../../src/load/yaml.ts";
import { compileText } from "../support/compile.ts";
import { answering, EXAMPLE, NOTHING, ORDER, textOf } from "./surroundings.ts";

const FRITZ: Surroundings = {
  ...NOTHING,
  lan: {
    interface: "eth0",
    cidr: "192.168.178.0/24",
    own: "192.168.178.77",
    gateway: "192.168.178.1",
    dns: [],
  },
};
const LIKE_EXAMPLE: Surroundings = { ...FRITZ, model: EXAMPLE };
const CILIUM = { "network.cni": "cilium", "network.loadBalancer": "cilium", "network.gateway": "cilium" };

type AnswerSet = readonly [title: string, given: Readonly<Record<string, Answer>>, around?: Surroundings];

const SETS: readonly AnswerSet[] = [
  ["nothing but suggestions", {}],
  ["nothing but suggestions, on a known network", {}, FRITZ],
  ["nothing but the suggestions of the example", {}, LIKE_EXAMPLE],
  ["another network than that of the example", { "network.lan.cidr": "10.0.0.0/16" }, LIKE_EXAMPLE],
  ["a small network", { "network.lan.cidr": "172.16.5.0/27", "nodes.count": "3", ...CILIUM }],
  ["three servers", { "nodes.count": "4", "nodes.servers": "3", "nodes.arch": "arm64" }],
  ["fifty nodes", { "nodes.count": "50", "nodes.servers": "5", ...CILIUM }, FRITZ],
  ["volumes on the NAS", { storage: ["nfs"], backup: ["etcd"] }, FRITZ],
  ["two providers of volumes", { storage: ["nfs", "longhorn"], "storage.default": "nfs" }, FRITZ],
  ["certificates", { ...CILIUM, tls: ["certManager"] }, FRITZ],
  ["records in the router's DNS", { ...CILIUM, dns: ["externalDns"], "dns.externalDns": "pihole" }, FRITZ],
  ["etcd in a bucket", { backup: ["etcd"], "backup.etcd": "s3" }, FRITZ],
  [
    "metrics and dashboards only",
    { "observability.metrics": "prometheus", "observability.dashboards": "grafana", storage: ["longhorn"] },
    FRITZ,
  ],
  [
    "logs and who carries them",
    { "observability.logs": "loki", "observability.collector": "alloy", storage: ["longhorn"] },
    FRITZ,
  ],
  [
    "keys",
    {
      "access.ssh.keys": [
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample me",
      ],
    },
    {
      ...FRITZ,
      keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample me"],
    },
  ],
  ["policies", { ...CILIUM, "network.policies.default": "deny" }, FRITZ],
  ["IPv6", { "network.lan.cidr": "fd00:10::/64", "network.lan.gateway": "fd00:10::1" }],
];

describe("what the answers make compiles, and fmt has nothing to do", () => {
  it.each(SETS.map(([title, given, around = NOTHING]) => ({ title, given, around })))(
    "$title",
    ({ given, around }) => {
      const text = textOf(answering(given, around), around);
      expect(compileText(text).diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(formatHomelab("homelab.yaml", text, ORDER).value).toBe(text);
      expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=homelab.schema.json");
    },
  );
});

describe("questions", () => {
  const asked = (given: Readonly<Record<string, Answer>>, around = FRITZ) => [
    ...answering(given, around).keys(),
  ];
  const question = (
    id: string,
    given: Readonly<Record<string, Answer>> = {},
    around = FRITZ,
  ): Question | undefined => {
    const answers = new Map<string, Answer>();
    for (;;) {
      const next = nextQuestion(answers, around);
      if (next === undefined || next.id === id) return next;
      answers.set(next.id, given[next.id] ?? next.suggestion ?? "");
    }
  };
  const fault = (id: string, text: string, given: Readonly<Record<string, Answer>> = {}) => {
    const found = question(id, given);
    return found?.kind === "text" ? found.check(text) : "not asked";
  };

  it("follow from the answers", () => {
    const balancers = (given: Readonly<Record<string, Answer>>) => {
      const asking = question("network.loadBalancer", given);
      return asking?.kind === "one" ? asking.choices.map(({ value }) => value) : [];
    };
    expect(balancers({})).not.toContain("cilium");
    expect(balancers({ "network.cni": "cilium" })).toContain("cilium");
    expect(asked({ "nodes.count": "2" })).not.toContain("nodes.servers");
    expect(asked({ "nodes.count": "3" })).toContain("nodes.servers");
    expect(asked({ "nodes.count": "3", "nodes.servers": "3" })).toContain("kubernetes.endpoint");
    expect(asked({ storage: ["nfs"] })).toEqual(
      expect.arrayContaining(["storage.nfs.server", "storage.nfs.path"]),
    );
  });

  it("suggest the network that was detected, and room in it", () => {
    const { lan } = { lan: Object.fromEntries(answering({ "nodes.count": "4", ...CILIUM }, FRITZ)) };
    expect(lan).toMatchObject({
      "network.lan.cidr": "192.168.178.0/24",
      "network.lan.gateway": "192.168.178.1",
      "network.lan.dhcp": "192.168.178.20-192.168.178.200",
      "nodes.first": "192.168.178.11",
      "network.loadBalancer.cilium.pool": "192.168.178.201-192.168.178.220",
    });
  });

  it("ask for the NAS once, and suggest it from then on", () =>
    expect(
      question("backup.etcd.nfs.server", {
        storage: ["nfs"],
        "storage.nfs.server": "192.168.178.9",
        backup: ["etcd"],
      })?.suggestion,
    ).toBe("192.168.178.9"));

  it.each([
    ["network.lan.cidr", "192.168.178.5/24", "begins with its own first address"],
    ["network.lan.cidr", "lan", "not a network"],
    ["network.lan.gateway", "10.0.0.1", "not in 192.168.178.0/24"],
    ["network.lan.gateway", "", "needed"],
    ["network.lan.dhcp", "10.0.0.1-10.0.0.9", "not in 192.168.178.0/24"],
    ["metadata.name", "My Lab", "not a DNS label"],
    ["nodes.count", "0", "from 1 to 50"],
    ["nodes.names", "Pi", "small letters"],
    ["nodes.first", "192.168.178.1", "in use"],
    ["nodes.first", "192.168.178.21", "in use"],
    ["nodes.first", "192.168.179.1", "there are not"],
    ["nodes.first", "pi1", "an IP address"],
    ["nodes.memory", "8 GB", "not a quantity"],
  ])("%s refuses %j", (id, text, told) => expect(fault(id, text)).toContain(told));

  it("refuse a pool that others use", () =>
    expect(fault("network.loadBalancer.cilium.pool", "192.168.178.190-192.168.178.210", CILIUM)).toContain(
      "in use",
    ));

  it("suggest the domain that the network looks names up in, unless only the router knows it", () => {
    const searching = (search: string) => ({
      ...NOTHING,
      lan: { interface: "e", cidr: "10.1.0.0/24", own: "10.1.0.9", dns: [], search },
    });
    expect(question("dns.domain", {}, searching("lab.example.net"))?.suggestion).toBe("lab.example.net");
    expect(question("dns.domain", {}, searching("fritz.box"))?.suggestion).toBe("home.example.org");
  });
});

describe("the interview", () => {
  it("ends where somebody gives up", async () => {
    let left = 5;
    expect(
      await interview(async ({ suggestion }) => (left-- > 0 ? suggestion : undefined), NOTHING),
    ).toBeUndefined();
  });

  it("gathers the answers", async () =>
    expect(await interview(async ({ suggestion }) => suggestion, NOTHING)).toEqual(answering({})));

  it("tells where there is no suggestion", () => {
    const schema = structuredClone(NOTHING.schema) as {
      properties: { dns: { properties: { domain: { examples?: unknown } } } };
    };
    delete schema.properties.dns.properties.domain.examples;
    const { value, diagnostics } = suggestedAnswers({ ...NOTHING, schema: schema as never });
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: "E_INIT_ANSWER" }]);
  });

  it("names what are only examples", () => {
    const text = textOf(answering({}));
    expect(placeholders(parseYaml("homelab.yaml", text).value?.value ?? null)).toEqual([
      "dns.domain",
      "delivery.flux.repository",
    ]);
  });
});
