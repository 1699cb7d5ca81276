import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.ts";
import { placeText, type Slot } from "./slots.ts";
import type { Problem } from "./sops/read.ts";

const at = (file: string, line = 1): Location => ({ file, line, column: 1 });
const code = (text: string): string => `\`${text}\``;
const lines = (head: string, items: readonly string[]): string =>
  [head, ...items.map((item) => `- ${item}`)].join("\n");

export const fileUnusable = (file: string, { reason, line, isClear }: Problem): Diagnostic =>
  isClear
    ? diagnostic("E_SECRET_CLEAR", `This file may hold a secret in clear text: ${reason}.`, {
        location: at(file, line),
        hint: "restore it from Git, or remove it and run `k8sgen secrets init`; where it was pushed as it is, make new contents",
      })
    : diagnostic("E_SECRET_FILE", `The file cannot be used: ${reason}.`, { location: at(file, line) });

export const fileOfAnother = (file: string, found: string): Diagnostic =>
  diagnostic("E_SECRET_FILE", `The Secret in this file is ${code(found)}; its place says otherwise.`, {
    location: at(file),
    hint: "the place is `secrets/<namespace>/<name>.sops.yaml`",
  });

export const fileUnreadable = (file: string, reason: string): Diagnostic =>
  diagnostic("E_SECRET_FILE", `It cannot be read: ${reason}.`, { location: at(file) });

export const isLink = (path: string): Diagnostic =>
  diagnostic("E_SECRET_FILE", "This is a link; links to encrypted Secrets are not followed.", {
    location: at(path),
  });

export const otherRecipients = (file: string, others: readonly string[]): Diagnostic =>
  diagnostic(
    "W_SECRET_RECIPIENTS",
    others.length === 0
      ? "The file is not encrypted to the recipients in `secrets.sops.age`."
      : `The file can be opened with other keys than those of age too: ${others.join(", ")}.`,
    { location: at(file), hint: "`k8sgen secrets init` encrypts it again" },
  );

export const filesUnused = (paths: readonly string[]): Diagnostic =>
  diagnostic("W_SECRET_UNUSED", lines("No component needs these; they are not copied:", paths.map(code)), {
    hint: "remove them where their component will not come back",
  });

/** @param missing Secrets as `<namespace>/<name>`, each with the keys that are not there; none where the whole file is not */
export const secretsMissing = (
  missing: readonly { readonly id: string; readonly keys: readonly string[] }[],
  location: Location | undefined,
): Diagnostic =>
  diagnostic(
    "W_SECRET_MISSING",
    lines(
      "Components wait for Secrets that are not there:",
      missing.map(({ id, keys }) =>
        keys.length === 0 ? code(id) : `${code(id)}: ${keys.map(code).join(", ")}`,
      ),
    ),
    { path: "secrets.sops", location, hint: "run `k8sgen secrets init`, then build again" },
  );

export const privateKeyMissing = (looked: readonly string[]): Diagnostic =>
  diagnostic("E_SECRET_KEY", lines("No private key of age was found. Looked at:", looked), {
    hint: "copy your key there, or name its file with SOPS_AGE_KEY_FILE",
  });

export const privateKeyUnfit = (file: string, recipients: readonly string[]): Diagnostic =>
  diagnostic(
    "E_SECRET_KEY",
    lines("None of your private keys opens this file. It is encrypted to:", recipients.map(code)),
    {
      location: at(file),
      hint: "somebody who has the private key can add you: your recipient into homelab.yaml, then `k8sgen secrets init`",
    },
  );

export const privateKeyBroken = (source: string, line: number): Diagnostic =>
  diagnostic("E_SECRET_KEY", `${source}: line ${line} is no private key of age.`, {
    hint: "a key begins with AGE-SECRET-KEY-1; keys of plugins and of SSH are not understood here",
  });

export const keyFileUnreadable = (source: string, reason: string): Diagnostic =>
  diagnostic("E_SECRET_KEY", `${source}: it cannot be read: ${reason}.`);

export const keyFileMissing = (source: string, file: string): Diagnostic =>
  diagnostic("E_SECRET_KEY", `${source}: there is no file ${code(file)}.`);

