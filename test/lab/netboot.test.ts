import { describe, expect, it } from "vitest";
import { compileText, located, readText } from "../support/compile.ts";

const LAB = readText("blueprints/network/netboot/cases/minimal/homelab.yaml");
const errors = (text: string) => located(compileText(text)).filter((line) => line.startsWith("E_"));

describe("network boot", () => {
  it("wants a node that it can know", () => {
    expect(errors(LAB.replaceAll(/mac: "[^"]*", /g, ""))).toEqual([
      "E_COMPONENT 13:14 network.router.netboot",
    ]);
  });

  it("wants somebody who hands out addresses, where it is not beside another machine", () => {
    const alone = LAB.replace("192.168.178.4 }", "192.168.178.4, proxy: false }");
    expect(errors(alone)).toEqual(["E_COMPONENT 13:64 network.router.netboot.proxy"]);
    const both = alone.replace(
      "  router:\n",
      "  router:\n    dnsmasq: { interface: eth0, address: 192.168.178.4 }\n",
    );
    expect(errors(both)).toEqual([]);
  });

  it("keeps nobody from starting who hands out addresses and names on the same machine", () => {
    for (const name of ["minimal", "complete"]) {
      const { compiled } = compileText(readText(`blueprints/network/netboot/cases/${name}/homelab.yaml`));
      const file = new TextDecoder().decode(compiled?.tree.files.get("router/netboot/dnsmasq.conf"));
      expect(file).toMatch(/^tftp-root=/m);
      // Without it dnsmasq ends where the folder is missing, and the folder is made after the first start.
      expect(file).toMatch(/^tftp-no-fail$/m);
    }
  });

  it("names the script of each node as iPXE asks for it", () => {
    const { compiled } = compileText(LAB);
    const readme = new TextDecoder().decode(compiled?.tree.files.get("README.md"));
    expect(readme).toContain("/srv/netboot/install/02-00-00-00-00-1a.ipxe");
    expect(readme).not.toContain("pi1 > /srv/netboot/install");
  });
});
