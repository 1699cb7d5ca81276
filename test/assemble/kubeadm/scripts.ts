import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { compileText, readText } from "../../support/compile.ts";
import { Machine as NodeMachine } from "../nodes/machine.ts";

export const TOKEN = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/** The text of a case, changed where asked. */
export const lab = (name: string, change: (text: string) => string = (text) => text): string =>
  change(readText(`test/assemble/kubeadm/cases/${name}.yaml`));

/** Files of the output below `kubeadm/`, as text. */
export function kubeadmFiles(text: string): ReadonlyMap<string, string> {
  const { compiled, diagnostics } = compileText(text);
  if (compiled === undefined) throw new Error(JSON.stringify(diagnostics));
  return new Map(
    [...compiled.tree.files].flatMap(([path, bytes]) =>
      path.startsWith("kubeadm/") ? [[path.slice(8), new TextDecoder().decode(bytes)] as const] : [],
    ),
  );
}

interface Entry {
  readonly path: string;
  readonly content: string;
}

/** What a node's user-data writes, by path; uncompressed files alone. */
export function writtenBy(files: ReadonlyMap<string, string>, node: string): ReadonlyMap<string, string> {
  const { write_files } = parse(files.get(`${node}/user-data`) ?? "") as { write_files: readonly Entry[] };
  return new Map(write_files.map(({ path, content }) => [path, content]));
}

/** A node of kubeadm, which writes down what it is asked; no other server answers, and the token is there. */
export class Machine extends NodeMachine {
  constructor(files: ReadonlyMap<string, string>, node: string) {
    super(files.get(`${node}/user-data`) ?? "");
    mkdirSync(join(this.root, "etc/kubernetes"), { recursive: true });
    mkdirSync(join(this.root, "given"));
    this.write("/etc/k8sgen/token", `${TOKEN}\n`);
    this.fake("curl", "exit 7");
    this.fake(
      "kubeadm",
      'while [ $# -gt 1 ]; do if [ "$1" = --config ]; then name=$(ls ' +
        `${this.root}/given | wc -l); cp "$2" "${this.root}/given/$name.yaml"; fi; shift; done`,
    );
  }

  /** kubeadm's calls, with paths as on a node. */
  get calls(): readonly string[] {
    return this.made.flatMap((call) => (call.startsWith("kubeadm ") ? [call.slice(8)] : []));
  }

  /** The configurations that kubeadm was given, in order. */
  get given(): readonly string[] {
    return readdirSync(join(this.root, "given"))
      .sort()
      .map((name) => join(this.root, "given", name));
  }
}
