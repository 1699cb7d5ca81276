import { InvalidArgumentError } from "commander";

/** The value of `-o, --output`. */
export function parseFormat(value: string): string {
  if (value === "text" || value === "json") return value;
  throw new InvalidArgumentError("It is text or json.");
}
