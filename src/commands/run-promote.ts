import { basename } from "node:path";
import { folderOf } from "../compile.ts";
import { hasErrors } from "../diagnostics/diagnostic.ts";
import { Sources } from "../diagnostics/sources.ts";
import { planPromotion } from "../labs/promote.ts";
import { NO_OVERLAYS } from "../load/homelab.ts";
import { allDiagnostics } from "../report/labs.ts";
import { promotionText } from "../report/promotion-text.ts";
import { replaceFile } from "../write/replace.ts";
import { EXIT } from "./exit.ts";
import { printGrouped, withLabs } from "./labs.ts";
import { tell } from "./output.ts";
import { exitOf } from "./print-report.ts";
import type { PromoteFlags } from "./promote.ts";

/** Proves all labs with the new version, writes it, and tells what it brings. */
export async function runPromote(name: string, flags: PromoteFlags): Promise<number> {
  const sources = new Sources();
  const job = { ...flags, overlays: NO_OVERLAYS };
  const { value: planned, diagnostics } = await withLabs(job, flags.labs, sources, (input, environment) =>
    planPromotion(name, input, environment, flags.outputDir),
  );
  if (planned === undefined) return tell(diagnostics, flags, sources);
  const { report, promotion } = planned;
  printGrouped(report, flags, sources);
  if (promotion === undefined) return exitOf({ diagnostics: allDiagnostics(report) });
  if (promotion.isNew) {
    const bytes = new TextEncoder().encode(promotion.text);
    const failed = replaceFile(folderOf(promotion.file), basename(promotion.file), bytes);
    if (hasErrors(failed)) return tell(failed, flags, sources);
  }
  process.stdout.write(promotionText(promotion));
  return EXIT.ok;
}
