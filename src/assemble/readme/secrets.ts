import type { SecretKey } from "../../generated/contract.ts";
import type { Plan } from "../../plan/model.ts";
import { idOf, type NeededSecret, neededSecrets } from "../../secrets/needed.ts";
import { recipientsOf } from "../../secrets/recipients.ts";
import type { DeliveryEngine } from "../engines/model.ts";
import { code, commands, plain, table, word } from "./markdown.ts";

/** The Secrets that must exist, and how they come into the cluster: a section, empty where there are none. */
export function secretsSection(engine: DeliveryEngine, plan: Plan): readonly string[] {
  const secrets = neededSecrets(plan);
  if (secrets.length === 0) return [];
  const list = secretsTable(secrets);
  return [
    "### Secrets",
    ...(recipientsOf(plan.homelab) === undefined ? byHand(engine, secrets, list) : encrypted(engine, list)),
  ];
}

function byHand(
  { title }: DeliveryEngine,
  secrets: readonly NeededSecret[],
  list: string,
): readonly string[] {
  const variables = new Variables();
  return [
    `${title} creates the namespaces; the components wait for these. Contents that may be random are made by the commands, the others are asked for. No content is written to a file or into the history of the shell.`,
    list,
    commands(secrets.flatMap((secret) => createCommands(secret, variables))),
  ];
}

/** `age-keygen -o` replaces no file. https://github.com/FiloSottile/age/blob/main/doc/age-keygen.1.ronn */
const encrypted = ({ title }: DeliveryEngine, list: string): readonly string[] => [
  `Their contents stand in Git beside ${code("homelab.yaml")}, in ${code("secrets/")}, encrypted for the recipients in ${code("secrets.sops.age")}. Where there is no key yet, make one; the line that it prints is its recipient, for ${code("homelab.yaml")}:`,
  commands(["mkdir -p ~/.config/sops/age", "(umask 077; age-keygen -o ~/.config/sops/age/keys.txt)"]),
  `${code("init")} makes what may be random and asks for the rest; ${code("k8sgen secrets list")} shows what there is, ${code("k8sgen secrets set")} changes one. A build copies them to where ${title} decrypts them:`,
  commands([
    "k8sgen secrets init",
    "k8sgen build",
    "git add homelab.yaml secrets output",
    "git commit -m 'Secrets'",
    "git push",
  ]),
  "A pod that reads a Secret when it starts has to be restarted after a change.",
  list,
];

function secretsTable(secrets: readonly NeededSecret[]): string {
  const rows = secrets.map(({ reasons, keys, ...secret }) => [
    code(idOf(secret)),
    keys.map((key) => code(key.name)).join(", "),
    plain([...new Set(reasons.map(({ reason }) => reason))].join("; ")),
  ]);
  return table(["Secret", "keys", "what for"], rows);
}

/** Shell variables that hold contents. Keys that share an id share a variable, so that both halves of a login agree. */
class Variables {
  readonly #known = new Set<string>();

  name(secret: NeededSecret, key: SecretKey): string {
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
function createCommands(secret: NeededSecret, variables: Variables): readonly string[] {
  const fills: string[] = [];
  const literals = secret.keys.map((key) => {
    if (key.value !== undefined) return `--from-literal=${word(`${key.name}=${key.value}`)}`;
    const variable = variables.name(secret, key);
    const fill = variables.fill(variable, key);
    if (fill !== undefined) fills.push(fill);
    return `--from-literal=${word(key.name)}="$${variable}"`;
  });
  const create = `kubectl -n ${word(secret.namespace)} create secret generic ${word(secret.name)}${secret.type === undefined ? "" : ` --type=${word(secret.type)}`}`;
  return [
    `kubectl wait --for=create --timeout=15m namespace/${word(secret.namespace)}`,
    ...fills,
    [create, ...literals].join(" \\\n  "),
    ...Object.entries(secret.labels ?? {}).map(
      ([label, value]) =>
        `kubectl -n ${word(secret.namespace)} label secret ${word(secret.name)} ${word(`${label}=${value}`)}`,
    ),
  ];
}
