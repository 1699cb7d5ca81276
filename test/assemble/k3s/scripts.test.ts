import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { DATA_FOLDERS } from "../../../src/assemble/k3s/paths.ts";
import { dataFolders } from "../../../src/assemble/nodes/data-disk.ts";
import { filesOf, LABS, withDataPaths } from "./fixture.ts";

/** A machine of paper: the script's paths lie below a folder, and programs that change a system write down their call. */
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "k8sgen-scripts-"));
  for (const folder of [
    "bin",
    "etc",
    "run",
    "var/lib",
    "boot/firmware",
    "sys/fs/cgroup",
    "usr/local/sbin",
    "etc/rancher/k3s",
  ])
    mkdirSync(join(root, folder), { recursive: true });
  write(
    "etc/fstab",
    "LABEL=writable / ext4 defaults 0 1\nLABEL=system-boot /boot/firmware vfat defaults 0 1\n",
  );
  write("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io pids\n");
  write("boot/firmware/cmdline.txt", "console=tty1 root=LABEL=writable rootwait fixrtc\n");
  for (const name of [
    "apt-get",
    "curl",
    "modprobe",
    "mount",
    "sysctl",
    "systemctl",
    "mkfs.ext4",
    "blkid",
    "wipefs",
    "mountpoint",
    "k3s",
    "sh",
  ])
    fake(name, "");
  fake("dpkg-query", "echo install ok installed");
  fake("mountpoint", "exit 1");
  fake("k3s", "exit 127");
  fake("timedatectl", "echo yes");
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (path: string, text: string): void => writeFileSync(join(root, path), text);
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const fake = (name: string, body: string): void => {
  const path = join(root, "bin", name);
  writeFileSync(path, `#!/bin/bash\necho "${name} $*" >> ${root}/calls\n${body}\n`);
  chmodSync(path, 0o755);
};
const calls = (): readonly string[] =>
  existsSync(join(root, "calls")) ? read("calls").trim().split("\n") : [];

