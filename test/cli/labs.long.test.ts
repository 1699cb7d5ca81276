import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { labText, repositoryOf } from "../labs/generated.ts";
import { k8sgen, temporaryFolder } from "../support/cli.ts";

function repository(): string {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(repositoryOf(2))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

describe("a folder of labs", () => {
  const folder = repository();
  const one = join(folder, "labs/lab-001.yaml");

  it("is built where there is no homelab.yaml, and is up to date then", () => {
    expect(k8sgen(["build"], folder)).toMatchObject({ code: 0, stderr: "" });
    expect(existsSync(join(folder, "output/shared/k8sgen.json"))).toBe(true);
    const again = k8sgen(["build"], folder);
    expect(again).toMatchObject({ code: 0, stderr: "" });
    expect(again.stdout).toMatch(/^2 labs: up to date$/m);
    expect(k8sgen(["build", "--check"], folder).code).toBe(0);
    expect(k8sgen(["check", "--labs", "labs"], folder).stdout).toMatch(/^2 labs: no errors$/m);
  });

  it("is told as one document, with a suite for each lab", () => {
    const { ok, labs, shared } = JSON.parse(k8sgen(["build", "-o", "json"], folder).stdout);
    expect({ ok, files: labs.map(({ file }: { file: string }) => file), folder: shared.folder }).toEqual({
      ok: true,
      files: ["labs/lab-000.yaml", "labs/lab-001.yaml"],
      folder: "output/shared",
    });
    const { stdout } = k8sgen(["build", "-o", "junit"], folder);
    expect(stdout.match(/<testsuite name="[^"]+"/g)).toEqual(
      ["labs", "lab-000", "lab-001"].map((name) => `<testsuite name="${name}"`),
    );
    expect(JSON.parse(k8sgen(["check", "-o", "sarif"], folder).stdout).runs).toHaveLength(1);
  });

  it("is stale as a whole where one lab is, and faulty where one is", () => {
    writeFileSync(one, labText(1).replace(".example.org", ".example.net"));
    expect(k8sgen(["build", "--check"], folder)).toMatchObject({ code: 2 });
    writeFileSync(one, `${labText(1)}nonsense: 1\n`);
    const { code, stderr } = k8sgen(["build"], folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^labs\/lab-001\.yaml:\nerror E_UNKNOWN_KEY labs\/lab-001\.yaml:6:1/m);
    expect(stderr).toMatch(/^1 error in 1 of 2 labs: nothing was written$/m);
    writeFileSync(one, labText(1));
  });

  it("promotes one lab to the version of another, and builds neither alone", () => {
    const pinned = (index: number, metadata: string) =>
      labText(index).replace(`lab-00${index}}`, `lab-00${index}, ${metadata}}`);
    writeFileSync(join(folder, "labs/lab-000.yaml"), pinned(0, "version: 0.1.0"));
    writeFileSync(one, pinned(1, "version: 0.1.0, promotedFrom: lab-000"));
    expect(k8sgen(["build"], folder)).toMatchObject({ code: 0, stderr: "" });
    writeFileSync(
      join(folder, "labs/lab-000.yaml"),
      pinned(0, "version: 0.2.0").replace("cpus: 4", "cpus: 8"),
    );
    expect(k8sgen(["build"], folder).stdout).toContain("lab-001: stays at 0.1.0, lab-000 is at 0.2.0");
    const { code, stdout } = k8sgen(["promote", "lab-001"], folder);
    expect(code).toBe(0);
    expect(stdout).toContain("lab-001: 0.1.0 -> 0.2.0, as lab-000; written to labs/lab-001.yaml");
    expect(stdout).toContain("  ~ chart/Chart.yaml");
    expect(readFileSync(one, "utf8")).toBe(pinned(1, "version: 0.2.0, promotedFrom: lab-000"));
    expect(k8sgen(["build"], folder)).toMatchObject({ code: 0, stderr: "" });
    const alone = k8sgen(["build", "-f", "labs/lab-001.yaml"], folder);
    expect(alone.code).toBe(1);
    expect(alone.stderr).toContain("E_PROMOTION");
  });

  it("says where there is no lab", () => {
    const { code, stderr } = k8sgen(["build", "--labs", "nowhere"], folder);
    expect(code).toBe(1);
    expect(stderr).toContain("E_LABS_EMPTY");
  });
});
