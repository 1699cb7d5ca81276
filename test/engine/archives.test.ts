import { afterEach, describe, expect, it } from "vitest";
import { type Member, tgz, tgzOf } from "../support/archive.ts";
import {
  answered,
  chartOf,
  configMap,
  dataOf,
  failureOf,
  renderFiles,
  renderLoaded,
  startEngine,
} from "./lab.ts";

const session = startEngine().session(0);

const below = (files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`c/${path}`, text]));

const chart = below(chartOf({ "templates/a.yaml": configMap("a: b") }));
const good = tgz(chart);

const member = (path: string, text: string): Member => ({ path, content: Buffer.from(text) });
const members = Object.entries(chart).map(([path, text]) => member(path, text));

let count = 0;
const load = (archive: Uint8Array) => session.loadChart({ digest: `archive ${++count}`, archive });

const zeros = (mebibytes: number) => Buffer.alloc(mebibytes * 2 ** 20);

describe("An archive", () => {
  it("tells what it holds", async () => {
    const packed = tgz(
      below({
        "Chart.yaml":
          'apiVersion: v2\nname: c\nversion: 1.2.3\nappVersion: v4\nkubeVersion: ">= 1.30"\ndeprecated: true\n',
        "values.schema.json": "{}",
      }),
    );
    expect(answered(await load(packed))).toEqual({
      name: "c",
      version: "1.2.3",
      appVersion: "v4",
      kubeVersion: ">= 1.30",
      deprecated: true,
      hasSchema: true,
    });
  });

  it("renders as its files do", async () => {
    answered(await session.loadChart({ digest: "packed", archive: good }));
    const request = { releaseName: "r", namespace: "n", isUpgrade: false, kubernetesVersion: "v1.36.3" };
    const packed = answered(
      await session.render({
        ...request,
        chart: "packed",
        apiVersions: [],
        values: "{}",
        keep: "",
        contents: true,
      }),
    );
    const loose = answered(
      await renderFiles(session, chartOf({ "templates/a.yaml": configMap("a: b") }), { apiVersions: [] }),
    );
    expect(packed.objects).toEqual(loose.objects);
    expect(packed.digest).toBe(loose.digest);
  });
});

describe("An archive that is refused", () => {
  // Whatever it was, the same worker still loads a good one.
  afterEach(async () => expect(answered(await load(good))).toMatchObject({ name: "c" }));

  const flipped = Buffer.from(good);
  flipped.fill(0xff, 40, 80);

  it.each<[string, Uint8Array]>([
    ["empty", new Uint8Array(0)],
    ["text", Buffer.from("<html>404</html>")],
    ["cut off", good.subarray(0, Math.floor(good.length / 2))],
    ["damaged", flipped],
    ["without a chart", tgz({ "readme.txt": "nothing" })],
    ["with a Chart.yaml that is no YAML", tgz({ "c/Chart.yaml": "a: [" })],
    ["with a path out of its folder", tgzOf([...members, member("c/../../evil.yaml", "a: b")])],
    [
      "with a path out of its folder, behind others",
      tgzOf([...members, member("c/templates/../../../evil", "a")]),
    ],
    ["with an absolute path of Windows", tgzOf([...members, member("c/c:/evil.yaml", "a: b")])],
    [
      "of 105 MiB",
      tgzOf([
        ...members,
        ...Array.from({ length: 21 }, (_, i) => ({ path: `c/files/${i}`, content: zeros(5) })),
      ]),
    ],
  ])("is %s", async (_, archive) => {
    const failure = failureOf(await load(archive));
    expect(failure.code).toBe("chart-archive");
    expect(failure.message).not.toMatch(/\n|goroutine/);
  });
});

describe("Links in an archive", () => {
  it("are followed nowhere: they hold nothing, as Helm's own program reads them", async () => {
    const linked = tgzOf([
      ...members,
      member("c/templates/b.yaml", configMap('passwd: {{ .Files.Get "passwd" | quote }}', "b")),
      { path: "c/passwd", target: "/etc/passwd" },
      { path: "c/templates/c.yaml", target: "a.yaml" },
    ]);
    answered(await session.loadChart({ digest: "linked", archive: linked }));
    const rendered = answered(
      await session.render({
        chart: "linked",
        releaseName: "r",
        namespace: "n",
        isUpgrade: false,
        kubernetesVersion: "v1.36.3",
        apiVersions: [],
        values: "{}",
        keep: "",
        contents: true,
      }),
    );
    expect(rendered.objects.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(dataOf(rendered, "b")).toEqual({ passwd: "" });
  });
});

describe("What a worker keeps", () => {
  it("are the newest charts: what had to go is a failure, not an empty answer", async () => {
    const large = (name: string) =>
      tgzOf([...members, ...[1, 2, 3, 4].map((n) => ({ path: `c/files/${name}-${n}`, content: zeros(5) }))]);
    const digests = ["one", "two", "three", "four"];
    for (const digest of digests) answered(await session.loadChart({ digest, archive: large(digest) }));
    const render = (chart: string) => renderLoaded(session, chart, { apiVersions: [], contents: false });
    expect(failureOf(await render("one"))).toMatchObject({ code: "chart-archive" });
    expect(await render("four")).toHaveProperty("value");
  });
});
