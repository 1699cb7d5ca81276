import { splitHead } from "../../edit/head.ts";
import { PACKAGE } from "../package.ts";

/** An example that comes with k8sgen. */
export interface Example {
  readonly name: string;
  /** What it is, from the comment at its head. */
  readonly about: string;
  readonly text: string;
}

/** The examples of the package, in the order of their names. */
export function readExamples(): readonly Example[] {
  const folder = `${PACKAGE.root}/examples`;
  return (PACKAGE.fs.list(folder) ?? []).flatMap(({ name }) => {
    const bytes = PACKAGE.fs.read(`${folder}/${name}/homelab.yaml`);
    if (bytes === undefined) return [];
    const text = new TextDecoder().decode(bytes);
    return [{ name, about: aboutOf(text), text }];
  });
}

const aboutOf = (text: string): string =>
  splitHead(text)
    .head.split("\n")
    .filter((line) => !line.includes("yaml-language-server"))
    .map((line) => line.replace(/^#\s*/, ""))
    .join(" ")
    .trim();
