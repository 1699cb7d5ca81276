import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { getAt, isObject, type Path } from "../../values/json.ts";
import { mailServerMissing, receiverTwice } from "../messages.ts";
import type { View } from "../view.ts";

const RECEIVERS: Path = ["observability", "alerts", "receivers"];

/** Receivers have names of their own, and those that want mails have a server that takes them. */
export function alertRules(view: View): readonly Diagnostic[] {
  const receivers = view.list(RECEIVERS);
  const names = receivers.map((receiver) => getAt(receiver, ["name"]));
  const hasServer = isObject(getAt(view.value, ["observability", "alerts", "email"]));
  return receivers.flatMap((receiver, index) => {
    const name = names[index];
    const first = names.indexOf(name ?? null);
    const path = [...RECEIVERS, index];
    return [
      ...(typeof name === "string" && first < index
        ? [receiverTwice(view, name, [...path, "name"], [...RECEIVERS, first, "name"])]
        : []),
      ...(isObject(getAt(receiver, ["email"])) && !hasServer
        ? [mailServerMissing(view, [...path, "email"])]
        : []),
    ];
  });
}
