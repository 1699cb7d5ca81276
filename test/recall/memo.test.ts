import { describe, expect, it } from "vitest";
import { KeptMemo } from "../../src/recall/kept-memo.ts";
import { laboratory, memoryCache } from "../verify/lab.ts";
import { FILES, USE } from "./edited.ts";

const { engine, run } = laboratory();

describe("a build that remembers earlier ones", () => {
  it("asks the engine for the release whose values changed, and for no other", async () => {
    const asked: (readonly string[] | undefined)[] = [];
    const counting = {
      ...engine,
      session: (slot: number) => {
        const session = engine.session(slot);
        return {
          ...session,
          render: (request: Parameters<typeof session.render>[0]) => {
            asked.push(request.templates);
            return session.render(request);
          },
        };
      },
    };
    const cache = memoryCache();
    const job = { files: FILES, program: "p", cache, engine: counting };
    await run({ ...job, use: USE });
    await run({ ...job, use: USE.replace("replicas: 1", "replicas: 2") });
    await run({ ...job, use: `${USE} # why` });
    expect(asked).toEqual([
      ["templates/namespaces.yaml", "templates/one.yaml", "templates/two.yaml"],
      ["templates/one.yaml"],
    ]);
  });
});

describe("KeptMemo", () => {
  const asked = (memo: KeptMemo, what: string, text: string) => {
    let calls = 0;
    const value = memo.of(what, text, () => {
      calls++;
      return { of: text };
    });
    return [value, calls];
  };

  it("makes a result once, and knows it in the next build of the same program", () => {
    const cache = memoryCache();
    const first = new KeptMemo(cache, ["p", "lab"]);
    expect(asked(first, "f", "a")).toEqual([{ of: "a" }, 1]);
    expect(asked(first, "f", "a")).toEqual([{ of: "a" }, 0]);
    first.save();
    expect(asked(new KeptMemo(cache, ["p", "lab"]), "f", "a")).toEqual([{ of: "a" }, 0]);
    expect(asked(new KeptMemo(cache, ["p", "lab"]), "g", "a")).toEqual([{ of: "a" }, 1]);
    expect(asked(new KeptMemo(cache, ["q", "lab"]), "f", "a")).toEqual([{ of: "a" }, 1]);
    expect(asked(new KeptMemo(cache, ["p", "other"]), "f", "a")).toEqual([{ of: "a" }, 1]);
  });

  it("forgets what a build did not ask for, and what was damaged on the disk", () => {
    const cache = memoryCache();
    const first = new KeptMemo(cache, ["p"]);
    asked(first, "f", "a");
    asked(first, "f", "b");
    first.save();
    const second = new KeptMemo(cache, ["p"]);
    asked(second, "f", "b");
    second.save();
    const third = new KeptMemo(cache, ["p"]);
    expect([asked(third, "f", "a")[1], asked(third, "f", "b")[1]]).toEqual([1, 0]);
    for (const [key, entry] of cache.entries) cache.put(key, entry.replace("of", "no"));
    expect(asked(new KeptMemo(cache, ["p"]), "f", "b")).toEqual([{ of: "b" }, 1]);
  });

  it("does not keep what could not be made", () => {
    const memo = new KeptMemo(memoryCache(), ["p"]);
    expect(memo.of("f", "a", () => undefined)).toBeUndefined();
    expect(asked(memo, "f", "a")[1]).toBe(1);
  });
});
