import { code } from "../readme/markdown.ts";
import { RENDERED } from "./model.ts";

/** What plain objects leave behind, and what they never do. */
export const LEFT_BEHIND = `- **What charts do when they are removed** is not among the objects of ${code(`${RENDERED}/`)}: nothing runs when a component goes, and nothing takes its data along.`;
