import type { Location } from "../diagnostics/diagnostic.ts";
import type { Path } from "../values/json.ts";

/** Where the nodes of a value stand, in one file or in several that were merged. */
export interface Places {
  /** The file that a fault of the whole belongs to. */
  readonly file: string;
  /** The place of a value; where it is absent, that of its key, else of the nearest parent that is there. */
  value(path: Path): Location;
  /** The place of a key; of the value where the node is a list item. */
  key(path: Path): Location;
  /** True where somebody wrote the node, so that it is not a default. */
  has(path: Path): boolean;
}
