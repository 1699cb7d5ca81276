import { describe, expect, it } from "vitest";
import { compileText, readText } from "../support/compile.ts";

const EXAMPLE = readText("examples/turing-pi/homelab.yaml");

const filesOf = (homelab: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...(compileText(homelab).compiled?.tree.files ?? [])].map(([path, bytes]) => [
      path,
      new TextDecoder().decode(bytes).split("\n"),
    ]),
  );

/** Lines that only one of two texts has, below the path of their file; the list of digests stands for all others. */
function difference(
  before: ReadonlyMap<string, readonly string[]>,
  after: ReadonlyMap<string, readonly string[]>,
): string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths
    .filter((path) => path !== "k8sgen.json")
    .flatMap((path) => {
      const [old = [], now = []] = [before.get(path), after.get(path)];
      if (old.join("\n") === now.join("\n")) return [];
      const gone = old.filter((line) => !now.includes(line)).map((line) => `- ${line.trim()}`);
      const come = now.filter((line) => !old.includes(line)).map((line) => `+ ${line.trim()}`);
      return [path, ...gone, ...come];
    });
}

/** Files whose digest k8sgen.json tells otherwise. */
const relisted = (
  before: ReadonlyMap<string, readonly string[]>,
  after: ReadonlyMap<string, readonly string[]>,
): string[] =>
  difference(
    new Map([["digests", before.get("k8sgen.json") ?? []]]),
    new Map([["digests", after.get("k8sgen.json") ?? []]]),
  )
    .filter((line) => line.startsWith("+"))
    .map((line) => /^\+ "(.*)": "sha256:[0-9a-f]{64}",?$/.exec(line)?.[1] ?? line);

const EDITS: readonly {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly expected: readonly string[];
}[] = [
  {
    title: "how long metrics are kept",
    from: "prometheus: {retention: 7d}",
    to: "prometheus: {retention: 14d}",
    expected: ["chart/values.yaml", "- retention: '7d'", "+ retention: '14d'"],
  },
  {
    title: "a load balancer's pool",
    from: "pool: [192.168.178.200-192.168.178.219]",
    to: "pool: [192.168.178.200-192.168.178.229]",
    expected: [
      "README.md",
      "- | `192.168.178.200-192.168.178.219` | load balancer's pool |",
      "+ | `192.168.178.200-192.168.178.229` | load balancer's pool |",
      "manifests/cilium/load-balancer.yaml",
      "- stop: '192.168.178.219'",
      "+ stop: '192.168.178.229'",
    ],
  },
  {
    title: "the number of a volume's replicas",
    from: "replicas: 2",
    to: "replicas: 3",
    expected: [
      "chart/values.yaml",
      "- defaultClassReplicaCount: 2",
      `- defaultReplicaCount: '{"v1":"2"}'`,
      "+ defaultClassReplicaCount: 3",
      `+ defaultReplicaCount: '{"v1":"3"}'`,
    ],
  },
  {
    title: "the hour of the volumes' backup",
    from: 'schedule: "0 3 * * *"',
    to: 'schedule: "0 4 * * *"',
    expected: ["manifests/longhorn/recurring-jobs.yaml", "- cron: 0 3 * * *", "+ cron: 0 4 * * *"],
  },
  {
    title: "a node's disk, which nothing is made of",
    from: "{name: pi4, role: agent, address: 192.168.178.34, arch: arm64, memory: 8Gi, disk: 32Gi}",
    to: "{name: pi4, role: agent, address: 192.168.178.34, arch: arm64, memory: 8Gi, disk: 48Gi}",
    expected: [],
  },
];

describe("an edit changes what one would expect and nothing else", () => {
  const before = filesOf(EXAMPLE);

  it.each(EDITS)("$title", ({ from, to, expected }) => {
    expect(EXAMPLE.split(from)).toHaveLength(2);
    const after = filesOf(EXAMPLE.replace(from, to));
    expect(difference(before, after)).toEqual(expected);
    expect(relisted(before, after)).toEqual(expected.filter((line) => !/^[-+] /.test(line)));
  });
});
