import type { Datastore } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import type { JsonObject } from "../../values/json.ts";
import { script } from "../nodes/shell.ts";
import { DATASTORE, unitOf } from "./paths.ts";

export type ExternalDatastore = Datastore["external"];

/** A database beside the cluster; undefined where the servers keep the state themselves. */
export const datastoreOf = ({ homelab }: Pick<Plan, "homelab">): ExternalDatastore | undefined =>
  homelab.kubernetes.datastore?.external;

/** One thing that people give to each server, under the name that they call it by. */
export interface DatastorePart {
  readonly name: "address" | "ca" | "certificate" | "key";
  /** Where it lies on the server. */
  readonly file: string;
  /** Key of config.yaml that names the file; none for the address, which is a variable of K3s' unit. */
  readonly key?: string;
}

const ADDRESS: DatastorePart = { name: "address", file: `${DATASTORE}/address.env` };
const pem = (name: DatastorePart["name"], key: string): DatastorePart => ({
  name,
  file: `${DATASTORE}/${name}.pem`,
  key,
});

/**
 * What the servers are given. The address holds the password, and K3s takes it from no file of its own, but from a variable
 * as well as from config.yaml. https://docs.k3s.io/datastore#external-datastore-configuration-parameters
 */
export function datastoreParts(plan: Pick<Plan, "homelab">): readonly DatastorePart[] {
  const external = datastoreOf(plan);
  if (external === undefined) return [];
  return [
    ADDRESS,
    ...(external.ca ? [pem("ca", "datastore-cafile")] : []),
    ...(external.clientCertificate
      ? [pem("certificate", "datastore-certfile"), pem("key", "datastore-keyfile")]
      : []),
  ];
}

/** The keys of a server's config.yaml that name these files. */
export const datastoreConfig = (plan: Pick<Plan, "homelab">): JsonObject =>
  Object.fromEntries(
    datastoreParts(plan).flatMap(({ key, file }) => (key === undefined ? [] : [[key, file]])),
  );

/** Lines of K3s' unit on a server: it waits for all parts, and reads the address. */
export const datastoreUnit = (
  plan: Pick<Plan, "homelab">,
): { readonly conditions: readonly string[]; readonly service: readonly string[] } => {
  const parts = datastoreParts(plan);
  return {
    conditions: parts.map(({ file }) => `ConditionPathExists=${file}`),
    service: parts.length === 0 ? [] : [`EnvironmentFile=${ADDRESS.file}`],
  };
};

/**
 * Takes one part from standard input, so that it is in no argument list, and replaces the file in one step. systemd reads
 * the address: between single quotes it changes nothing.
 */
export function takeDatastore(parts: readonly DatastorePart[]): string {
  const names = parts.map(({ name }) => name);
  const files = parts.filter(({ name }) => name !== ADDRESS.name);
  return script(
    [
      "#!/bin/sh",
      `# Reads what reaches the datastore from standard input, and starts K3s: k8sgen-datastore ${names.join("|")}`,
      "set -eu",
      "umask 077",
      'fail() { echo "k8sgen: $*" >&2; exit 1; }',
      `mkdir -p ${DATASTORE}`,
      'case "${1:-}" in',
      "  address)",
      "    IFS= read -r address || true",
      '    case "$address" in',
      "      *\\'*) fail 'a quote in the address has to be written as %27' ;;",
      "      *://*) ;;",
      "      *) fail 'there is no address on standard input' ;;",
      "    esac",
      `    file=${ADDRESS.file}`,
      `    printf "K3S_DATASTORE_ENDPOINT='%s'\\n" "$address" > "$file.new" ;;`,
    ],
    ...(files.length === 0
      ? []
      : [
          [
            `  ${files.map(({ name }) => name).join(" | ")})`,
            `    file="${DATASTORE}/$1.pem"`,
            '    cat > "$file.new"',
            `    grep -q '^-----BEGIN ' "$file.new" || { rm "$file.new"; fail "there is no PEM on standard input"; } ;;`,
          ],
        ]),
    [
      `  *) fail "name what is given: ${names.join(", ")}" ;;`,
      "esac",
      'mv "$file.new" "$file"',
      `if systemctl cat ${unitOf("server")}.service > /dev/null 2>&1; then systemctl start --no-block ${unitOf("server")}; fi`,
    ],
  );
}
