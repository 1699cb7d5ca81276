import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Program, programPath } from "../../scripts/control-plane.mjs";
import { Api } from "./api.ts";
import { freePorts, type Running, start, until } from "./process.ts";

/** A control plane without nodes: what is applied stays, pods stay pending. */
export interface Cluster {
  readonly api: Api;
  /** Folder of its own, for logs and for what else runs beside it; gone when it is stopped. */
  readonly folder: string;
  /** Path of a kubeconfig of the administrator. */
  readonly kubeconfig: string;
  /** Ends all, the given ones first. */
  readonly stop: (others?: readonly Running[]) => Promise<void>;
}

export interface ClusterOptions {
  /** Whether the controllers of Kubernetes run: what pods come of Deployments, what becomes of deleted namespaces. */
  readonly controllers: boolean;
  /** Ranges that a homelab gives to Services. */
  readonly services: string;
}

/** Admission webhooks are pods, and there are none: https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/ */
const WEBHOOKS = ["ValidatingAdmissionWebhook", "MutatingAdmissionWebhook"];

/** The path of a program, built where it is missing; throws where it cannot be had. */
export function builtProgram(program: Program): string {
  const { path, reason } = programPath(program);
  if (path === undefined) throw new Error(`${program}: ${reason}`);
  return path;
}

/** Starts etcd and the API server of an empty cluster on this machine's loopback. */
export async function startCluster({ controllers, services }: ClusterOptions): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), "k8sgen-cluster-"));
  const running: Running[] = [];
  const stop = async (others: readonly Running[] = []) => {
    await Promise.all(others.map((one) => one.stop()));
    // Clients first: the API server would wait for their connections, and it needs etcd to end.
    for (const one of running.toReversed()) await one.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [client, peer, port, controllerPort] = (await freePorts(4)) as [number, number, number, number];
    running.push(startEtcd(folder, client, peer));
    const token = randomBytes(16).toString("hex");
    const server = startApiServer(folder, { client, port, token, services, controllers });
    running.push(server);
    const authority = await until(
      async () => {
        server.check();
        return readIfThere(join(folder, "certificates/apiserver.crt"));
      },
      60,
      server.log,
    );
    const api = new Api({ port, authority, token });
    await until(
      async () => {
        server.check();
        const answer = await api.call("GET", "/readyz").catch(() => undefined);
        return answer?.status === 200 ? true : undefined;
      },
      120,
      server.log,
    );
    const kubeconfig = writeKubeconfig(folder, port, authority, token);
    if (controllers) running.push(startControllers(folder, kubeconfig, controllerPort));
    return {
      api,
      folder,
      kubeconfig,
      stop: async (others) => {
        api.close();
        await stop(others);
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const startEtcd = (folder: string, client: number, peer: number): Running =>
  start("etcd", folder, builtProgram("etcd"), [
    ...["--data-dir", "etcd", "--unsafe-no-fsync", "--log-level", "warn"],
    ...["--listen-client-urls", url(client), "--advertise-client-urls", url(client)],
    ...["--listen-peer-urls", url(peer), "--initial-advertise-peer-urls", url(peer)],
    ...["--initial-cluster", `default=${url(peer)}`],
  ]);

const url = (port: number): string => `http://127.0.0.1:${port}`;

interface ServerOptions extends ClusterOptions {
  readonly client: number;
  readonly port: number;
  readonly token: string;
}

/** It makes its own certificate; the administrator has a token. */
function startApiServer(
  folder: string,
  { client, port, token, services, controllers }: ServerOptions,
): Running {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  mkdirSync(join(folder, "certificates"));
  writeFileSync(join(folder, "accounts.key"), privateKey, { mode: 0o600 });
  writeFileSync(join(folder, "accounts.pub"), publicKey);
  writeFileSync(join(folder, "tokens.csv"), `${token},admin,admin,system:masters\n`, { mode: 0o600 });
  // Without Kubernetes' controllers nobody makes the account `default` of a namespace, which pods would need.
  const without = controllers ? WEBHOOKS : [...WEBHOOKS, "ServiceAccount"];
  return start("kube-apiserver", folder, builtProgram("kube-apiserver"), [
    `--etcd-servers=${url(client)}`,
    `--secure-port=${port}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    "--endpoint-reconciler-type=none",
    "--cert-dir=certificates",
    "--token-auth-file=tokens.csv",
    "--authorization-mode=RBAC",
    "--service-account-issuer=https://kubernetes.default.svc",
    "--service-account-signing-key-file=accounts.key",
    "--service-account-key-file=accounts.pub",
    `--service-cluster-ip-range=${services}`,
    `--disable-admission-plugins=${without.join(",")}`,
    "--enable-priority-and-fairness=false",
    "--allow-privileged=true",
    "--profiling=false",
  ]);
}

const startControllers = (folder: string, kubeconfig: string, port: number): Running =>
  start("kube-controller-manager", folder, builtProgram("kube-controller-manager"), [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    "--leader-elect=false",
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    "--cert-dir=certificates",
    "--service-account-private-key-file=accounts.key",
    "--root-ca-file=certificates/apiserver.crt",
    "--kube-api-qps=200",
    "--kube-api-burst=400",
  ]);

function writeKubeconfig(folder: string, port: number, authority: string, token: string): string {
  const path = join(folder, "kubeconfig");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "default",
    clusters: [
      {
        name: "default",
        cluster: {
          server: `https://127.0.0.1:${port}`,
          "certificate-authority-data": Buffer.from(authority).toString("base64"),
        },
      },
    ],
    users: [{ name: "admin", user: { token } }],
    contexts: [{ name: "default", context: { cluster: "default", user: "admin" } }],
  };
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}

function readIfThere(path: string): string | undefined {
  try {
    const text = readFileSync(path, "utf8");
    return text.endsWith("-----END CERTIFICATE-----\n") ? text : undefined;
  } catch {
    return undefined;
  }
}
