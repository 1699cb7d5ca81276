import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toolPath } from "../../scripts/tools.mjs";
import type { Verdict } from "../../src/engine/protocol.ts";
import type { Json } from "../../src/values/json.ts";
import { CHARTS } from "../support/root.ts";
import { writeSchemaFiles } from "../support/schema-files.ts";
import { answered, chartOf, renderFiles, schemasWith, startEngine } from "./lab.ts";
import {
  canonical,
  contentsOf,
  identityOf,
  masked,
  nativeApiVersions,
  nativeText,
  objectsIn,
  sorted,
} from "./native.ts";

const ARTIFACTORY = `artifactory:
  artifactory: {masterKey: ${"a".repeat(64)}, joinKey: ${"b".repeat(64)}}
  nginx: {tlsSecretName: x}
`;

/** The values without which a chart does not render; each is the least that its own message asks for. */
const VALUES: Readonly<Record<string, string>> = {
  "artifactory-jcr": ARTIFACTORY,
  "artifactory-oss": ARTIFACTORY,
  "democratic-csi": "csiDriver: {name: org.example.nfs}\ndriver: {config: {driver: nfs-client}}",
  "gha-runner-scale-set":
    "githubConfigUrl: https://github.com/example\ngithubConfigSecret: x\ncontrollerServiceAccount: {name: x, namespace: x}",
  "k8s-gateway": "domain: example.org",
  "linkerd-control-plane": "identityTrustAnchorsPEM: x\nidentity: {issuer: {tls: {crtPEM: x, keyPEM: x}}}",
  loki: "loki: {useTestSchema: true, storage: {bucketNames: {chunks: a, ruler: b, admin: c}}}",
  "opentelemetry-collector": "mode: daemonset\nimage: {repository: otel/opentelemetry-collector-k8s}",
  "prometheus-postgres-exporter": "config: {datasource: {password: x}}",
};

/** Charts that invent passwords, keys or certificates while rendering: what they invent is compared as such. */
const RANDOM: ReadonlySet<string> = new Set([
  "artifactory-jcr",
  "artifactory-oss",
  "cilium",
  "forgejo",
  "garage",
  "grafana",
  "graylog",
  "harbor",
  "influxdb2",
  "kube-prometheus-stack",
  "linkerd-control-plane",
  "victoria-metrics-k8s-stack",
  "victoria-metrics-operator",
]);

/**
 * Charts whose CRDs go on with a quoted text at the column of its key, which Go's YAML reads and the one of these tests
 * does not: what Helm's own program prints is read by the engine, as a file of crds/, which is no template.
 */
const INDENTED: ReadonlySet<string> = new Set(["flagger", "lvm-localpv"]);

const KUBERNETES = "v1.36.3";
const helm = toolPath("helm");
const kubeconform = toolPath("kubeconform");
const missing =
  CHARTS === undefined
    ? "there is no folder of charts: name it in K8SGEN_CHARTS"
    : (helm.reason ?? kubeconform.reason);
const archives = CHARTS === undefined ? [] : readdirSync(CHARTS).filter((name) => name.endsWith(".tgz"));
const nameOf = (archive: string) => basename(archive, ".tgz").replace(/-v?\d+\.\d+\.\d+$/, "");

