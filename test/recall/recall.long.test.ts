import { describe, expect, it } from "vitest";
import type { FileSystem } from "../../src/fs/filesystem.ts";
import { nodeFileSystem } from "../../src/fs/node.ts";
import { memoryStore } from "../lock/lab.ts";
import { CONFIG, holdingOne, LOCK, ONE } from "../lock/one.ts";
import {
  archive,
  blueprint,
  charted,
  type Files,
  type Job,
  laboratory,
  memoryCache,
  type Outcome,
} from "../verify/lab.ts";

const { run } = laboratory();

const MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m, namespace: one}\ndata: {value: x}\n";
const FILES: Files = {
  ...blueprint("one", charted("one"), { "manifests/a.yaml.hbs": MANIFEST, "values.yaml.hbs": "a: 1\n" }),
  "k8sgen.lock": LOCK,
};

/** A build that is kept, and the job that would find it again. */
async function first(more: Partial<Job> = {}): Promise<{ readonly job: Job; readonly outcome: Outcome }> {
  const job = {
    use: "  one: {value: 1}",
    files: FILES,
    store: holdingOne(),
    cache: memoryCache(),
    program: "p",
    ...more,
  };
  return { job, outcome: await run(job) };
}

/** Whether a build took the result of an earlier one: then no stage but these two ran. */
const isRecalled = ({ report }: Outcome): boolean =>
  report.stages.map(({ stage }) => stage).join(" ") === "recall write";

/** What a build gave, without what tells how. */
const given = ({ report: { stages, ...report }, ...outcome }: Outcome) => ({ ...outcome, report });

/** The package's files, with another text for one of them. */
const changed = (path: string): FileSystem => ({
  ...nodeFileSystem,
  read: (asked) => {
    const bytes = nodeFileSystem.read(asked);
    return bytes !== undefined && asked.endsWith(path) ? Buffer.concat([bytes, Buffer.from("\n")]) : bytes;
  },
});

describe("a build of what was proven before", () => {
  it("gives the same files, report and messages without compiling", async () => {
    const { job, outcome } = await first({ store: memoryStore(), strict: false });
    const again = await run(job);
    expect(isRecalled(outcome)).toBe(false);
    expect(isRecalled(again)).toBe(true);
    expect(given(again)).toEqual(given(outcome));
    expect(Object.keys(again.tree)).toContain("README.md");
  });

  it("shows warnings with the lines that they point into", async () => {
    const files = { ...FILES, "k8sgen.lock": LOCK.replace("version: 1.0.0", "version: 0.9.0") };
    const { job, outcome } = await first({ files });
    const again = await run(job);
    expect(isRecalled(again)).toBe(true);
    expect(outcome.text).toContain("W_LOCK_STALE");
    expect(outcome.text).toMatch(/^ +7 \| /m);
    expect(again.text).toBe(outcome.text);
  });

  const blueprintFile = "blueprints/extensions/one/blueprint.yaml";
  it.each<[what: string, change: Partial<Job>]>([
    ["homelab.yaml", { use: "  one: {value: 2}" }],
    ["a comment in homelab.yaml", { use: "  one: {value: 1} # why" }],
    ["a blueprint", { files: { ...FILES, [blueprintFile]: `${FILES[blueprintFile]}# why\n` } }],
    ["a template", { files: { ...FILES, "blueprints/extensions/one/values.yaml.hbs": "a: 2\n" } }],
    [
      "a file more in a blueprint's folder",
      {
        files: {
          ...FILES,
          "blueprints/extensions/one/manifests/b.yaml.hbs": MANIFEST.replace("name: m", "name: n"),
        },
      },
    ],
    ["a blueprint more, which nothing uses", { files: { ...FILES, ...blueprint("two", "") } }],
    ["the lock", { files: { ...FILES, "k8sgen.lock": `${LOCK}# why\n` } }],
    ["an archive that the store has lost", { store: memoryStore() }],
    ["another program", { program: "q" }],
    ["--strict", { strict: true }],
    ["--charts", { charts: true, files: { ...FILES, "charts/one-1.0.0.tgz": ONE } }],
    ["a schema of the package", { own: changed("schemas/homelab.schema.json") }],
    ["a blueprint of the package", { own: changed("blueprints/network/cilium/schema.json") }],
    ["no program to tell", { program: undefined as never }],
  ])("is a new one after a change of %s", async (_, change) => {
    const { job } = await first();
    const again = await run({ ...job, ...change });
    expect(again.report.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(isRecalled(again)).toBe(false);
  });

  it("is a new one after a change of a chart's archive", async () => {
    const charts = { charts: true, files: { ...FILES, "k8sgen.lock": "", "charts/one-1.0.0.tgz": ONE } };
    const { "k8sgen.lock": _, ...files } = charts.files;
    const { job } = await first({ charts: true, files });
    expect(isRecalled(await run(job))).toBe(true);
    const other = archive("one", { "templates/b.yaml": CONFIG });
    expect(isRecalled(await run({ ...job, files: { ...files, "charts/one-1.0.0.tgz": other } }))).toBe(false);
  });

  it("is found again beside files that it does not read, as its own output", async () => {
    const { job } = await first();
    const files = { ...FILES, "output/t/README.md": "# t\n", ".git/HEAD": "ref: refs/heads/main\n" };
    expect(isRecalled(await run({ ...job, files }))).toBe(true);
  });

  it("is a new one where the kept result is damaged", async () => {
    const { job } = await first();
    const { entries } = job.cache as ReturnType<typeof memoryCache>;
    for (const [key, text] of entries) entries.set(key, text.replace('"readings"', '"readongs"'));
    expect(isRecalled(await run(job))).toBe(false);
  });

  it("is a new one after a fault: faults are not kept", async () => {
    const { job, outcome } = await first({ use: "  one: {value: 1}\n  two: {}" });
    expect(outcome.found).toContain("E_UNKNOWN_PROVIDER homelab.yaml:10:3 extensions.two");
    const again = await run(job);
    expect(isRecalled(again)).toBe(false);
    expect(given(again)).toEqual(given(outcome));
  });

  it("is a new one where a file cannot be read any more", async () => {
    const { job } = await first();
    const again = await run({ ...job, unreadable: [blueprintFile] });
    expect(again.report.ok).toBe(false);
    expect(again.messages).toContain("permission denied");
    expect(again.written).toEqual([]);
  });
});
