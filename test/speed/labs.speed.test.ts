import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { repositoryOf } from "../labs/generated.ts";
import { k8sgen, temporaryFolder } from "../support/cli.ts";

interface Used {
  /** Seconds that all threads worked: what else the machine does counts in no other way. */
  readonly cpu: number;
  /** Seconds that passed. */
  readonly wall: number;
  /** Most memory, in MiB. */
  readonly memory: number;
}

const METER = `process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  require("node:fs").writeFileSync(process.env.METER, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS / 1024 }));
});`;

function build(folder: string, cache: string): Used {
  const meter = join(folder, "meter.cjs");
  writeFileSync(meter, METER);
  const env = { K8SGEN_CACHE: cache, METER: join(folder, "meter.json"), NODE_OPTIONS: `--require ${meter}` };
  const start = performance.now();
  expect(k8sgen(["build"], folder, env, 1_800_000)).toMatchObject({ code: 0, stderr: "" });
  const wall = (performance.now() - start) / 1000;
  return { wall, ...(JSON.parse(readFileSync(env.METER, "utf8")) as Pick<Used, "cpu" | "memory">) };
}

function repository(labs: number): string {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(repositoryOf(labs))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** All with an empty cache, without charts. */
describe("many generated labs", () => {
  const used = new Map<number, Used>();

  it.each([10, 50, 100, 200])("%s of them are built in one command", { timeout: 3_600_000 }, (labs) => {
    const folder = repository(labs);
    const cache = temporaryFolder();
    const first = build(folder, cache);
    const again = build(folder, cache);
    used.set(labs, first);
    const told = ({ wall, cpu, memory }: Used) =>
      `${wall.toFixed(1)} s (${cpu.toFixed(1)} s of processors), ${memory.toFixed(0)} MiB`;
    process.stdout.write(`${labs} labs: ${told(first)}; unchanged: ${told(again)}\n`);
    expect(first.memory).toBeLessThan(1536);
  });

  it("take time in proportion to their number", () => {
    const start = used.get(10)?.cpu ?? 0;
    const cpu = (labs: number) => (used.get(labs)?.cpu ?? 0) - start;
    expect(cpu(100)).toBeGreaterThan(0);
    // 190 labs more than ten, against 90 more.
    expect(cpu(200) / cpu(100)).toBeLessThanOrEqual((190 / 90) * 1.15);
  });
});
