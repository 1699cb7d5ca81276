import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Node } from "../../generated/homelab.ts";
import type { Contribution, Plan } from "../../plan/model.ts";
import { getAt, isArray, isObject, type Json, type Path } from "../../values/json.ts";
import { Agreement } from "./agreement.ts";
import { concerns } from "./concerns.ts";
import { ownedByCore } from "./messages.ts";

/** A file that a node has. */
export interface NodeFile {
  /** Absolute path. */
  readonly path: string;
  readonly content: string;
  /** Octal, as `0644`. */
  readonly permissions: string;
}

/** What the operating system of a node must have, joined from all components. Lists are sorted. */
export interface NodeSettings {
  readonly packages: readonly string[];
  readonly modules: readonly string[];
  readonly sysctl: Readonly<Record<string, Json>>;
  readonly services: readonly string[];
  readonly files: readonly NodeFile[];
}

/** What a distribution needs of every node, and which files no component may bring. */
export interface OwnSettings {
  readonly packages: readonly string[];
  readonly modules: readonly string[];
  readonly sysctl: Readonly<Record<string, Json>>;
  readonly isOwnFile: (path: string) => boolean;
}

/** What every node has; a component may ask for another value. Ubuntu's 128 watchers are used up by some forty pods. */
const SYSCTL = { "fs.inotify.max_user_instances": 1024, "fs.inotify.max_user_watches": 524288 };

/** What the setup itself calls. */
const PACKAGES = ["ca-certificates", "curl"];

/**
 * Joins the contributed settings for the nodes of a role.
 * @param own what the distribution itself needs
 */
export function nodeSettings(
  plan: Plan,
  role: Node["role"],
  own: OwnSettings,
): { readonly value: NodeSettings; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const contributions = plan.contributions.NodeSettings.filter((contribution) =>
    concerns(contribution, role),
  );
  const sysctl = new Agreement(diagnostics, (key) => `the kernel parameter \`${key}\``);
  const files = new Agreement(diagnostics, (path) => `the file \`${path}\``);
  for (const contribution of contributions) {
    for (const [key, value, path] of entries(contribution, "sysctl"))
      sysctl.ask(key, {
        component: contribution.component,
        value,
        origin: contribution.value.originOf(path),
      });
    for (const [, value, at] of entries(contribution, "files")) {
      const path = String(getAt(value, ["path"]));
      const ask = { component: contribution.component, value, origin: contribution.value.originOf(at) };
      if (own.isOwnFile(path))
        diagnostics.push(ownedByCore(`the file \`${path}\``, { ...ask, value: path }, "use another path"));
      else files.ask(path, ask);
    }
  }
  const union = (key: string, first: readonly string[] = []): readonly string[] => {
    const items = contributions.flatMap((contribution) =>
      entries(contribution, key).map(([, item]) => String(item)),
    );
    return [...new Set([...first, ...items])].sort();
  };
  return {
    value: {
      packages: union("packages", [...PACKAGES, ...own.packages]),
      modules: union("modules", own.modules),
      sysctl: { ...SYSCTL, ...own.sysctl, ...Object.fromEntries(sysctl.values()) },
      services: union("services"),
      files: files.values().map(([, file]) => file as unknown as NodeFile),
    },
    diagnostics,
  };
}

/** Keys or indices below one field of a contribution, each with its value and path. */
function entries({ value }: Contribution, field: string): readonly (readonly [string, Json, Path])[] {
  const node = getAt(value.value, [field]);
  if (isArray(node)) return node.map((item, index) => [String(index), item, [field, index]]);
  return isObject(node) ? Object.entries(node).map(([key, item]) => [key, item, [field, key]]) : [];
}
