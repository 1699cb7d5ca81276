import { describe, expect, it } from "vitest";
import { kubernetes } from "../../scripts/pack/lib/versions.ts";
import { committed } from "./packs.ts";

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly const?: string;
}

const WORDS = ["additionalProperties", "const", "items", "properties", "required", "type"];

/** Each schema in a schema, itself included. */
const within = (schema: Schema): readonly Schema[] => [
  schema,
  ...Object.values(schema.properties ?? {}).flatMap(within),
  ...(schema.items === undefined ? [] : within(schema.items)),
  ...(typeof schema.additionalProperties === "object" ? within(schema.additionalProperties) : []),
];

describe.each(kubernetes)("what kubeadm of %s reads", (version) => {
  const minor = version.split(".").slice(0, 2).join(".");
  const pack = JSON.parse(committed(`schemas/kubeadm/${minor}.json`).toString("utf8")) as {
    readonly source: string;
    readonly kinds: Readonly<Record<string, Schema>>;
  };
  const field = (kind: string, ...path: readonly string[]) =>
    path.reduce<Schema | undefined>((schema, key) => schema?.properties?.[key], pack.kinds[kind]);

  it("are six kinds of three groups, of this release", () => {
    expect(pack.source).toBe(`Kubernetes ${version}`);
    expect(Object.keys(pack.kinds)).toEqual([
      "kubeadm.k8s.io/v1beta4/ClusterConfiguration",
      "kubeadm.k8s.io/v1beta4/InitConfiguration",
      "kubeadm.k8s.io/v1beta4/JoinConfiguration",
      "kubeadm.k8s.io/v1beta4/UpgradeConfiguration",
      "kubelet.config.k8s.io/v1beta1/KubeletConfiguration",
      "kubeproxy.config.k8s.io/v1alpha1/KubeProxyConfiguration",
    ]);
  });

  it("is closed, and says what verification understands and no prose", () => {
    for (const schema of Object.values(pack.kinds).flatMap(within)) {
      expect(WORDS).toEqual(expect.arrayContaining(Object.keys(schema)));
      if (schema.properties !== undefined) expect(schema.additionalProperties).toBe(false);
    }
  });

  it("has fields of structs that are laid into others, and types that print themselves", () => {
    expect(field("kubeadm.k8s.io/v1beta4/ClusterConfiguration", "apiServer", "extraArgs")?.items).toEqual({
      additionalProperties: false,
      properties: { name: { type: "string" }, value: { type: "string" } },
      type: "object",
    });
    expect(field("kubeadm.k8s.io/v1beta4/InitConfiguration", "timeouts", "discovery")?.type).toEqual([
      "string",
    ]);
    expect(field("kubelet.config.k8s.io/v1beta1/KubeletConfiguration", "seccompDefault")?.type).toBe(
      "boolean",
    );
    expect(
      field("kubeproxy.config.k8s.io/v1alpha1/KubeProxyConfiguration", "nftables", "syncPeriod")?.type,
    ).toEqual(["string"]);
  });
});
