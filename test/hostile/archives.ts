import { gzipSync } from "node:zlib";
import { type Member, tgz, tgzOf } from "../support/archive.ts";

const MIB = 2 ** 20;

const member = (path: string, content: string | Buffer): Member => ({
  path: `one/${path}`,
  content: typeof content === "string" ? Buffer.from(content) : content,
});

const CHART = "apiVersion: v2\nname: one\nversion: 1.0.0\n";
const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: one}\n";
const HONEST = [member("Chart.yaml", CHART), member("templates/a.yaml", CONFIG)];
const good = tgzOf(HONEST);

const withMembers = (...members: readonly Member[]): Uint8Array => tgzOf([...HONEST, ...members]);
/** With another file in the place of one. */
const instead = (path: string, text: string): Uint8Array =>
  tgzOf([...HONEST.filter((each) => each.path !== `one/${path}`), member(path, text)]);

/** Nine anchors, each of nine of the one before: 9^9 nodes. */
const laughs = (indent = ""): string =>
  Array.from({ length: 9 }, (_, level) => {
    const inner = level === 0 ? "x" : `*a${level - 1}`;
    return `${indent}a${level}: &a${level} [${Array(9).fill(inner).join(",")}]\n`;
  }).join("");

const deep = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

/** A chart of so many MiB as a dependency: its archive has a thousandth of that. */
const dependency = (name: string, mebibytes: number): Member =>
  member(
    `charts/${name}.tgz`,
    Buffer.from(
      tgzOf([
        {
          path: `${name}/Chart.yaml`,
          content: Buffer.from(`apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`),
        },
        ...Array.from({ length: mebibytes / 4 }, (_, index) => ({
          path: `${name}/files/${index}`,
          content: Buffer.alloc(4 * MIB),
        })),
      ]),
    ),
  );

/** An archive in an archive in an archive. */
function nested(levels: number): Buffer {
  let inner = Buffer.from(good);
  for (let level = 0; level < levels; level++)
    inner = Buffer.from(tgzOf([member("Chart.yaml", CHART), member("charts/x.tgz", inner)]));
  return inner;
}

const broken = (change: (bytes: Buffer) => void): Uint8Array => {
  const bytes = Buffer.from(good);
  change(bytes);
  return bytes;
};

/** What `k8sgen lock` says of it, and a build: codes, or `""` where it does no harm. */
export interface Hostile {
  readonly title: string;
  /** Made when it is wanted: some are large. */
  readonly bytes: () => Uint8Array;
  readonly lock: "" | "E_CHART_FILE";
  readonly build: "" | "E_CHART_FILE" | "E_CHART_RENDER" | "E_CHART_VALUES";
}

/** Refused by both. */
const refused = (title: string, bytes: () => Uint8Array): Hostile => ({
  title,
  bytes,
  lock: "E_CHART_FILE",
  build: "E_CHART_FILE",
});

/** What only a build looks into. */
const found = (title: string, build: Hostile["build"], bytes: () => Uint8Array): Hostile => ({
  title,
  bytes,
  lock: "",
  build,
});

