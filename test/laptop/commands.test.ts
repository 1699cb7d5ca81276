import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compileText, readText } from "../support/compile.ts";

const folder = mkdtempSync(join(tmpdir(), "k8sgen-laptop-commands-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const filesOn = (program: string): ReadonlyMap<string, Uint8Array> =>
  compileText(`${readText("examples/single-node/homelab.yaml")}\nlaptop: {on: ${program}, nodes: 1}\n`)
    .compiled?.tree.files ?? new Map();
const textOf = (files: ReadonlyMap<string, Uint8Array>, path: string): string =>
  new TextDecoder().decode(files.get(path));

/** Runs a script where some programs are those that are given here, each a script of its own. */
function runWith(name: string, programs: Readonly<Record<string, string>>, script: string) {
  const bin = join(folder, name);
  mkdirSync(bin, { recursive: true });
  for (const [program, text] of Object.entries(programs))
    writeFileSync(join(bin, program), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return spawnSync("sh", ["-c", script], {
    encoding: "utf8",
    env: { ...process.env, PATH: `${bin}:${process.env.PATH ?? ""}` },
  });
}

describe("libvirt", () => {
  const readme = textOf(filesOn("libvirt"), "README.md");
  const lines = readme.split("\n");

  it("leaves an image and a disk as they are: disks read the image for as long as they live", () => {
    const disks = join(folder, "images");
    mkdirSync(disks);
    const script = lines
      .filter((line) => /curl .*cloud-images|qemu-img create/.test(line))
      .join("\n")
      .replaceAll("/var/lib/libvirt/images", disks);
    const image = join(disks, "ubuntu-24.04-amd64.img");
    const disk = join(disks, "single-node-laptop-box.qcow2");
    const run = (text: string, status = 0) =>
      runWith(
        "libvirt",
        {
          sudo: 'exec "$@"',
          // The file is what follows `--output`, or `-b` and the image.
          curl: `while [ "$1" != --output ]; do shift; done; echo ${text} > "$2"; exit ${status}`,
          "qemu-img": `while [ "$1" != -b ]; do shift; done; echo "${text} on $(cat "$2")" > "$3"`,
        },
        script,
      );
    run("half", 22);
    expect(existsSync(image)).toBe(false);
    rmSync(disk);
    run("first");
    run("second");
    expect(readFileSync(image, "utf8")).toBe("first\n");
    expect(readFileSync(disk, "utf8")).toBe("first on first\n");
  });

  it("gives the token to a node that can take it", () => {
    const wait = lines.findIndex((line) =>
      /^until ssh .*test -x \/usr\/local\/sbin\/k8sgen-token/.test(line),
    );
    const token = lines.findIndex((line) => /k8sgen-token" ?'? < /.test(line));
    expect(wait).toBeGreaterThan(0);
    expect(token).toBe(wait + 1);
  });

  it("forgets the keys of machines that are gone", () => {
    const gone = readme.slice(readme.indexOf("### Take it away"));
    expect(gone).toContain("\nssh-keygen -R 192.168.124.11\n");
  });
});

describe("names of pages", () => {
  it.each([
    ["lima", "/etc/hosts"],
    // cloud-init makes the one of the other at each boot, where the program tells it to.
    ["multipass", "/etc/hosts /etc/cloud/templates/hosts.debian.tmpl"],
  ])("come into what %s' machines read after a restart too", (program, files) => {
    expect(textOf(filesOn(program), "README.md")).toContain(
      `sudo sh -c 'tee -a ${files} > /dev/null' < laptop/hosts\n`,
    );
  });
});

describe("a machine that becomes a node", () => {
  const files = filesOn("multipass");
  const [, call = ""] = /sudo sh -c 'sh \/tmp\/node\.sh ([^']*)'/.exec(textOf(files, "README.md")) ?? [];
  const script = textOf(files, "laptop/node.sh");
  const networks = join(folder, "network");
  const dropIn = join(networks, "10-netplan-default.network.d/k8sgen.conf");
  const become = (...addresses: string[]) => {
    rmSync(networks, { recursive: true, force: true });
    const path = join(folder, "node.sh");
    writeFileSync(path, script.replaceAll("/etc/systemd/network", networks));
    const shown = addresses.map(
      (address) => `2: ens3    inet ${address}/24 metric 100 brd 192.168.64.255 scope global dynamic ens3`,
    );
    return runWith(
      "node",
      {
        ip: `case "$*" in
  *"route show default"*) echo "default via 192.168.64.1 dev ens3 proto dhcp src ${addresses[0]} metric 100" ;;
  *"address show dev ens3"*) printf '%s\\n' ${shown.map((line) => `'${line}'`).join(" ")} ;;
  *) echo "ip $*" ;;
esac`,
        networkctl: `echo '{"Name":"ens3","NetworkFile":"/run/systemd/network/10-netplan-default.network","Driver":"x"}'`,
        "cloud-init": 'echo "cloud-init $*"',
        "k8sgen-setup": "echo setup",
      },
      `sh ${path} ${call}`,
    );
  };

  it("keeps its address when networkd sets up the link anew", () => {
    const { status, stdout } = become("192.168.64.7");
    expect(status).toBe(0);
    expect(readFileSync(dropIn, "utf8")).toBe("[Network]\nAddress=192.168.64.211/24\n");
    expect(stdout).toBe(
      `ip address replace 192.168.64.211/24 broadcast + dev ens3
cloud-init --file /tmp/user-data single --name users_groups --frequency always
cloud-init --file /tmp/user-data single --name write_files --frequency always
setup
`,
    );
  });

  it("can be told so again, when it has that address", () => {
    expect(become("192.168.64.210", "192.168.64.211").status).toBe(0);
    expect(become("192.168.64.252", "192.168.64.211").status).toBe(0);
  });

  it.each(["192.168.64.212", "192.168.64.220", "192.168.64.251"])(
    "is refused with an address that the homelab uses: %s",
    (address) => {
      const { status, stdout, stderr } = become(address);
      expect(status).toBe(1);
      expect(stdout).toBe("");
      expect(stderr).toBe(
        `k8sgen: this machine was given ${address}, and the homelab uses 192.168.64.211 to 192.168.64.251: delete the machine and start it anew\n`,
      );
      expect(existsSync(dropIn)).toBe(false);
    },
  );
});
