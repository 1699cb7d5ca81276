import { losesData } from "../../assemble/kept.ts";
import type { RenderedObject, Verdict } from "../../engine/protocol.ts";
import { groupOf } from "../../values/api-version.ts";
import { isObject, type Json } from "../../values/json.ts";
import { certificateFacts } from "./certificates.ts";
import { deliveryReferences, stepOf } from "./delivery.ts";
import { backendReferences, fieldReferences } from "./fields.ts";
import { find, findMaps, textAt, textsIn } from "./find.ts";
import { certificatesOf, GATEWAY_GROUP, grantsOf, listenersOf, routeOf } from "./gateway.ts";
import { type Facts, kindOf, type Made, type Reference } from "./model.ts";
import { podsOf } from "./pods.ts";
import { monitorSecrets, selectionsOf } from "./selections.ts";

/** An object as it was judged, and what it holds. */
export interface JudgedObject extends Omit<RenderedObject, "content"> {
  /** Whether the kind is namespaced; absent where no schema tells. */
  readonly namespaced?: boolean;
  readonly content: Json;
}

/**
 * The facts of one object.
 * @param home namespace of an object that names none: that of its release
 */
export function factsOf(object: JudgedObject, home?: string): Facts {
  const { apiVersion, kind, name, source, index, role, content, namespaced } = object;
  const group = groupOf(apiVersion);
  const key = kindOf({ group, kind });
  const namespace = namespaced === false ? undefined : object.namespace || home;
  const own = namespace ?? "";
  const pods = podsOf(key, own, content);
  const certificate = certificateFacts(key, namespace, content);
  const isGateway = key === `${GATEWAY_GROUP}/Gateway`;
  const step = stepOf(group, kind, own, content);
  const route = routeOf(group, kind, own, content);
  const parts = partsOf(key, content);
  const makes = [...certificate.makes, ...kindsMade(key, content)];
  const refers: readonly Reference[] = [
    ...(pods?.refers ?? []),
    ...certificate.refers,
    ...fieldReferences(key, own, content),
    ...backendReferences(key, own, content),
    ...deliveryReferences(group, kind, own, content),
    ...(isGateway ? certificatesOf(own, content) : []),
    ...tokenOwner(key, own, content),
    ...monitorSecrets(key, content).map(
      (one): Reference => ({ ...one, group: "", namespace: own, weight: "fails" }),
    ),
  ];
  const selects = selectionsOf(key, namespace, content);
  const labels = textsIn(find(content, "metadata.labels")[0]?.value);
  return {
    apiVersion,
    group,
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    source,
    index,
    role,
    ...(role === "object" && isObject(content) && losesData(content) ? { losesData: true } : {}),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...(parts === undefined ? {} : { parts }),
    ...(pods === undefined ? {} : { pods: pods.pods }),
    ...(makes.length === 0 ? {} : { makes }),
    ...(refers.length === 0 ? {} : { refers }),
    ...(selects.length === 0 ? {} : { selects }),
    ...(isGateway ? { listeners: listenersOf(content) } : {}),
    ...(route === undefined ? {} : { route }),
    ...(key === `${GATEWAY_GROUP}/ReferenceGrant` ? { grants: grantsOf(content) } : {}),
    ...(step === undefined ? {} : { step }),
  };
}

/**
 * The facts of what a chart renders.
 * @param objects and the verdicts on them, in one order
 * @param home namespace of the release; undefined where every object names its own
 */
export const factsOfRendered = (
  objects: readonly RenderedObject[],
  verdicts: readonly Verdict[],
  home: string | undefined,
): readonly Facts[] =>
  verdicts.map((verdict, index) => factsOf({ ...verdict, content: objects[index]?.content ?? null }, home));

/** Keys and ports that others may refer to; undefined where the kind has none, or they are not to be seen. */
function partsOf(key: string, content: Json): readonly string[] | undefined {
  const keys = (...names: string[]) =>
    names.flatMap((name) => {
      const value = isObject(content) ? content[name] : undefined;
      return isObject(value) ? Object.keys(value) : [];
    });
  switch (key) {
    case "/ConfigMap":
      return keys("data", "binaryData");
    case "/Secret":
      return textAt(content, "type") === "kubernetes.io/service-account-token"
        ? ["token", "ca.crt", "namespace"]
        : keys("data", "stringData");
    case "/Service":
      return findMaps(content, "spec.ports.*").flatMap(({ value }) => [
        String(value.port),
        ...(typeof value.name === "string" ? [value.name] : []),
      ]);
    default:
      return undefined;
  }
}

/** A CustomResourceDefinition makes a kind. */
function kindsMade(key: string, content: Json): readonly Made[] {
  if (key !== "apiextensions.k8s.io/CustomResourceDefinition") return [];
  const [group, kind] = [textAt(content, "spec", "group"), textAt(content, "spec", "names", "kind")];
  return group === undefined || kind === undefined
    ? []
    : [{ group: "", kind: "Kind", name: `${group}/${kind}` }];
}

/** A Secret for a token belongs to a ServiceAccount. https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets */
function tokenOwner(key: string, namespace: string, content: Json): readonly Reference[] {
  const annotation = "kubernetes.io/service-account.name";
  const name = textAt(content, "metadata", "annotations", annotation);
  return key !== "/Secret" || name === undefined
    ? []
    : [
        {
          path: ["metadata", "annotations", annotation],
          group: "",
          kind: "ServiceAccount",
          namespace,
          name,
          weight: "fails",
        },
      ];
}
