import { getAt, type Json } from "../../values/json.ts";
import { findMaps, findTexts, textAt } from "./find.ts";
import type { Grant, Listener, Reference, Route } from "./model.ts";
import { selectorOf } from "./selector.ts";

export const GATEWAY_GROUP = "gateway.networking.k8s.io";
const ROUTES = new Set(["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"]);

/** Listeners of a Gateway. */
export function listenersOf(content: Json): readonly Listener[] {
  return findMaps(content, "spec.listeners.*").map(({ value }): Listener => {
    const hostname = textAt(value, "hostname");
    const from = textAt(value, "allowedRoutes", "namespaces", "from") ?? "Same";
    const kinds = findTexts(value, "allowedRoutes.kinds.*.kind").map((kind) => kind.value);
    return {
      name: textAt(value, "name") ?? "",
      port: Number(value.port ?? 0),
      protocol: textAt(value, "protocol") ?? "",
      ...(hostname === undefined ? {} : { hostname }),
      from:
        from === "Same" || from === "All" || from === "None"
          ? from
          : selectorOf(getAt(value, ["allowedRoutes", "namespaces", "selector"])),
      ...(kinds.length === 0 ? {} : { kinds }),
    };
  });
}

/** The certificates of a Gateway's listeners. */
export function certificatesOf(namespace: string, content: Json): readonly Reference[] {
  return findMaps(content, "spec.listeners.*.tls.certificateRefs.*").flatMap(
    ({ path, value }): Reference[] => {
      const name = textAt(value, "name");
      return name === undefined || (value.kind ?? "Secret") !== "Secret"
        ? []
        : [
            {
              path: [...path, "name"],
              group: "",
              kind: "Secret",
              namespace: textAt(value, "namespace") ?? namespace,
              name,
              weight: "fails",
            },
          ];
    },
  );
}

/** What a route asks of Gateways; undefined where the object is no route. */
export function routeOf(group: string, kind: string, namespace: string, content: Json): Route | undefined {
  if (group !== GATEWAY_GROUP || !ROUTES.has(kind)) return undefined;
  return {
    hostnames: findTexts(content, "spec.hostnames.*").map(({ path, value }) => ({ path, name: value })),
    parents: findMaps(content, "spec.parentRefs.*").flatMap(({ path, value }) => {
      const name = textAt(value, "name");
      const section = textAt(value, "sectionName");
      if (name === undefined || (value.kind ?? "Gateway") !== "Gateway") return [];
      return [
        {
          path,
          namespace: textAt(value, "namespace") ?? namespace,
          name,
          ...(section === undefined ? {} : { section }),
          ...(typeof value.port === "number" ? { port: value.port } : {}),
        },
      ];
    }),
  };
}

/** Who a ReferenceGrant lets refer to what, in its own namespace. */
export function grantsOf(content: Json): readonly Grant[] {
  const to = findMaps(content, "spec.to.*").map(({ value }) => {
    const name = textAt(value, "name");
    return {
      group: String(value.group ?? ""),
      kind: String(value.kind),
      ...(name === undefined ? {} : { name }),
    };
  });
  return findMaps(content, "spec.from.*").flatMap(({ value }) =>
    to.map((target) => ({
      from: {
        group: String(value.group ?? ""),
        kind: String(value.kind),
        namespace: String(value.namespace),
      },
      to: target,
    })),
  );
}
