import { isObject, type Path } from "../values/json.ts";
import type { Draft } from "./draft.ts";

/** The longest name that k3d takes. https://github.com/k3d-io/k3d/blob/v5.9.0/pkg/types/defaults.go */
const LONGEST = 32;
const SUFFIX = "-laptop";

/** Sections of the core that a laptop has nothing for. */
const WITHOUT: readonly (readonly [path: Path, because: string])[] = [
  [["metadata", "promotedFrom"], "The laptop follows no other lab."],
  [["kubernetes", "endpoint"], "There is one server, and its address is that of the API."],
  [["kubernetes", "ipv6"], "The laptop's network has IPv4 alone."],
  [["kubernetes", "datastore"], "The server keeps the state itself: the database is the real homelab's."],
  [["network", "apiEndpoint"], "There is one server, and its address is that of the API."],
  [["network", "storageLan"], "Storage has no network of its own."],
  [
    ["network", "router"],
    "There is no router to set up: the program that runs the nodes brings their network.",
  ],
  [["network", "internet"], "Nothing of it can be reached from the internet."],
  [["network", "reach"], "No tunnel or VPN leads to it: those of the real homelab stay where they are."],
  [
    ["observability", "alerts", "receivers"],
    "Nobody is woken by a laptop: alerts are shown and sent to no one.",
  ],
];

/** Replaces what does not depend on the providers: the name, where Git has the output, and sections of the real network. */
export function replaceSections(draft: Draft): void {
  const name = draft.at(["metadata", "name"]);
  if (typeof name === "string" && !name.endsWith(SUFFIX))
    draft.set(["metadata", "name"], `${name.slice(0, LONGEST - SUFFIX.length)}${SUFFIX}`);
  for (const [path, because] of WITHOUT) draft.leaveOut(path, because);
  if (draft.at(["kubernetes", "distribution"]) === "kubeadm") makeK3s(draft);
  const delivery = draft.at(["delivery"]);
  for (const engine of Object.keys(isObject(delivery) ? delivery : {}))
    draft.leaveOut(
      ["delivery", engine, "path"],
      "The cluster follows the laptop's own folder of the output, never the real homelab's.",
    );
}

/** All programs that run the nodes start K3s on them. */
function makeK3s(draft: Draft): void {
  draft.leaveOut(["kubernetes", "distribution"], "K3s, of the same release of Kubernetes.");
  const version = draft.at(["kubernetes", "version"]);
  if (typeof version === "string") draft.set(["kubernetes", "version"], `${version}+k3s1`);
}
