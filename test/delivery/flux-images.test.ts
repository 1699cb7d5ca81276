import { describe, expect, it } from "vitest";
import { compileFiles, readText } from "../support/compile.ts";

const LAB = readText("blueprints/delivery/flux/cases/images/homelab.yaml");
const MARKER = ' # {"$imagepolicy": "flux-system:hello"}';

const built = (homelab: string) => {
  const { compiled, diagnostics } = compileFiles({ "homelab.yaml": homelab });
  const text = (path: string) => new TextDecoder().decode(compiled?.tree.files.get(path));
  return { text, told: diagnostics.map(({ code, path }) => `${code} ${path}`) };
};
/** The homelab with one text in the place of another one, which must be there. */
const changed = (from: string, to: string) => {
  expect(LAB).toContain(from);
  return LAB.replace(from, to);
};
const without = (text: string) => changed(text, "");

describe("newer images by Flux", () => {
  it("are found for applications that want them, and nothing is left to say", () => {
    const { text, told } = built(LAB);
    expect(told).toEqual([]);
    const objects = text("manifests/flux/images.yaml");
    expect(objects).toContain("image: registry.example.org:5000/family/notes\n");
    expect(objects).not.toContain("name: fixed");
    expect(text("README.md")).toContain("a deploy key that may read and write");
  });

  it("have controllers that `flux bootstrap` installs only where it is told", () => {
    const cli = built(without("    bootstrap: operator\n")).text("README.md");
    const extra = "--components-extra=image-reflector-controller,image-automation-controller";
    expect(cli).toContain(extra);
    const plain = LAB.replace(/^ {4}(bootstrap|imageAutomation|update): .*\n/gm, "");
    expect(built(plain).told).toEqual([]);
    expect(built(plain).text("README.md")).toContain("flux bootstrap git");
    expect(built(plain).text("README.md")).not.toContain(extra);
  });

  it("need the comment that Flux writes at, for this application, behind this image", () => {
    const lacking = ["W_COMPONENT apps.hello.image"];
    expect(built(without(MARKER)).told).toEqual(lacking);
    expect(built(changed(MARKER, MARKER.replace("hello", "notes"))).told).toEqual(lacking);
    const block = LAB.slice(LAB.indexOf("  hello:\n"), LAB.indexOf("  notes:\n"));
    const flow = `  hello: { image: "traefik/whoami:v1.11.0", port: 8080, update: { semver: ">=1.11.0" } }${MARKER}\n`;
    expect(built(changed(block, flow)).told).toEqual(lacking);
  });

  it("take the comment behind quotes and without blanks", () => {
    const quoted = `"traefik/whoami:v1.11.0" ${MARKER.replaceAll(" ", "")}`;
    expect(built(changed(`traefik/whoami:v1.11.0${MARKER}`, quoted)).told).toEqual([]);
  });

  it.each([
    [
      "nobody who looks for them",
      "    imageAutomation: { path: homelab, interval: 12h }\n",
      "",
      ["builds", "hello", "notes"].map((name) => `E_COMPONENT apps.${name}.update`),
    ],
    ["no tag", "/family/notes:2026-05-01@", "/family/notes@", ["E_COMPONENT apps.notes.update"]],
    [
      "a part of nothing",
      'tags: "^main-(?P<number>[0-9]+)$", ',
      "",
      ["E_COMPONENT apps.builds.update.extract"],
    ],
    [
      "no login",
      "bootstrap: operator",
      "bootstrap: operator\n    login: false",
      ["E_COMPONENT delivery.flux.login"],
    ],
  ])("are refused with %s", (_, from, to, told) => {
    expect(built(changed(from, to)).told.filter((fault) => fault.startsWith("E_"))).toEqual(told);
  });

  it("are wanted by somebody", () => {
    const unwanted = LAB.replace(/^ {4}update: .*\n/gm, "");
    expect(built(unwanted).told).toEqual(["W_COMPONENT delivery.flux.imageAutomation"]);
  });
});
