import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { isArray, type JsonObject } from "../../values/json.ts";
import { parseQuantity } from "../../values/quantity.ts";
import { bytesTooFew } from "../messages.ts";
import type { View } from "../view.ts";

/** Fewer bytes are no size of anything: a unit is missing, or `m` (thousandths) stands for `M`. */
const LEAST = 1024;

/** Sizes that are sizes: Kubernetes takes `64m` of memory, a fraction of a byte, and then nothing runs. */
export function quantityRules(view: View): readonly Diagnostic[] {
  return view.annotated("format").flatMap(({ path, value, annotation, schema }) => {
    const amount = annotation === "quantity" && typeof value === "string" ? parseQuantity(value) : undefined;
    return amount === undefined || amount >= LEAST || !isOfBytes(schema)
      ? []
      : [bytesTooFew(view, String(value), path)];
  });
}

/** Whether a quantity counts bytes, which its default and its examples tell; cores are few. */
function isOfBytes({ default: usual, examples }: JsonObject): boolean {
  const known = [usual, ...(isArray(examples) ? examples : [])].flatMap((text) =>
    typeof text === "string" ? [parseQuantity(text) ?? 0] : [],
  );
  return known.length > 0 && known.every((amount) => amount >= LEAST);
}
