/** Run as a process of its own: writes a tree and dies by SIGKILL at the step that the arguments name. */
import { readFileSync } from "node:fs";
import { nodeDisk } from "../../src/write/disk.ts";
import { writeTree } from "../../src/write/write.ts";
import { watched } from "./disks.ts";

const [target, treeFile, last, torn] = process.argv.slice(2);
if (target === undefined || treeFile === undefined) throw new Error("target and tree are missing");
const files: Record<string, string> = JSON.parse(readFileSync(treeFile, "utf8"));
const tree = new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));

const disk = watched(nodeDisk, (step, number) => {
  if (number < Number(last)) return undefined;
  if (number === Number(last) && torn === "torn" && step.call === "create") return "torn";
  process.kill(process.pid, "SIGKILL");
  throw new Error("still alive");
});
const result = writeTree(target, tree, { disk });
process.stdout.write(JSON.stringify(result.diagnostics.map((diagnostic) => diagnostic.code)));
