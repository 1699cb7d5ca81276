import type { Plan } from "../../plan/model.ts";
import type { Step } from "../engines/model.ts";
import { datastoreOf, datastoreParts, type ExternalDatastore } from "../k3s/datastore.ts";
import { DATASTORE_COMMAND } from "../k3s/paths.ts";
import { loginsOf } from "../nodes/login.ts";
import { serversOf } from "../nodes/servers.ts";
import { code, commands, word } from "./markdown.ts";

/** What differs from database to database. The commands run on its machine, where a login needs no password. */
interface Kind {
  /** How K3s writes the address. https://docs.k3s.io/datastore#datastore-endpoint-format-and-functionality */
  readonly address: string;
  readonly save: string;
  readonly restore: readonly string[];
  /** What follows the command, as a sentence. */
  readonly afterwards?: string;
}

/** https://www.postgresql.org/docs/current/app-pgdump.html, https://dev.mysql.com/doc/refman/en/mysqldump.html, https://etcd.io/docs/latest/op-guide/recovery/ */
const KINDS: Readonly<Record<ExternalDatastore["kind"], Kind>> = {
  postgresql: {
    address: "postgres://USER:PASSWORD@HOST:5432/k3s",
    save: "sudo -u postgres pg_dump --format=custom k3s > k3s.dump",
    restore: ["sudo -u postgres pg_restore --clean --if-exists --single-transaction --dbname=k3s < k3s.dump"],
  },
  mysql: {
    address: "mysql://USER:PASSWORD@tcp(HOST:3306)/k3s",
    save: "sudo mysqldump --single-transaction k3s > k3s.sql",
    restore: ["sudo mysql k3s < k3s.sql"],
  },
  etcd: {
    address: "https://HOST:2379,https://HOST:2379",
    save: "etcdctl snapshot save k3s.db",
    restore: ["etcdutl snapshot restore k3s.db --data-dir NEW_FOLDER"],
    afterwards: "Then start etcd with that folder; each of its members is restored from the same copy.",
  },
};

/** The step of the bootstrap that gives the servers what reaches their database; none where there is no such database. */
export function datastoreStep(plan: Plan): readonly Step[] {
  const external = datastoreOf(plan);
  if (external === undefined) return [];
  const folder = `${plan.facts.keyFolder}/datastore`;
  const parts = datastoreParts(plan).map(({ name }) => name);
  const files = parts.slice(1).map(code).join(", ");
  const more =
    files === ""
      ? ""
      : ` More files there, in PEM: ${files}${external.clientCertificate ? " (the certificate and the key of the servers)" : ""}.`;
  return [
    [
      "Datastore",
      [
        `The servers keep the state of the cluster in a database beside it. Its address, with a user who owns that database, is one line of the file ${code("address")} in the folder below: ${code(KINDS[external.kind].address)}; what has a meaning in a URL is written as ${code("%")} and two digits there.${more} The folder stays out of Git. The database answers before the servers start; they start when they have all of it.`,
        commands([
          `(umask 077; mkdir -p "${folder}"; "\${EDITOR:-vi}" "${folder}/address")`,
          `for part in ${parts.join(" ")}; do for server in ${loginsOf(plan, serversOf(plan))}; do ssh "$server" sudo ${DATASTORE_COMMAND} "$part" < "${folder}/$part" || break 2; done; done`,
        ]),
      ].join("\n\n"),
    ],
  ];
}

/** How the database is saved; undefined where the servers keep the state themselves. */
export function datastoreSaved(plan: Plan): string | undefined {
  const external = datastoreOf(plan);
  if (external === undefined) return undefined;
  return `- **State of the cluster**: it is in the database, which nothing here saves. On its machine, at least once a day: ${code(KINDS[external.kind].save)}. Keep the copies on another machine, and the token apart from them: they are sealed with it and worth nothing without it.`;
}

/** How a saved database comes back; undefined where the servers keep the state themselves. */
export function datastoreRestore(plan: Plan): string | undefined {
  const external = datastoreOf(plan);
  if (external === undefined) return undefined;
  const logins = loginsOf(plan, serversOf(plan));
  const { restore, afterwards = "" } = KINDS[external.kind];
  return [
    "### The cluster: its database",
    "**1.** Stop K3s on every server. Pods go on running meanwhile. On new cards follow the bootstrap as far as Cards, and no further.",
    commands([`for server in ${logins}; do ssh "$server" sudo systemctl stop k3s; done`]),
    `**2.** On the machine of the database, bring the copy back. ${afterwards}`.trim(),
    commands(restore),
    "**3.** Start K3s again, one server after the other. On new cards the steps Token and Datastore of the bootstrap do so, with the token of the time of the copy.",
    commands([
      `for server in ${logins}; do ssh "$server" sudo systemctl start k3s; done`,
      "kubectl get nodes",
    ]),
    "**4.** Only on new cards: forget the nodes' old passwords, which the copy knows; the nodes join by themselves then.",
    commands([
      `kubectl -n kube-system delete secret --ignore-not-found ${plan.homelab.nodes.map(({ name }) => word(`${name}.node-password.k3s`)).join(" ")}`,
    ]),
  ].join("\n\n");
}
