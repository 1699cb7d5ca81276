import { describe, expect, it } from "vitest";
import { lock, memoryStore } from "../lock/lab.ts";
import { startWeb } from "../lock/server.ts";
import { ARCHIVES } from "./archives.ts";

const web = await startWeb();
const PINS = { one: { name: "one", repository: "https://charts.test", version: "1.0.0" } };

describe("k8sgen lock tells an archive that is hostile or damaged, and keeps nothing of it", () => {
  it.each(ARCHIVES)("$title", async ({ bytes, lock: expected }) => {
    const archive = bytes();
    const store = memoryStore();
    const before = process.memoryUsage().rss;
    const { cpuUsage } = process;
    const start = cpuUsage();
    const { found, messages, text } = await lock({
      pins: PINS,
      network: web.network,
      store,
      offline: true,
      folder: { "one-1.0.0.tgz": archive },
    });
    const { user, system } = cpuUsage(start);
    expect(found.map((each) => each.split(" ")[0])).toEqual(expected === "" ? [] : [expected]);
    expect(messages.length).toBeLessThan(500);
    expect(messages).not.toMatch(/\n/);
    expect(store.archives.size).toBe(expected === "" ? 1 : 0);
    expect(text === undefined).toBe(expected !== "");
    expect((user + system) / 1e6).toBeLessThan(5);
    // The limit of what is unpacked, the archive itself, and room for a collector that comes late.
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 2 ** 20);
  });
});
