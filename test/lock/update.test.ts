import { describe, expect, it } from "vitest";
import { proposeUpdates } from "../../src/lock/update.ts";
import { newest, type Step, stepTo } from "../../src/lock/versions.ts";
import { updateJson, updateSummary } from "../../src/report/lock.ts";
import { planOf } from "./lab.ts";
import { startWeb } from "./server.ts";

const web = await startWeb();
const PLAN = planOf({
  one: { name: "one", repository: "https://charts.test", version: "v1.2.3" },
  two: { name: "two", repository: "oci://oci.test/charts", version: "0.1.0" },
});

const INDEX = `apiVersion: v1
entries:
  one:
${["v3.0.0", "2.0.0-rc.1", "v2.1.0", "v1.10.0", "v1.9.9", "1.11.0-beta", "v1.2.3", "v1.2.4", "x"].map((version) => `  - version: ${version}\n`).join("")}`;

function serve(): void {
  web.routes.set("charts.test/index.yaml", INDEX);
  web.routes.set("oci.test/v2/charts/two/tags/list?n=1000", (_, response) =>
    response
      .writeHead(200, { link: '</v2/charts/two/tags/list?n=1000&last=0.1.0>; rel="next"' })
      .end('{"name":"charts/two","tags":["0.0.9","latest","0.1.0"]}'),
  );
  web.routes.set(
    "oci.test/v2/charts/two/tags/list?n=1000&last=0.1.0",
    '{"tags":["0.1.1_b1","sha256-0.sig",7]}',
  );
}

const run = (options: { within: Step; component?: string }) => proposeUpdates(PLAN, options, web.network);

describe("newer versions", () => {
  it("of the same major, from an index and from pages of tags", async () => {
    serve();
    const report = await run({ within: "minor" });
    expect(report).toEqual({
      proposals: [
        {
          component: "one",
          chart: "one",
          current: "v1.2.3",
          proposed: { version: "v1.10.0", step: "minor" },
          beyond: { version: "v3.0.0", step: "major" },
        },
        {
          component: "two",
          chart: "two",
          current: "0.1.0",
          proposed: { version: "0.1.1+b1", step: "patch" },
        },
      ],
      diagnostics: [],
    });
    expect(updateSummary(report)).toBe(
      "one  v1.2.3 -> v1.10.0 (minor); v3.0.0 is a major step\ntwo  0.1.0 -> 0.1.1+b1 (patch)\nnothing was changed: the version of a chart is pinned in its blueprint\n",
    );
    expect(JSON.parse(updateJson(report)).charts[0]).toEqual({
      component: "one",
      chart: "one",
      current: "v1.2.3",
      proposed: "v1.10.0",
      step: "minor",
      beyond: "v3.0.0",
      beyondStep: "major",
    });
  });

  it("of any major, of one component", async () => {
    serve();
    const report = await run({ within: "major", component: "one" });
    expect(report.proposals).toEqual([
      { component: "one", chart: "one", current: "v1.2.3", proposed: { version: "v3.0.0", step: "major" } },
    ]);
    expect(web.seen).toHaveLength(1);
  });

  it("of the same minor, with what lies beyond", async () => {
    serve();
    const { proposals } = await run({ within: "patch", component: "one" });
    expect(proposals).toMatchObject([
      { proposed: { version: "v1.2.4", step: "patch" }, beyond: { version: "v3.0.0", step: "major" } },
    ]);
  });

  it("of a component that is not there", async () => {
    const { diagnostics } = await run({ within: "minor", component: "onne" });
    expect(diagnostics).toMatchObject([{ code: "E_REFERENCE", hint: "did you mean `one`?" }]);
  });

  it("of repositories that do not answer: the others are told all the same", async () => {
    serve();
    web.routes.delete("oci.test/v2/charts/two/tags/list?n=1000");
    const { proposals, diagnostics } = await run({ within: "minor" });
    expect(proposals.map(({ component }) => component)).toEqual(["one"]);
    expect(diagnostics).toMatchObject([
      { code: "E_LOCK_MISSING", message: expect.stringContaining("there is no oci://oci.test/charts/two") },
    ]);
  });
});

describe("steps between versions", () => {
  it.each([
    ["1.2.3", "2.0.0", "major"],
    ["1.2.3", "v1.3.0", "minor"],
    ["v1.2.3", "1.2.10", "patch"],
    ["1.0.0-rc.1", "1.0.0", "patch"],
    ["1.2.3", "1.2.3", undefined],
    ["1.2.3", "1.2.2", undefined],
    ["1.2.3", "0.9.9", undefined],
    ["1.2.3", "latest", undefined],
    ["1.2.3", "1.2", undefined],
  ])("%s to %s: %s", (from, to, expected) => {
    expect(stepTo(from, to)).toBe(expected);
  });

  it("the newest is found in any order, and an early one is not taken", () => {
    for (const versions of [
      ["1.1.0", "1.10.0", "1.9.0"],
      ["1.10.0", "1.9.0", "2.0.0-rc.1"],
    ])
      expect(newest("1.0.0", versions, () => true)).toEqual({ version: "1.10.0", step: "minor" });
    expect(newest("1.10.0", ["1.9.0"], () => true)).toBeUndefined();
  });
});