export const damaged = (file: string): Diagnostic =>
  diagnostic("E_SECRET_DAMAGED", "The contents are not those that were encrypted.", {
    location: at(file),
    hint: "restore the file from Git, or remove it and run `k8sgen secrets init`",
  });

export const sharedDiffer = (keys: readonly string[]): Diagnostic =>
  diagnostic("E_SECRET_SHARED", lines("These must have one content, and have several:", keys.map(code)), {
    hint: "`k8sgen secrets set` on one of them sets all",
  });

export const contentsMissing = (slots: readonly Slot[]): Diagnostic =>
  diagnostic(
    "E_SECRET_MISSING",
    lines(
      "Only you know these:",
      slots.map(
        ({ places, description }) =>
          `${code(placeText(places[0]))}: ${description.replace(/\s+/g, " ").trim()}`,
      ),
    ),
    {
      hint: "run `k8sgen secrets init` in a terminal, or `k8sgen secrets set <namespace>/<name> <key>`; for what has several lines `--from-file <namespace>/<name>/<key>=<path>`",
    },
  );

export const secretUnknown = (id: string, known: readonly string[], near: string | undefined): Diagnostic =>
  diagnostic("E_SECRET_UNKNOWN", `No component needs a Secret ${code(id)}.`, {
    hint:
      near === undefined
        ? `there are: ${known.map(code).join(", ") || "none"}`
        : `did you mean ${code(near)}?`,
  });

export const keyUnknown = (
  id: string,
  key: string,
  known: readonly string[],
  near: string | undefined,
): Diagnostic =>
  diagnostic("E_SECRET_UNKNOWN", `The Secret ${code(id)} has no key ${code(key)}.`, {
    hint: near === undefined ? `its keys: ${known.map(code).join(", ")}` : `did you mean ${code(near)}?`,
  });

export const keyKnown = (id: string, key: string): Diagnostic =>
  diagnostic("E_SECRET_VALUE", `The content of ${code(`${id} ${key}`)} follows from homelab.yaml.`, {
    hint: "change it there",
  });

/** @param reason completes "The content of x ..." */
export const valueRefused = (id: string, key: string, reason: string): Diagnostic =>
  diagnostic("E_SECRET_VALUE", `The content of ${code(`${id} ${key}`)} ${reason}.`);

export const secretTooLong = (id: string): Diagnostic =>
  diagnostic(
    "E_SECRET_VALUE",
    `The contents of ${code(id)} are longer together than a Secret may be (1 MiB).`,
  );

export const valueThere = (id: string, key: string): Diagnostic =>
  diagnostic("E_SECRET_VALUE", `${code(`${id} ${key}`)} has a content already, and another one.`, {
    hint: `to change it: ${code(`k8sgen secrets set ${id} ${key} < file`)}`,
  });

export const valueUnreadable = (file: string, reason: string): Diagnostic =>
  diagnostic("E_SECRET_VALUE", `${code(file)} cannot be read: ${reason}.`);

export const nothingTyped = (id: string, key: string): Diagnostic =>
  diagnostic("E_SECRET_VALUE", `There is no content for ${code(`${id} ${key}`)}: none was typed.`);

export const fromFileForm = (): Diagnostic =>
  diagnostic("E_SECRET_VALUE", "`--from-file` takes `<namespace>/<name>/<key>=<path>`.");

export const secretsOff = (recipients: readonly string[], keyFile: string): Diagnostic =>
  diagnostic(
    "E_SECRETS_OFF",
    recipients.length > 0
      ? `homelab.yaml names no recipient. You have a key; add:\n${section(recipients)}`
      : `homelab.yaml names no recipient, and there is no key of age on this machine. Make one:\n  mkdir -p ${quoted(folderOf(keyFile))} && age-keygen -o ${quoted(keyFile)}\nand add the public key that it prints:\n${section(["age1..."])}`,
    {
      path: "secrets.sops.age",
      hint: "keep a copy of the private key in a safe place: without it nobody can read the secrets; it never goes into Git",
    },
  );

const section = (recipients: readonly string[]): string =>
  `  secrets: {sops: {age: ${recipients.length === 1 ? recipients[0] : `[${recipients.join(", ")}]`}}}`;

const folderOf = (path: string): string => path.replace(/[\\/][^\\/]*$/, "");

const quoted = (path: string): string => (/^[\w./:\\-]+$/.test(path) ? path : `"${path}"`);
