import { describe, expect, it } from "vitest";
import { readValuesSchema } from "../../src/lock/chart-archive.ts";
import { ChartFault } from "../../src/lock/fault.ts";
import { tgz } from "../support/archive.ts";

describe("the schema of a chart's values in its archive", () => {
  it("is read, and not that of a chart below", () =>
    expect(
      readValuesSchema(
        tgz({
          "one/charts/two/values.schema.json": '{"title": "two"}',
          "one/values.schema.json": '{"title": "one"}',
        }),
      ),
    ).toEqual({ title: "one" }));

  it.each([
    ["no such file", { "one/Chart.yaml": "name: one\n" }],
    ["no map in it", { "one/values.schema.json": "true" }],
  ])("is none where there is %s", (_, files: Record<string, string>) =>
    expect(readValuesSchema(tgz(files))).toBeUndefined(),
  );

  it("is a fault of the archive where it is no JSON", () =>
    expect(() => readValuesSchema(tgz({ "one/values.schema.json": "{" }))).toThrow(ChartFault));
});