/** Archives that an honest maker would not pack, or that were damaged on the way. */
export const ARCHIVES: readonly Hostile[] = [
  refused("nothing", () => new Uint8Array(0)),
  refused("a web page", () => Buffer.from("<!doctype html><title>404</title>")),
  refused("half of an archive", () => good.subarray(0, good.length / 2)),
  refused("an archive whose last byte is missing", () => good.subarray(0, good.length - 1)),
  refused("damaged in the middle", () => broken((bytes) => bytes.fill(0xff, 40, 80))),
  refused("with another checksum", () => broken((bytes) => bytes.writeUInt32LE(7, bytes.length - 8))),
  refused("gzip of no tar", () => gzipSync("x".repeat(4096))),
  refused("gzip of gzip", () => gzipSync(good)),
  refused("with a size beyond its end", () => withMembers({ ...member("big", "x"), size: 0o77777777777 })),
  refused("without a Chart.yaml", () => tgz({ "one/values.yaml": "a: b\n" })),
  refused("with a Chart.yaml that is a link", () =>
    tgzOf([{ path: "one/Chart.yaml", target: "/etc/passwd" }, member("templates/a.yaml", CONFIG)]),
  ),
  refused("with a Chart.yaml that is a hard link", () =>
    tgzOf([
      { path: "one/Chart.yaml", target: "/etc/hostname", type: "1" },
      member("templates/a.yaml", CONFIG),
    ]),
  ),
  refused("with a Chart.yaml of laughs", () => instead("Chart.yaml", `${CHART}${laughs()}`)),
  refused("with a Chart.yaml that is deep", () => instead("Chart.yaml", `${CHART}x: ${deep(20_000)}\n`)),
  {
    title: "with a Chart.yaml of 2 MiB",
    bytes: () => instead("Chart.yaml", `${CHART}description: ${"x".repeat(2 * MIB)}\n`),
    lock: "E_CHART_FILE",
    build: "",
  },
  refused("a bomb of one file", () => withMembers(member("files/x", Buffer.alloc(200 * MIB)))),
  refused("a bomb of many files", () =>
    withMembers(...Array.from({ length: 30 }, (_, at) => member(`files/${at}`, Buffer.alloc(4 * MIB)))),
  ),
  refused("a bomb of dependencies", () => withMembers(dependency("a", 60), dependency("b", 60))),
  refused("a bomb that begins as no archive of a chart", () =>
    withMembers(member("files/x.bin", gzipSync(Buffer.alloc(150 * MIB)))),
  ),
  refused("archives in archives", () => nested(9)),
  refused("with 100 MB of YAML", () => withMembers(member("values.yaml", `a: ${"x".repeat(99 * MIB)}\n`))),
  found("with a path out of its folder", "E_CHART_FILE", () =>
    withMembers(member("../../evil.yaml", CONFIG)),
  ),
  found("with an absolute path", "", () =>
    withMembers({ path: "/etc/cron.d/evil", content: Buffer.from("* * * * * root evil\n") }),
  ),
  found("with a path of Windows", "E_CHART_FILE", () => withMembers(member("c:/evil.yaml", CONFIG))),
  found("with links out of its folder", "", () =>
    withMembers(
      { path: "one/files/passwd", target: "/etc/passwd" },
      { path: "one/files/hard", target: "../../../etc/passwd", type: "1" },
    ),
  ),
  found("with a device and a pipe", "", () =>
    withMembers(
      { path: "one/files/null", content: Buffer.alloc(0), type: "3" },
      { path: "one/files/pipe", content: Buffer.alloc(0), type: "6" },
    ),
  ),
  found("with 20 000 files", "", () =>
    withMembers(...Array.from({ length: 20_000 }, (_, at) => member(`files/${at}`, "x"))),
  ),
  found("with values of laughs", "E_CHART_FILE", () => withMembers(member("values.yaml", laughs()))),
  found("with values that are deep", "E_CHART_FILE", () =>
    withMembers(member("values.yaml", `x: ${deep(20_000)}\n`)),
  ),
  found("with a schema that is no JSON", "E_CHART_VALUES", () =>
    withMembers(member("values.schema.json", "{")),
  ),
  found("with a schema that refers to itself", "E_CHART_VALUES", () =>
    withMembers(member("values.schema.json", '{"$ref":"#"}')),
  ),
  found("with a schema that refers to a file", "", () =>
    withMembers(member("values.schema.json", '{"properties":{"a":{"$ref":"file:///etc/passwd"}}}')),
  ),
  found("with an object of laughs", "E_CHART_RENDER", () =>
    instead("templates/a.yaml", `${CONFIG}data:\n${laughs("  ")}`),
  ),
  found("with a CRD of laughs", "E_CHART_RENDER", () =>
    withMembers(member("crds/a.yaml", `${CONFIG}data:\n${laughs("  ")}`)),
  ),
  found("with a template without end", "E_CHART_RENDER", () =>
    instead("templates/a.yaml", '{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}'),
  ),
  found("with a template that reads what it may not", "", () =>
    instead(
      "templates/a.yaml",
      `${CONFIG}data: {a: {{ .Files.Get "/etc/passwd" | quote }}, b: {{ .Files.Get "../../etc/passwd" | quote }}, c: {{ (lookup "v1" "Secret" "kube-system" "").items | toString | quote }}}\n`,
    ),
  ),
];
