import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { isObject } from "../values/json.ts";
import { hostTwice } from "./messages.ts";
import type { Contribution, JoinedContributions } from "./model.ts";

/** Host names that two components want pages at; the same name with another path is another page. */
export function hostFaults({ Route, ProxyLogin }: JoinedContributions): readonly Diagnostic[] {
  const seen = new Map<string, Contribution>();
  return [...Route, ...ProxyLogin].flatMap((contribution) => {
    const { host, path } = isObject(contribution.value.value) ? contribution.value.value : {};
    const page = `${String(host).toLowerCase()} ${String(path ?? "/")}`;
    const other = seen.get(page);
    if (other === undefined) seen.set(page, contribution);
    return other === undefined ? [] : [hostTwice(String(host), other, contribution)];
  });
}
