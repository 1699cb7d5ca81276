import type { JsonObject } from "../values/json.ts";
import type { Bill, BillChart, BillComponent, BillImage } from "./bill.ts";

/**
 * The bill as a CycloneDX document, for scanners. Without serial number and time, so that one homelab has one document.
 * https://cyclonedx.org/docs/1.6/json/
 * @param version of k8sgen
 */
export function cycloneDx(bill: Bill, version: string): string {
  const { homelab, components, images } = bill;
  const base = platform(bill);
  const root = `homelab/${homelab.name}`;
  const document: JsonObject = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      tools: { components: [{ type: "application", name: "k8sgen", version }] },
      component: { type: "application", "bom-ref": root, name: homelab.name, version: homelab.version },
    },
    components: [base, ...components.flatMap(partsOf), ...images.map(container)],
    dependencies: [
      {
        ref: root,
        dependsOn: [String(base["bom-ref"]), ...components.map(({ name }) => `component/${name}`)],
      },
      ...components.map(({ name, chart, images: used }) => ({
        ref: `component/${name}`,
        dependsOn: [
          ...(chart === undefined ? [] : [`chart/${name}`]),
          ...used.map((image) => `image/${image}`),
        ],
      })),
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function platform({ k3s, kubernetes = "" }: Bill): JsonObject {
  const [name, repository] =
    k3s === undefined ? ["kubernetes", "kubernetes/kubernetes"] : ["k3s", "k3s-io/k3s"];
  return {
    type: "platform",
    "bom-ref": name,
    name,
    version: k3s ?? kubernetes,
    licenses: [{ expression: "Apache-2.0" }],
    purl: `pkg:github/${repository}@${encodeURIComponent(k3s ?? kubernetes)}`,
  };
}

function partsOf({ name, title, version, license, home, chart }: BillComponent): readonly JsonObject[] {
  const component: JsonObject = {
    type: "application",
    "bom-ref": `component/${name}`,
    name,
    ...(version === undefined ? {} : { version }),
    description: title,
    ...(license === undefined ? {} : { licenses: [{ expression: license }] }),
    ...(home === undefined ? {} : { externalReferences: [{ type: "website", url: home }] }),
  };
  return chart === undefined ? [component] : [component, helmChart(name, chart)];
}

/** One chart may be installed by two components; each has an entry of its own. */
const helmChart = (component: string, { name, version, repository, digest }: BillChart): JsonObject => ({
  type: "application",
  "bom-ref": `chart/${component}`,
  name,
  version,
  ...hashes(digest),
  purl: `pkg:helm/${name}@${encodeURIComponent(version)}?repository_url=${encodeURIComponent(repository)}`,
});

const container = ({ image, repository, tag, digest }: BillImage): JsonObject => ({
  type: "container",
  "bom-ref": `image/${image}`,
  name: repository,
  version: tag ?? digest ?? "latest",
  ...hashes(digest),
  purl: imageUrl(repository, tag, digest),
});

const hashes = (digest: string | undefined): JsonObject =>
  digest?.startsWith("sha256:") ? { hashes: [{ alg: "SHA-256", content: digest.slice(7) }] } : {};

/**
 * By its digest where there is one, else by its tag.
 * https://github.com/package-url/purl-spec/blob/main/PURL-TYPES.rst
 */
function imageUrl(repository: string, tag: string | undefined, digest: string | undefined): string {
  const steps = repository.split("/");
  if (digest !== undefined) {
    const tagged = tag === undefined ? "" : `&tag=${encodeURIComponent(tag)}`;
    return `pkg:oci/${steps.at(-1)}@${encodeURIComponent(digest)}?repository_url=${encodeURIComponent(repository)}${tagged}`;
  }
  const [registry = "", ...path] = steps;
  const elsewhere = registry === "docker.io" ? "" : `?repository_url=${encodeURIComponent(registry)}`;
  return `pkg:docker/${path.join("/")}@${encodeURIComponent(tag ?? "latest")}${elsewhere}`;
}
