import { isObject, type Json, type Path } from "../../values/json.ts";
import { find, findMaps, findTexts, textAt } from "./find.ts";
import type { Made, Reference } from "./model.ts";

const GROUP = "cert-manager.io";

/** Keys of the Secret of a Certificate. https://cert-manager.io/docs/usage/certificate/ */
const PARTS = ["tls.crt", "tls.key", "ca.crt"];

/** What a Certificate, an Issuer or an object with cert-manager's annotations makes, and what it refers to. */
export function certificateFacts(
  kind: string,
  namespace: string | undefined,
  content: Json,
): { readonly makes: readonly Made[]; readonly refers: readonly Reference[] } {
  switch (kind) {
    case `${GROUP}/Certificate`:
      return certificate(namespace ?? "", content);
    case `${GROUP}/Issuer`:
    case `${GROUP}/ClusterIssuer`:
      return issuer(namespace, content);
    case "networking.k8s.io/Ingress":
      return annotated(namespace ?? "", content, findTexts(content, "spec.tls.*.secretName"));
    case "gateway.networking.k8s.io/Gateway":
      return annotated(
        namespace ?? "",
        content,
        findTexts(content, "spec.listeners.*.tls.certificateRefs.*.name"),
      );
    default:
      return { makes: [], refers: [] };
  }
}

const issuerReference = (kind: string, namespace: string, name: string, path: Path): Reference => ({
  path,
  group: GROUP,
  kind,
  ...(kind === "Issuer" ? { namespace } : {}),
  name,
  weight: "fails",
});

function certificate(namespace: string, content: Json) {
  const keystores = ["jks", "pkcs12"].filter((one) => find(content, `spec.keystores.${one}`).length > 0);
  const extra = keystores.flatMap((one) => {
    const ending = one === "jks" ? "jks" : "p12";
    return [`keystore.${ending}`, `truststore.${ending}`];
  });
  return {
    makes: findTexts(content, "spec.secretName").map(
      ({ value }): Made => ({
        group: "",
        kind: "Secret",
        namespace,
        name: value,
        parts: [...PARTS, ...extra],
      }),
    ),
    refers: findMaps(content, "spec.issuerRef").flatMap(({ path, value }) => {
      const name = textAt(value, "name");
      // Issuers of other groups belong to controllers of their own.
      return name === undefined || (value.group ?? GROUP) !== GROUP
        ? []
        : [issuerReference(String(value.kind ?? "Issuer"), namespace, name, [...path, "name"])];
    }),
  };
}

/**
 * Secrets of an issuer: the account's key is made, all others are read. Those of a ClusterIssuer are in the namespace
 * of the controller. https://cert-manager.io/docs/configuration/#cluster-resource-namespace
 */
function issuer(namespace: string | undefined, content: Json) {
  const place = namespace === undefined ? { beside: GROUP } : { namespace };
  return {
    makes: findTexts(content, "spec.acme.privateKeySecretRef.name").map(
      ({ value }): Made => ({ group: "", kind: "Secret", ...place, name: value, parts: ["tls.key"] }),
    ),
    refers: [
      ...findTexts(content, "spec.ca.secretName").map(
        ({ path, value }): Reference => ({
          path,
          group: "",
          kind: "Secret",
          ...place,
          name: value,
          weight: "fails",
        }),
      ),
      ...secretsBelow(find(content, "spec")[0]?.value ?? null, ["spec"]).map(
        ({ path, name, part }): Reference => ({
          path: [...path, "name"],
          group: "",
          kind: "Secret",
          ...place,
          name,
          weight: "fails",
          ...(part === undefined ? {} : { part, partPath: [...path, "key"] }),
        }),
      ),
    ],
  };
}

/** Fields like `apiTokenSecretRef: {name, key}`, wherever a solver has them. */
function secretsBelow(
  value: Json,
  path: Path,
): readonly { readonly path: Path; readonly name: string; readonly part?: string }[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => secretsBelow(item, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const below = [...path, key];
    const name = textAt(child, "name");
    if (key === "privateKeySecretRef") return [];
    if (!/SecretRef$/.test(key) || name === undefined) return secretsBelow(child, below);
    const part = textAt(child, "key");
    return [{ path: below, name, ...(part === undefined ? {} : { part }) }];
  });
}

/** cert-manager makes the Secrets that an annotated object names. https://cert-manager.io/docs/usage/ingress/ */
function annotated(namespace: string, content: Json, secrets: readonly { readonly value: string }[]) {
  const annotations = find(content, "metadata.annotations")[0]?.value;
  const issuers = [
    ["Issuer", `${GROUP}/issuer`],
    ["ClusterIssuer", `${GROUP}/cluster-issuer`],
  ] as const;
  const refers = issuers.flatMap(([kind, key]) => {
    const name = textAt(annotations, key);
    return name === undefined
      ? []
      : [issuerReference(kind, namespace, name, ["metadata", "annotations", key])];
  });
  const makes = secrets.map(
    ({ value }): Made => ({ group: "", kind: "Secret", namespace, name: value, parts: PARTS }),
  );
  return refers.length === 0 ? { makes: [], refers: [] } : { makes, refers };
}
