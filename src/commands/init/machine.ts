import { homedir, networkInterfaces } from "node:os";
import { join } from "node:path";
import { FileSystemError } from "../../fs/filesystem.ts";
import { nodeFileSystem } from "../../fs/node.ts";
import type { Machine } from "../../init/lan.ts";

/** What this machine says about its network. */
export function readMachine(): Machine {
  return {
    interfaces: Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
      (addresses ?? []).flatMap(({ family, internal, cidr }) =>
        family === "IPv4" && !internal && cidr !== null ? [{ name, cidr }] : [],
      ),
    ),
    routes: textOf("/proc/net/route"),
    // systemd-resolved puts itself into /etc/resolv.conf, and the name servers of the network here.
    resolver: textOf("/run/systemd/resolve/resolv.conf") || textOf("/etc/resolv.conf"),
  };
}

/** Public keys of the person at the keyboard, as OpenSSH keeps them: `~/.ssh/*.pub`. */
export function readPublicKeys(folder: string = join(homedir(), ".ssh")): readonly string[] {
  return names(folder)
    .filter((name) => name.endsWith(".pub"))
    .map((name) => textOf(join(folder, name)).trim())
    .filter((line) => PUBLIC_KEY.test(line));
}

/** One key of a kind that OpenSSH takes today; certificates and others are left out. */
const PUBLIC_KEY =
  /^(ssh-(ed25519|rsa)|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com) [A-Za-z0-9+/=]+( [^\n]*)?$/;

const names = (folder: string): readonly string[] =>
  quietly(() => nodeFileSystem.list(folder)?.map(({ name }) => name)) ?? [];

const textOf = (path: string): string =>
  new TextDecoder().decode(quietly(() => nodeFileSystem.read(path)) ?? new Uint8Array(0));

/** A suggestion less is no fault: what cannot be read is not there. */
function quietly<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FileSystemError) return undefined;
    throw error;
  }
}
