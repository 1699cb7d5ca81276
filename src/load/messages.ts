import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.ts";
import type { DirectoryEntry } from "../fs/filesystem.ts";

const start = (file: string): Location => ({ file, line: 1, column: 1 });

export const fileMissing = (file: string): Diagnostic =>
  diagnostic("E_FILE_MISSING", `There is no file \`${file}\`.`, {
    location: start(file),
    hint: "name the file with `-f`; `k8sgen init` makes a new one",
  });

export const includeMissing = (file: string, location: Location): Diagnostic =>
  diagnostic("E_FILE_MISSING", `There is no file \`${file}\`.`, {
    location,
    hint: "paths count from the folder of the file that includes them",
  });

export const includeCycle = (chain: readonly string[], location: Location): Diagnostic =>
  diagnostic("E_INCLUDE", `This file would include itself: ${chain.join(" > ")}.`, {
    location,
    hint: "put what both need into a third file, and include that one in each",
  });

export const includePath = (path: string, location: Location): Diagnostic =>
  diagnostic("E_INCLUDE", `\`${path}\` is no relative path of a file.`, {
    location,
    hint: "as `base.yaml` or `../shared/base.yaml`, with `/` between the steps",
  });

export const settingSyntax = (text: string, location: Location): Diagnostic =>
  diagnostic("E_SETTING", `\`${text}\` is no setting.`, {
    location,
    hint: "as `--set network.lan.gateway=192.168.1.1`, `--set nodes[0].address=192.168.1.21` or `--set 'nodes[0].labels[\"example.org/rack\"]=a'`",
  });

export const settingMisled = (path: string, location: Location): Diagnostic =>
  diagnostic(
    "E_SETTING",
    `\`${path}\` leads nowhere: what it is a part of is no map, or a list without that item.`,
    {
      location,
      hint: "`[0]` is the first item of a list; the number after the last one adds an item",
    },
  );

export const fileUnreadable = (file: string, reason: string): Diagnostic =>
  diagnostic("E_FILE_READ", `\`${file}\` cannot be read: ${reason}.`, {
    location: start(file),
    hint: reason.endsWith("not a file")
      ? "name a file, as `-f homelab.yaml`, or hand a pipe over by `-f /dev/stdin`"
      : undefined,
  });

export const notUtf8 = (file: string): Diagnostic =>
  diagnostic("E_FILE_ENCODING", "The file is not UTF-8 text.", {
    location: start(file),
    hint: "save it as UTF-8",
  });

export const fileTooLarge = (file: string, limit: number): Diagnostic =>
  diagnostic("E_FILE_READ", `The file has more than ${limit} bytes.`, { location: start(file) });

export const yamlSyntax = (message: string, location: Location, hint?: string): Diagnostic =>
  diagnostic("E_YAML_SYNTAX", message, { location, hint });

export const nestedTooDeeply = (file: string): Diagnostic =>
  diagnostic("E_YAML_SYNTAX", "The lists and maps of this file are nested too deeply.", {
    location: start(file),
  });

export const severalDocuments = (location: Location): Diagnostic =>
  diagnostic("E_YAML_MULTIPLE", "A second document begins here; a homelab is one document.", {
    location,
    hint: "remove the `---`, or keep the second document in a file of its own",
  });

export const tagRefused = (tag: string, location: Location): Diagnostic =>
  diagnostic("E_YAML_TAG", `The tag \`${tag}\` is not allowed.`, {
    location,
    hint: "remove the tag; quote the value if a string is meant",
  });

export const keyRefused = (what: string, location: Location): Diagnostic =>
  diagnostic("E_YAML_KEY", `${what} cannot be a key.`, { location, hint: "keys are plain strings" });

export const aliasesTooLarge = (location: Location): Diagnostic =>
  diagnostic(
    "E_YAML_ALIAS",
    "With its aliases expanded, the file has more values, or deeper ones, than are allowed.",
    { location, hint: "write the values out, or keep less behind one anchor" },
  );

export const aliasOfItself = (location: Location): Diagnostic =>
  diagnostic("E_YAML_ALIAS", "This alias stands inside of its own anchor, so it has no end.", {
    location,
    hint: "write the values out, or move the anchor to the part that is meant",
  });

export const aliasOfNothing = (name: string, location: Location): Diagnostic =>
  diagnostic("E_YAML_SYNTAX", `No anchor \`&${name}\` stands before this alias.`, {
    location,
    hint: `write \`&${name}\` before the value that is meant; a text that begins with \`*\` is written in quotes`,
  });

export const blueprintFileMissing = (folder: string, name: string): Diagnostic =>
  diagnostic("E_BLUEPRINT_FILE", `The blueprint has no file \`${name}\`.`, {
    location: start(`${folder}/${name}`),
  });

export const blueprintFolderUnreadable = (folder: string, reason: string): Diagnostic =>
  diagnostic("E_FILE_READ", `The folder \`${folder}\` cannot be read: ${reason}.`, {
    location: start(folder),
  });

const KINDS: Readonly<Record<DirectoryEntry["kind"], string>> = {
  file: "a file",
  directory: "a folder",
  link: "a link",
  other: "neither file nor folder",
};

/** @param ending of the file, as `.yml` */
export const manifestEnding = (path: string, ending: string): Diagnostic =>
  diagnostic(
    "E_BLUEPRINT_FILE",
    `Files in \`manifests/\` end in \`.yaml\` or \`.yaml.hbs\`; this one would be left out.`,
    {
      location: start(path),
      hint: /^\.(yml|yaml|json)(\.hbs)?$/i.test(ending)
        ? "rename it; JSON is YAML too"
        : "move it to `files/`, from where templates print it, or out of the blueprint",
    },
  );

/** Something that is not followed or read: what it leads to may be outside the blueprint. */
export const blueprintFileKind = (
  path: string,
  found: DirectoryEntry["kind"],
  expected: readonly DirectoryEntry["kind"][],
): Diagnostic =>
  diagnostic(
    "E_BLUEPRINT_FILE",
    `This is ${KINDS[found]} where a blueprint has ${expected.map((kind) => KINDS[kind]).join(" or ")}.`,
    {
      location: start(path),
      hint: found === "link" ? "links are not followed; put a copy in its place" : undefined,
    },
  );

export const manifestNameRefused = (path: string): Diagnostic =>
  diagnostic("E_BLUEPRINT_FILE", "The file's name cannot be that of a file of the output.", {
    location: start(path),
    hint: "use letters and digits of ASCII, `.`, `_`, `+` and `-`, and begin with a letter, a digit or `_`",
  });

export const manifestNameTaken = (path: string, name: string): Diagnostic =>
  diagnostic("E_BLUEPRINT_FILE", `Another file of the output is \`${name}\` already.`, {
    location: start(path),
    hint: "rename it; folders below `manifests/` become a part of the name, and case does not tell names apart",
  });

export const blueprintJson = (path: string, reason: string): Diagnostic =>
  diagnostic("E_BLUEPRINT_SCHEMA", `The file is not JSON: ${reason}.`, { location: start(path) });
