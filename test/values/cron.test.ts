import { describe, expect, it } from "vitest";
import { cronProblem } from "../../src/values/cron.ts";

/** Verdicts of `cron.ParseStandard` of github.com/robfig/cron/v3 v3.0.1, which Kubernetes, K3s and Longhorn use. */
const TAKEN = [
  "5/15 * * * *",
  "0 0 * * 0-6",
  "? * * * *",
  "0 0 ? * ?",
  "0 0 * JAN-MAR mon",
  "0 0 1,15 * 1-5",
  "*/90 * * * *",
  "@daily",
  "@every 1h",
  "@every 90s",
  "  0 3 * * *",
  "0  3 * * *",
  "*,5 * * * *",
  "1-5/2 * * * *",
  "?/5 * * * *",
  "*/5,3 * * * *",
  "007 * * * *",
  "0 0 * feb-DEC/2 TUE",
  "0 0 31 4,5 *",
  "0 0 30 2 1",
];

const REFUSED = [
  "99 * * * *",
  "60 * * * *",
  "0 24 * * *",
  "0 0 0 * *",
  "0 0 32 * *",
  "0 0 * 13 *",
  "0 0 * 0 *",
  "0 0 * * 7",
  "0 0 * * 6-7",
  "0 0 * January *",
  "0 0 L * *",
  "0 22-4 * * *",
  "*/0 * * * *",
  "0 0 * * SUN#1",
  "0 0 W * *",
  "@every x",
  "@reboot",
  "@Daily",
  "0 3 * *",
  "0 3 * * * *",
  "1-2-3 * * * *",
  "1/2/3 * * * *",
  "-5 * * * *",
  "",
];

/** Taken by that parser, and still refused: by Kubernetes itself, or because only an oversight can mean it. */
const OVERSIGHTS = [
  "TZ=Europe/Berlin 0 3 * * *",
  "CRON_TZ=UTC 0 3 * * *",
  "0 0 30 2 *",
  "0 0 31 4 *",
  "0 3 * * *, ",
  "1,2,,3 * * * *",
  ", * * * *",
  "*-5 * * * *",
  "+5 * * * *",
  "@every 0s",
];

describe("schedules", () => {
  it.each(TAKEN)("%s is one", (text) => expect(cronProblem(text)).toBeUndefined());
  it.each([...REFUSED, ...OVERSIGHTS])("%s is none, and it is told why", (text) =>
    expect(cronProblem(text)).toMatch(/.{10}/),
  );
});
