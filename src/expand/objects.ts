import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { getAt, isObject, type Json } from "../values/json.ts";
import type { Tracked } from "../values/tracked.ts";
import { duplicateObject, notAnObject, secretInClear } from "./messages.ts";
import type { ExpandedComponent } from "./model.ts";

/** `Deployment home/web`, `Namespace web`: how messages name an object. */
export function identityOf(value: Json): string {
  const text = (path: readonly string[]) => String(getAt(value, path) ?? "");
  const namespace = text(["metadata", "namespace"]);
  return `${text(["kind"])} ${namespace === "" ? "" : `${namespace}/`}${text(["metadata", "name"])}`;
}

/** An object has apiVersion, kind and a name; the rest is for the schemas to judge. */
export function objectFaults(object: Tracked): readonly Diagnostic[] {
  if (!isObject(object.value)) return [notAnObject("it is not a map", object.originOf([]))];
  const missing = [["apiVersion"], ["kind"], ["metadata", "name"]].find(
    (path) => typeof getAt(object.value, path) !== "string" || getAt(object.value, path) === "",
  );
  if (missing !== undefined)
    return [notAnObject(`\`${missing.join(".")}\` is missing or no string`, object.originOf(missing))];
  return isClearSecret(object.value) ? [secretInClear(identityOf(object.value), object.originOf([]))] : [];
}

/** A Secret with any content of its own. SOPS' encrypted files are not made from templates. */
function isClearSecret(value: Json): boolean {
  if (getAt(value, ["kind"]) !== "Secret" || getAt(value, ["apiVersion"]) !== "v1") return false;
  return ["data", "stringData"].some((key) => {
    const content = getAt(value, [key]);
    return isObject(content) && Object.keys(content).length > 0;
  });
}

/** Two objects of one identity, wherever they come from. */
export function duplicateObjects(components: readonly ExpandedComponent[]): readonly Diagnostic[] {
  const seen = new Map<string, Tracked>();
  return components.flatMap(({ manifests }) =>
    manifests.flatMap(({ objects = [] }) =>
      objects.flatMap((object) => {
        const group = String(getAt(object.value, ["apiVersion"]))
          .split("/")
          .slice(0, -1)
          .join("/");
        const identity = identityOf(object.value);
        const other = seen.get(`${group} ${identity}`);
        if (other === undefined) seen.set(`${group} ${identity}`, object);
        return other === undefined
          ? []
          : [
              duplicateObject(
                identity,
                object.originOf(["metadata", "name"]),
                other.originOf(["metadata", "name"]),
              ),
            ];
      }),
    ),
  );
}
