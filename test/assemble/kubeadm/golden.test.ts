import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compileText, readText } from "../../support/compile.ts";

const HERE = "test/assemble/kubeadm";

/** The files of the nodes, and what people read of them. */
const isOwn = (path: string): boolean => /^(kubeadm|ansible)\/|^README\.md$/.test(path);

describe("homelabs with kubeadm (`vitest run test/assemble/kubeadm -u` writes them anew)", () => {
  it.each(["one-server", "three-servers"])("%s", async (name) => {
    const { compiled, diagnostics } = compileText(readText(`${HERE}/cases/${name}.yaml`));
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const files = [...(compiled?.tree.files ?? [])].filter(([path]) => isOwn(path));
    expect(files.length).toBeGreaterThan(10);
    expect([...(compiled?.tree.files.keys() ?? [])].filter((path) => path.startsWith("k3s/"))).toEqual([]);
    for (const [path, bytes] of files)
      await expect(new TextDecoder().decode(bytes)).toMatchFileSnapshot(
        join(import.meta.dirname, "expected", name, path),
      );
  });
});
