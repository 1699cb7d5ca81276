import type { Json } from "../../values/json.ts";
import { toYaml } from "../../values/yaml.ts";

/** A value as YAML that stands deeper, to be put into the text of a template. */
export const indentedYaml = (spaces: number, value: Json): string =>
  toYaml(value)
    .trimEnd()
    .split("\n")
    .map((line) => `${" ".repeat(spaces)}${line}`)
    .join("\n");
