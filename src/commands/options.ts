import { InvalidArgumentError } from "commander";

/** An empty text is a variable that was not set; as a folder it would mean the root of the disk. */
export function parsePath(value: string): string {
  if (value !== "") return value;
  throw new InvalidArgumentError("It is empty.");
}
