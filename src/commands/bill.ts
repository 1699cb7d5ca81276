import { type Command, Option } from "commander";
import { prove } from "../build.ts";
import { hasErrors } from "../diagnostics/diagnostic.ts";
import { Sources } from "../diagnostics/sources.ts";
import { billJson, billOf, billText } from "../report/bill.ts";
import { readPackageJson } from "../schema/package-files.ts";
import { withEngine } from "./environment.ts";
import { EXIT } from "./exit.ts";
import { engineMissing } from "./messages.ts";
import { type HomelabOptions, parsePath, withHomelabOptions } from "./options.ts";
import { tell } from "./output.ts";
import { PACKAGE } from "./package.ts";

interface BillFlags extends HomelabOptions {
  readonly charts?: string;
  readonly output: "text" | "json" | "cyclonedx";
  readonly color: boolean;
}

/** `k8sgen bill`: everything of other makers that a homelab runs. */
export function addBillCommand(program: Command, finish: (exit: number) => void): void {
  withHomelabOptions(
    program
      .command("bill")
      .description("list the charts, images, versions and licences of what a homelab runs; writes nothing"),
  )
    .option(
      "--charts <folder>",
      "chart archives (<name>-<version>.tgz) to render instead of those that k8sgen.lock names",
      parsePath,
    )
    .addOption(
      new Option("-o, --output <format>", "text, json, or cyclonedx (1.6, JSON)")
        .choices(["text", "json", "cyclonedx"])
        .default("text"),
    )
    .option("--no-color", "no colours")
    .action(async (flags: BillFlags) => finish(await runBill(flags)));
}

async function runBill(flags: BillFlags): Promise<number> {
  const sources = new Sources();
  const proof = await withEngine(flags, sources, (environment) =>
    prove({ ...flags, strict: false }, environment),
  );
  if (proof === undefined) return tell([engineMissing()], flags, sources);
  const { report, compiled } = proof;
  // Warnings are told by builds.
  if (compiled === undefined || hasErrors(report.diagnostics))
    return tell(
      report.diagnostics.filter(({ severity }) => severity === "error"),
      flags,
      sources,
    );
  const bill = billOf(compiled.plan, report.charts, report.images);
  if (flags.output === "cyclonedx") {
    const { cycloneDx } = await import("../report/cyclonedx.ts");
    process.stdout.write(cycloneDx(bill, String(readPackageJson(PACKAGE, "package.json").version)));
  } else process.stdout.write(flags.output === "json" ? billJson(bill) : billText(bill));
  return EXIT.ok;
}