/** The text of a program of a node, with its absolute paths below the root. */
function program(lab: keyof typeof LABS, node: string, name: string): string {
  const data = parse(filesOf(LABS[lab]).files[`k3s/${node}/user-data`] ?? "");
  const file = data.write_files.find(({ path }: { path: string }) => path === `/usr/local/sbin/${name}`);
  return String(file.content).replace(
    /(^|[\s"=!>'(])\/(etc|run|var|srv|boot|sys|usr|dev\/disk)\b/gm,
    `$1${root}/$2`,
  );
}

function run(text: string, input = ""): { status: number | null; errors: string } {
  const { status, stderr } = spawnSync("/bin/dash", ["-c", text], {
    input,
    encoding: "utf8",
    env: { PATH: `${root}/bin:/usr/sbin:/usr/bin:/sbin:/bin` },
  });
  return { status, errors: stderr };
}

function setup(lab: keyof typeof LABS, node = "n1"): { status: number | null; errors: string } {
  write("usr/local/sbin/k8sgen-wait-for-time", program(lab, node, "k8sgen-wait-for-time"));
  chmodSync(join(root, "usr/local/sbin/k8sgen-wait-for-time"), 0o755);
  return run(program(lab, node, "k8sgen-setup"));
}

describe("k8sgen-setup", () => {
  it.each(Object.keys(LABS) as (keyof typeof LABS)[])("is shell that dash and bash read, in %s", (lab) => {
    for (const shell of ["/bin/dash", "/bin/bash"])
      for (const name of ["k8sgen-setup", "k8sgen-token", "k8sgen-wait-for-time"])
        expect(spawnSync(shell, ["-n", "-c", program(lab, "n1", name)], { encoding: "utf8" })).toMatchObject({
          status: 0,
          stderr: "",
        });
  });

  it("installs exactly the pinned release, does not let the installer start it, and starts it at the end", () => {
    expect(setup("one-server", "n2").status).toBe(0);
    expect(program("one-server", "n2", "k8sgen-setup")).toContain(
      'INSTALL_K3S_VERSION="$newest" INSTALL_K3S_EXEC=agent INSTALL_K3S_SKIP_START=true sh ',
    );
    const made = calls();
    expect(made.findIndex((call) => call.startsWith("curl "))).toBeGreaterThan(
      made.indexOf("modprobe iscsi_tcp"),
    );
    expect(made.findIndex((call) => call.startsWith("sh "))).toBeGreaterThan(
      made.findIndex((call) => call.startsWith("curl ")),
    );
    expect(made.at(-1)).toBe("systemctl start --no-block k3s-agent");
    expect(made).toContain("systemctl enable --now iscsid.service");
  });

  it("does not install again what is there", () => {
    fake("k3s", 'echo "k3s version v1.36.3+k3s1 (abcdef)"');
    expect(setup("one-server").status).toBe(0);
    expect(calls().filter((call) => call.startsWith("curl "))).toEqual([]);
    fake("k3s", 'echo "k3s version v1.36.2+k3s1 (abcdef)"');
    expect(setup("one-server").status).toBe(0);
    expect(calls().filter((call) => call.startsWith("curl "))).toHaveLength(1);
  });

  it("never goes back to an older release, which plans in the cluster may have left behind", () => {
    for (const newer of ["v1.36.3+k3s2", "v1.36.10+k3s1", "v1.37.0+k3s1"]) {
      fake("k3s", `echo "k3s version ${newer} (abcdef)"`);
      expect(setup("one-server").status).toBe(0);
    }
    expect(calls().filter((call) => call.startsWith("curl "))).toEqual([]);
  });

  it("installs the packages that are missing", () => {
    fake("dpkg-query", '[ "${@: -1}" = curl ] && echo install ok installed');
    expect(setup("one-server").status).toBe(0);
    expect(
      calls()
        .filter((call) => call.startsWith("apt-get "))
        .at(-1),
    ).toMatch(/install ca-certificates nfs-common open-iscsi$/);
  });

  it("stops where a download fails, and goes on where a service does not start", () => {
    fake("systemctl", '[ "$1" != enable ]');
    const { status, errors } = setup("one-server");
    expect([status, errors]).toEqual([
      0,
      expect.stringContaining("the service iscsid.service could not be started\n"),
    ]);
    fake("curl", "exit 22");
    expect(setup("one-server").status).toBe(22);
  });

  it("switches the memory cgroup on, once, and says that a boot is needed", () => {
    const line = "console=tty1 root=LABEL=writable rootwait fixrtc cgroup_memory=1 cgroup_enable=memory\n";
    const { status, errors } = setup("one-server");
    expect([status, errors]).toEqual([0, expect.stringContaining("restart the node")]);
    expect(read("boot/firmware/cmdline.txt")).toBe(line);
    expect(existsSync(join(root, "run/k8sgen-reboot"))).toBe(true);
    expect(setup("one-server")).toEqual({ status: 0, errors: "" });
    expect(read("boot/firmware/cmdline.txt")).toBe(line);
  });

  it("finds the command line of a newer Ubuntu, and leaves it where the kernel has the cgroup", () => {
    mkdirSync(join(root, "boot/firmware/current"));
    write("boot/firmware/current/cmdline.txt", "rootwait");
    expect(setup("one-server").status).toBe(0);
    expect(read("boot/firmware/current/cmdline.txt").trim()).toBe(
      "rootwait cgroup_memory=1 cgroup_enable=memory",
    );
    expect(read("boot/firmware/cmdline.txt")).not.toContain("cgroup");
    write("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
    write("boot/firmware/current/cmdline.txt", "rootwait");
    expect(setup("one-server").status).toBe(0);
    expect(read("boot/firmware/current/cmdline.txt")).toBe("rootwait");
  });

  it("mounts the card's root without access times, once", () => {
    expect([setup("one-server").status, setup("one-server").status]).toEqual([0, 0]);
    expect(read("etc/fstab").split("\n")[0]).toBe("LABEL=writable / ext4 defaults,noatime 0 1");
    expect(read("etc/fstab").split("\n")[1]).toBe("LABEL=system-boot /boot/firmware vfat defaults 0 1");
  });

  it("puts staged files into place with their modes", () => {
    const staged = "usr/local/share/k8sgen/files/var/lib/rancher/k3s/server/manifests";
    mkdirSync(join(root, staged), { recursive: true });
    write(`${staged}/20-tunnels.yaml`, "kind: HelmChart\n");
    chmodSync(join(root, staged, "20-tunnels.yaml"), 0o600);
    // The script copies to the real root; here the last folder stands for it.
    const text = program("one-server", "n1", "k8sgen-setup").replace('"/$file"', `"${root}/$file"`);
    write("usr/local/sbin/k8sgen-wait-for-time", "#!/bin/sh\n");
    chmodSync(join(root, "usr/local/sbin/k8sgen-wait-for-time"), 0o755);
    expect(run(text).status).toBe(0);
    const placed = "var/lib/rancher/k3s/server/manifests/20-tunnels.yaml";
    expect(read(placed)).toBe("kind: HelmChart\n");
    expect(statSync(join(root, placed)).mode & 0o777).toBe(0o600);
    expect(statSync(join(root, "var/lib/rancher/k3s/server")).mode & 0o777).toBe(0o700);
  });
});

describe("the data disk", () => {
  const disk = (blkid: string, wipefs: string) => {
    fake("blkid", blkid);
    fake("wipefs", wipefs);
    // Only a kernel makes block devices; a file stands for one.
    mkdirSync(join(root, "dev/disk/by-id"), { recursive: true });
    write("dev/disk/by-id/usb-Disk_1-0:0", "");
    write("usr/local/sbin/k8sgen-wait-for-time", "#!/bin/sh\n");
    chmodSync(join(root, "usr/local/sbin/k8sgen-wait-for-time"), 0o755);
    return run(program("data-disk", "n1", "k8sgen-setup").replace('[ -b "$device" ]', '[ -f "$device" ]'));
  };
  const formatted = () => calls().filter((call) => call.startsWith("mkfs"));

  it("is formatted where it is empty, and mounted under K3s before K3s is installed", () => {
    expect(disk("exit 2", "").status).toBe(0);
    expect(formatted()).toHaveLength(1);
    const made = calls();
    expect(made.indexOf(`mount ${root}/var/lib/rancher`)).toBeGreaterThan(
      made.indexOf(`mount ${root}/var/lib/k8sgen`),
    );
    expect(made.findIndex((call) => call.startsWith("curl "))).toBeGreaterThan(
      made.indexOf(`mount ${root}/var/lib/rancher`),
    );
  });

  it("keeps its data when the node is made anew, and is entered once", () => {
    expect(disk("echo k8sgen-data", "echo ext4").status).toBe(0);
    expect(disk("echo k8sgen-data", "echo ext4").status).toBe(0);
    expect(formatted()).toEqual([]);
    const lines = read("etc/fstab").trim().split("\n");
    expect(lines).toHaveLength(2 + 7);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it("is refused where it holds something else, and K3s is not installed then", () => {
    const { status, errors } = disk("echo photos", "echo ext4");
    expect(status).toBe(1);
    expect(errors).toContain("holds something else");
    expect(calls().some((call) => /^(mkfs|mount |curl)/.test(call))).toBe(false);
  });
});

describe("the folders of the data disk", () => {
  const paths = (wanted: Record<string, string>) =>
    dataFolders(withDataPaths(wanted, LABS.vlan), DATA_FOLDERS)
      .map(({ name, path }) => `${name} ${path}`)
      .slice(5);

  it("hold what components keep on the nodes", () => {
    expect(paths({ a: "/srv/a", b: "/var/lib/b" })).toEqual([
      "components/a /srv/a",
      "components/b /var/lib/b",
    ]);
  });

  it("do not lie inside or around each other", () => {
    const inside = {
      a: "/var/lib/rancher/a",
      b: "/var/lib",
      d: "/srv/x",
      e: "/srv/x",
      f: "/var/lib/k8sgen/f",
    };
    expect(paths(inside)).toEqual(["components/d /srv/x"]);
  });
});

describe("k8sgen-token", () => {
  const token = (input: string) => run(program("one-server", "n1", "k8sgen-token"), input);

  it("puts the token into place for root alone and starts K3s", () => {
    expect(token("s3cret\n")).toEqual({ status: 0, errors: "" });
    expect(read("etc/rancher/k3s/token")).toBe("s3cret\n");
    expect(statSync(join(root, "etc/rancher/k3s/token")).mode & 0o777).toBe(0o600);
    expect(calls().at(-1)).toBe("systemctl start --no-block k3s");
  });

  it("has nothing to start before K3s is installed", () => {
    fake("systemctl", '[ "$1" != cat ]');
    expect(token("s3cret\n").status).toBe(0);
    expect(calls().some((call) => call.includes("start"))).toBe(false);
  });

  it("refuses an empty one and keeps what is there", () => {
    token("first\n");
    expect(token(" \n")).toMatchObject({
      status: 1,
      errors: "k8sgen: there is no token on standard input\n",
    });
    expect(read("etc/rancher/k3s/token")).toBe("first\n");
    expect(existsSync(join(root, "etc/rancher/k3s/token.new"))).toBe(false);
  });
});

describe("k8sgen-wait-for-time", () => {
  it("waits until the clock is right, but not for ever", () => {
    fake("sleep", "");
    fake("timedatectl", `[ "$(grep -c '^sleep' ${root}/calls)" -ge 3 ] && echo yes || echo no`);
    expect(run(program("vlan", "n1", "k8sgen-wait-for-time"))).toEqual({ status: 0, errors: "" });
    expect(calls().filter((call) => call.startsWith("sleep"))).toHaveLength(3);
    fake("timedatectl", "echo no");
    const { status, errors } = run(program("vlan", "n1", "k8sgen-wait-for-time"));
    expect([status, errors]).toEqual([0, expect.stringContaining("the clock is not synchronised")]);
  });
});
