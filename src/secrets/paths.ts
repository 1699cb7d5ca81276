/** Folder of the encrypted Secrets, beside homelab.yaml and in the output. */
export const SECRETS = "secrets";

/**
 * The end of their names says that they are encrypted, for editors, reviewers and hooks, and keeps a Secret that is
 * called `kustomization` from being taken for the file that lists the others.
 */
const ENDING = ".sops.yaml";

/**
 * Builds copy the files byte for byte: Git must not exchange their line endings on one machine and not on another.
 * https://git-scm.com/docs/gitattributes#_text
 */
export const ATTRIBUTES = { path: `${SECRETS}/.gitattributes`, bytes: new TextEncoder().encode("* -text\n") };

/** RFC 1123 label, and RFC 1123 subdomain without its rule for the dots: neither leads out of a folder. */
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** Name of a Secret's file in the folder of its namespace. */
export const fileName = (name: string): string => `${name}${ENDING}`;

/**
 * Path of a Secret's file below the folder of homelab.yaml and below that of the output, with `/`.
 * @throws Error where the names are none of Kubernetes: the schema of contributions keeps such names away
 */
export function secretPath(namespace: string, name: string): string {
  if (!NAMESPACE.test(namespace) || !NAME.test(name)) throw new Error("not the names of a Secret");
  return `${SECRETS}/${namespace}/${fileName(name)}`;
}

/** The Secret that a file is meant to hold, by its place; undefined where the names say that it is none. */
export function secretOfPath(
  namespace: string,
  file: string,
): { readonly namespace: string; readonly name: string } | undefined {
  const name = file.endsWith(ENDING) ? file.slice(0, -ENDING.length) : "";
  return NAMESPACE.test(namespace) && NAME.test(name) ? { namespace, name } : undefined;
}
