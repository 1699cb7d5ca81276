import type { SecretContribution, SecretKey } from "../../generated/contract.ts";
import type { Plan } from "../../plan/model.ts";
import { code, commands, plain, table, word } from "./markdown.ts";

/** The Secrets that must exist, and the commands that create them; undefined where there are none. */
export function secretsSection(plan: Plan): string | undefined {
  const secrets = mergeByName(
    plan.contributions.Secret.map(({ value }) => value.value as unknown as SecretContribution),
  );
  if (secrets.length === 0) return undefined;
  const rows = secrets.map(({ namespace, name, reason, keys }) => [
    code(`${namespace}/${name}`),
    keys.map((key) => code(key.name)).join(", "),
    plain(reason),
  ]);
  const variables = new Variables();
  const lines = secrets.flatMap((secret) => createCommands(secret, variables));
  return [table(["Secret", "keys", "what for"], rows), "", commands(lines)].join("\n");
}

/** Two contributions to one Secret are one Secret with the keys of both. */
function mergeByName(secrets: readonly SecretContribution[]): readonly SecretContribution[] {
  const merged = new Map<string, SecretContribution>();
  for (const secret of secrets) {
    const id = `${secret.namespace}/${secret.name}`;
    const before = merged.get(id);
    const keys = [
      ...(before?.keys ?? []),
      ...secret.keys.filter((key) => !before?.keys.some((other) => other.name === key.name)),
    ];
    merged.set(id, {
      ...secret,
      reason:
        before === undefined || before.reason === secret.reason
          ? secret.reason
          : `${before.reason}; ${secret.reason}`,
      keys,
    });
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, secret]) => secret);
}

/** Shell variables that hold contents. Keys that share an id share a variable, so that both halves of a login agree. */
class Variables {
  readonly #known = new Set<string>();

  name(secret: SecretContribution, key: SecretKey): string {
    return (key.shared ?? `${secret.namespace} ${secret.name} ${key.name}`)
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, "_")
      .replace(/^(?=\d)/, "_");
  }

  /** The line that fills a variable; undefined where that was done before. */
  fill(name: string, key: SecretKey): string | undefined {
    if (this.#known.has(name)) return undefined;
    this.#known.add(name);
    if (key.generate !== undefined)
      return `${name}=$(openssl rand -hex ${Math.ceil(key.generate.length / 2)} | cut -c 1-${key.generate.length})`;
    return `printf '%s: ' ${word(key.description.replace(/\s+/g, " "))}; read -rs ${name}; echo`;
  }
}

/** Contents come from variables, so that they never stand in the history of the shell. */
function createCommands(secret: SecretContribution, variables: Variables): readonly string[] {
  const fills: string[] = [];
  const literals = secret.keys.map((key) => {
    if (key.value !== undefined) return `--from-literal=${word(`${key.name}=${key.value}`)}`;
    const variable = variables.name(secret, key);
    const fill = variables.fill(variable, key);
    if (fill !== undefined) fills.push(fill);
    return `--from-literal=${word(key.name)}="$${variable}"`;
  });
  const create = `kubectl -n ${word(secret.namespace)} create secret generic ${word(secret.name)}`;
  return [
    `kubectl wait --for=create --timeout=15m namespace/${word(secret.namespace)}`,
    ...fills,
    [create, ...literals].join(" \\\n  "),
  ];
}
