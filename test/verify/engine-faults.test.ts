import { describe, expect, it } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import type { FailureCode } from "../../src/engine/protocol.ts";
import { archive, blueprint, charted, laboratory } from "./lab.ts";

const { run, engine } = laboratory();

/** The engine, but for one render that fails so: that of the umbrella chart, or of the component's. */
const failing = (keep: string, code: FailureCode): Engine => ({
  ...engine,
  session: (slot) => {
    const session = engine.session(slot);
    return {
      ...session,
      render: async (request) =>
        request.keep === keep ? { error: { code, message: "for a reason" } } : session.render(request),
    };
  },
});

const JOB = {
  use: "  one: {}",
  files: { ...blueprint("one", charted("one")), "charts/one-1.0.0.tgz": archive("one", {}) },
  charts: true,
};

const HOMELAB = "homelab.yaml:9:8 extensions.one";

interface Case {
  readonly code: FailureCode;
  readonly umbrella: readonly [string, string];
  readonly chart: readonly [string, string];
}

/** Whose fault it is decides who is asked to do something: k8sgen's makers, the one at the machine, or the one who writes. */
const CASES: readonly Case[] = [
  {
    code: "panic",
    umbrella: ["E_INTERNAL", "k8sgen failed as it worked on the generated files: for a reason."],
    chart: ["E_INTERNAL", "k8sgen failed as it worked on the chart of `one`: for a reason."],
  },
  {
    code: "protocol",
    umbrella: ["E_INTERNAL", "k8sgen failed as it worked on the generated files: for a reason."],
    chart: ["E_INTERNAL", "k8sgen failed as it worked on the chart of `one`: for a reason."],
  },
  {
    code: "schemas",
    umbrella: ["E_INTERNAL", "k8sgen failed"],
    chart: ["E_INTERNAL", "k8sgen failed"],
  },
  {
    code: "timeout",
    umbrella: ["E_ENGINE", "The engine was given up while it worked on the generated files: for a reason."],
    chart: [`E_CHART_RENDER ${HOMELAB}`, "The chart of `one` does not render: for a reason."],
  },
  {
    code: "worker",
    umbrella: ["E_ENGINE", "The engine does not work: for a reason."],
    chart: [`E_CHART_RENDER ${HOMELAB}`, "The chart of `one` does not render: for a reason."],
  },
  {
    code: "chart-render",
    umbrella: ["E_UMBRELLA", "Helm refuses the umbrella chart: for a reason."],
    chart: [`E_CHART_RENDER ${HOMELAB}`, "The chart of `one` does not render: for a reason."],
  },
];

describe("a failure of the engine is told as the fault of whose it is", () => {
  it.each(CASES)("$code", async ({ code, umbrella, chart }) => {
    for (const [keep, [expected, says]] of [
      ["umbrella", umbrella],
      ["chart one", chart],
    ] as const) {
      const { found, messages, written } = await run({ ...JOB, engine: failing(keep, code) });
      expect(found).toEqual([expected]);
      expect(messages).toContain(says);
      expect(written).toEqual([]);
    }
  });
});
