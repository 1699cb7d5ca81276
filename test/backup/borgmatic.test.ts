import { describe, expect, it } from "vitest";
import { compileText, readText } from "../support/compile.ts";

const caseOf = (name: string): string => readText(`blueprints/backup/borgmatic/cases/${name}/homelab.yaml`);

const compiledOf = (homelab: string) => {
  const { compiled, diagnostics } = compileText(homelab);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return (path: string): string => new TextDecoder().decode(compiled?.tree.files.get(path));
};

describe("what is carried off-site", () => {
  it("is every share that components save to, and the user's own, each read-only", () => {
    const text = compiledOf(caseOf("complete"))("manifests/borgmatic/borgmatic.yaml");
    const mounts = text.matchAll(/mountPath: (\/mnt\/\S+)\n\s+readOnly: (\S+)/g);
    expect(new Set([...mounts].map(([, path, readOnly]) => `${path} ${readOnly}`))).toEqual(
      new Set(["/mnt/longhorn/backups true", "/mnt/nfs/volumes true", "/mnt/borgmatic/photos true"]),
    );
    expect(text.match(/\bnfs:\n/g)).toHaveLength(6);
  });

  it("nothing is a fault that says what to switch on", () => {
    const bare = caseOf("minimal").replace(/ {2}etcd:\n.*\n/, "");
    expect(compileText(bare).diagnostics).toMatchObject([
      {
        code: "E_CONTRIBUTION_UNMET",
        path: "backup.offsite.borgmatic",
        message: "`borgmatic` has nothing to do: no component of this homelab contributes a BackupTarget.",
        hint: expect.stringContaining("`nfs`"),
      },
    ]);
  });

  it("a share of one's own is enough", () => {
    const own = caseOf("minimal")
      .replace(/ {2}etcd:\n.*\n/, "")
      .replace('/turing" }', '/turing", folders: [{ name: photos, server: 192.168.178.5, path: /photos }] }');
    expect(compiledOf(own)("manifests/borgmatic/borgmatic.yaml")).toContain("- /mnt/borgmatic/photos");
  });
});

describe("where it is carried to", () => {
  it("by name or by address, with or without a port, and nowhere else", () => {
    const policies = (homelab: string) => {
      const { compiled } = compileText(homelab);
      return compiled?.plan.contributions.NetworkFlow.filter(
        ({ component }) => component === "borgmatic",
      ).map(({ value }) => {
        const { peers, ports } = value.value as { peers: unknown; ports?: unknown };
        return [peers, ports];
      });
    };
    expect(policies(caseOf("minimal"))).toEqual([
      [[{ fqdn: "borg.example.net" }], [{ port: 22, protocol: "TCP" }]],
      [[{ entity: "dns" }], undefined],
    ]);
    expect(policies(caseOf("complete"))).toEqual([
      [[{ cidr: "10.20.0.5/32" }], [{ port: 2222, protocol: "TCP" }]],
      [[{ fqdn: "hc-ping.com" }], [{ port: 443, protocol: "TCP" }]],
      [[{ entity: "dns" }], undefined],
    ]);
  });

  it("no secret stands in the output, and every one is asked for", () => {
    const file = compiledOf(caseOf("complete"));
    for (const key of ["passphrase", "ssh-key", "known-hosts", "healthcheck-url"])
      expect(file("README.md")).toContain(`--from-literal=${key}="$`);
    expect(file("README.md")).toContain("ssh-keyscan -t ed25519 -p 2222 10.20.0.5");
    expect(file("manifests/borgmatic/borgmatic.yaml")).toContain("ping_url: ${HEALTHCHECK_URL}");
  });
});

describe("the README", () => {
  const readme = compiledOf(caseOf("complete"))("README.md");

  it("makes the repository after the bootstrap, and gets each share back", () => {
    const [before = "", restore = ""] = readme.split("\n## Restore\n");
    expect(before).toContain("exec job/shell -- borgmatic repo-create\n");
    expect(restore).toContain(
      ' && (cd /mnt/nfs-volumes && borg extract --numeric-ids --strip-components 3 "::$ARCHIVE" mnt/nfs/volumes)\n',
    );
  });
});
