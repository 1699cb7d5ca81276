import type { Plan } from "../plan/model.ts";
import type { ChartResult, ImageResult } from "./report.ts";

/** Everything of other makers that a homelab runs. */
export interface Bill {
  readonly homelab: { readonly name: string; readonly version: string };
  /** Release of K3s, `v1.36.3+k3s1`, where the nodes run it. */
  readonly k3s?: string;
  /** Release of Kubernetes, `v1.36.3`, where kubeadm has installed it. */
  readonly kubernetes?: string;
  readonly components: readonly BillComponent[];
  readonly images: readonly BillImage[];
}

export interface BillComponent {
  readonly name: string;
  /** Name for people, of the program. */
  readonly title: string;
  /** Version of the program, where its chart was at hand and states it. */
  readonly version?: string;
  /** SPDX identifier. */
  readonly license?: string;
  readonly home?: string;
  readonly chart?: BillChart;
  /** Images that its objects name, as they name them. */
  readonly images: readonly string[];
}

export interface BillChart {
  readonly name: string;
  readonly version: string;
  /** Helm repository, or OCI registry path that holds the chart. */
  readonly repository: string;
  /** `sha256:...` of the archive, where it is at hand. */
  readonly digest?: string;
  /** Whether it was rendered; its images are not known otherwise. */
  readonly rendered: boolean;
}

export type BillImage = Omit<ImageResult, "components">;

/** What runs, in the order of the plan: from what the blueprints say, and from what was found by rendering. */
export function billOf(
  { homelab, components }: Plan,
  charts: readonly ChartResult[],
  images: readonly ImageResult[],
): Bill {
  return {
    homelab: { name: homelab.metadata.name, version: homelab.metadata.version },
    ...(homelab.kubernetes.distribution === "k3s"
      ? { k3s: homelab.kubernetes.version }
      : { kubernetes: homelab.kubernetes.version }),
    components: components.map(({ name, blueprint }): BillComponent => {
      const { title, license, home } = blueprint.manifest.metadata;
      const chart = charts.find(({ component }) => component === name);
      return {
        name,
        title,
        ...(chart?.appVersion === undefined ? {} : { version: chart.appVersion }),
        ...(license === undefined ? {} : { license }),
        ...(home === undefined ? {} : { home }),
        ...(chart === undefined ? {} : { chart: chartOf(chart) }),
        images: images.filter((image) => image.components.includes(name)).map(({ image }) => image),
      };
    }),
    images: images.map(({ components: _, ...image }) => image),
  };
}

const chartOf = ({ name, version, repository, digest, rendered }: ChartResult): BillChart => ({
  name,
  version,
  repository,
  ...(digest === undefined ? {} : { digest }),
  rendered,
});

/** The bill for people. */
export function billText({ homelab, k3s, kubernetes, components }: Bill): string {
  const blocks = components.map(({ name, title, version, license, chart, images }) => {
    const facts = [
      ...(version === undefined ? [] : [version]),
      ...(chart === undefined ? [] : [`chart ${chart.name} ${chart.version}`]),
      ...(license === undefined ? [] : [license]),
    ];
    return [
      `${name}: ${[title, ...facts].join(", ")}`,
      ...images.map((image) => `  ${image}`),
      ...(chart?.rendered === false ? ["  images are not known: the chart was not rendered"] : []),
    ].join("\n");
  });
  const platform = k3s === undefined ? `Kubernetes ${kubernetes}` : `K3s ${k3s}`;
  return `${[`${homelab.name} ${homelab.version}, ${platform}`, ...blocks].join("\n")}\n`;
}

export const billJson = (bill: Bill): string => `${JSON.stringify(bill, null, 2)}\n`;
