/**
 * Why a chart could not be had: the repository cannot be reached or gives nonsense (`source`), it has no such chart or
 * version (`missing`), or the archive is not what it should be (`archive`).
 */
export class ChartFault extends Error {
  readonly kind: "source" | "missing" | "archive";
  constructor(kind: ChartFault["kind"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ChartFault";
    this.kind = kind;
  }
}