describe.skipIf(missing !== undefined)(
  `The engine beside the makers' own programs${missing === undefined ? "" : ` (left out: ${missing})`}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), "k8sgen-native-"));
    const session = startEngine({ workers: 1, timeout: 300_000 }).session(0);
    const schemas = schemasWith();
    const counts = { charts: 0, objects: 0, invented: 0, judged: 0, mutants: 0, refused: 0 };
    let apiVersions: readonly string[] = [];
    let location = "";

    beforeAll(async () => {
      const offered = await nativeApiVersions(helm.path ?? "", folder);
      expect(offered.length).toBeGreaterThan(50);
      apiVersions = [
        ...offered,
        "monitoring.coreos.com/v1",
        "gateway.networking.k8s.io/v1",
        "cert-manager.io/v1",
      ];
      location = writeSchemaFiles(join(folder, "schemas"));
    });
    afterAll(() => {
      rmSync(folder, { recursive: true });
      process.stdout.write(
        `compared ${counts.charts} charts and ${counts.objects} objects with Helm's own program (${counts.invented} invented texts masked);` +
          ` ${counts.judged} verdicts and ${counts.mutants} on objects with a fault (${counts.refused} refused) with kubeconform's\n`,
      );
    });

    const render = async (archive: string, values: string) => {
      const bytes = readFileSync(join(CHARTS ?? "", archive));
      answered(await session.loadChart({ digest: archive, archive: bytes }));
      return session.render({
        chart: archive,
        releaseName: "r",
        namespace: "space",
        isUpgrade: false,
        kubernetesVersion: KUBERNETES,
        apiVersions,
        values,
        keep: "",
        contents: true,
      });
    };

    /** What kubeconform's own program says of objects of Kubernetes, in their order. */
    const judge = (objects: readonly Json[], name: string): readonly string[] => {
      const file = join(folder, `${name}.yaml`);
      writeFileSync(file, objects.map((object) => `---\n${JSON.stringify(object)}\n`).join(""));
      let output: string;
      try {
        output = execFileSync(
          kubeconform.path ?? "",
          ["-strict", "-verbose", "-n", "1", "-output", "json", "-schema-location", location, file],
          { encoding: "utf8", maxBuffer: 64 * 2 ** 20, stdio: ["ignore", "pipe", "ignore"] },
        );
      } catch (error) {
        // It exits with 1 where an object is invalid.
        output = (error as { readonly stdout: string }).stdout;
      }
      const { resources } = JSON.parse(output) as {
        readonly resources: readonly {
          readonly status: string;
          readonly kind: string;
          readonly name: string;
        }[];
      };
      return resources
        .map(
          ({ status, kind, name: called }) =>
            `${kind} ${called} ${status === "statusValid" ? "valid" : "invalid"}`,
        )
        .toSorted();
    };

    const ours = async (objects: readonly Json[]): Promise<readonly Verdict[]> => {
      const text = objects.map((object) => `---\n${JSON.stringify(object)}\n`).join("");
      return answered(await session.validate({ files: [{ name: "a.yaml", text }] }, schemas)).verdicts;
    };
    const said = (verdicts: readonly Verdict[]) =>
      verdicts.map(({ kind, name, status }) => `${kind} ${name} ${status}`).toSorted();

    it.each(archives)("%s", async (archive) => {
      const name = nameOf(archive);
      const values = VALUES[name] ?? "{}";
      const file = join(folder, "values.yaml");
      writeFileSync(file, values);
      const request = {
        helm: helm.path ?? "",
        chart: join(CHARTS ?? "", archive),
        values: file,
        kubernetesVersion: KUBERNETES,
        apiVersions: apiVersions.slice(-3),
      };
      const [text, answer] = await Promise.all([nativeText(request), render(archive, values)]);
      const read = async (printed: string) =>
        INDENTED.has(name)
          ? contentsOf(answered(await renderFiles(session, chartOf({ "crds/native.yaml": printed }))).objects)
          : objectsIn(printed);
      let native = sorted(await read(text));
      let rendered = sorted(contentsOf(answered(answer).objects));
      if (RANDOM.has(name)) {
        const again = sorted(await read(await nativeText(request)));
        let invented = 0;
        const mask = (objects: readonly Json[], isCounted: boolean) =>
          objects.map((object, i) =>
            masked(native[i], again[i], object, () => {
              if (isCounted) invented++;
            }),
          );
        const [maskedNative, maskedOurs] = [mask(native, true), mask(rendered, false)];
        expect(invented).toBeGreaterThan(0);
        counts.invented += invented;
        native = maskedNative as typeof native;
        rendered = maskedOurs as typeof rendered;
      }
      expect(rendered.map(identityOf)).toEqual(native.map(identityOf));
      for (const [i, object] of rendered.entries())
        if (canonical(object) !== canonical(native[i] ?? null)) expect(object).toEqual(native[i]);
      counts.charts++;
      counts.objects += rendered.length;

      const verdicts = await ours(rendered);
      const known = rendered.filter(
        (object, i) =>
          verdicts[i]?.schema?.startsWith("Kubernetes ") && object.kind !== "CustomResourceDefinition",
      );
      if (known.length === 0) return;
      expect(said(await ours(known))).toEqual(judge(known, "as-rendered"));
      counts.judged += known.length;
      const mutants = known.map((object, i) => spoiled(object, i));
      const refused = said(await ours(mutants));
      expect(refused).toEqual(judge(mutants, "spoiled"));
      counts.mutants += mutants.length;
      counts.refused += refused.filter((line) => line.endsWith(" invalid")).length;
    });
  },
);

/** The object with a fault; its number tells of which kind. */
function spoiled(object: { readonly [key: string]: Json }, n: number): { readonly [key: string]: Json } {
  const metadata = object.metadata as { readonly [key: string]: Json };
  const body =
    ["spec", "data", "rules", "subjects", "webhooks"].find((key) => object[key] !== undefined) ?? "spec";
  switch (n % 4) {
    case 0:
      return { ...object, unknown: 1 };
    case 1:
      return { ...object, metadata: { ...metadata, labels: 1 } };
    case 2:
      return { ...object, [body]: "text" };
    default:
      return { ...object, [body]: { ...(object[body] as object), unknown: { a: 1 } } };
  }
}
