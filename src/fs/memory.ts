import type { DirectoryEntry, FileSystem } from "./filesystem.ts";

/** A tree in memory, for tests and editors: path -> text or bytes. Paths have no leading `./`. */
export function memoryFileSystem(files: Readonly<Record<string, string | Uint8Array>>): FileSystem {
  const bytes = new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    ]),
  );
  return {
    read: (path) => bytes.get(normal(path)),
    kind: (path) => {
      const name = normal(path);
      if (bytes.has(name)) return "file";
      return name === "" || [...bytes.keys()].some((other) => other.startsWith(`${name}/`))
        ? "directory"
        : undefined;
    },
    list(path) {
      const prefix = normal(path) === "" ? "" : `${normal(path)}/`;
      const entries = new Map<string, DirectoryEntry>();
      for (const name of bytes.keys()) {
        if (!name.startsWith(prefix)) continue;
        const [head = "", ...rest] = name.slice(prefix.length).split("/");
        entries.set(head, { name: head, kind: rest.length > 0 ? "directory" : "file" });
      }
      if (entries.size === 0) return undefined;
      return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

const normal = (path: string): string =>
  path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
