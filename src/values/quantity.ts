const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * The number of a Kubernetes quantity, in bytes or cores: `500m` is 0.5, `8Gi` is 8589934592. Undefined where the
 * text is not one. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(text: string): number | undefined {
  const match = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([eE][+-]?\d+)|(m|k|[MGTPE]i?|Ki))?$/.exec(text);
  if (match === null) return undefined;
  return match[2] === undefined
    ? Number(match[1]) * (UNITS[match[3] ?? ""] ?? 1)
    : Number(`${match[1]}${match[2]}`);
}

/** Bytes as a quantity: the largest binary unit that is exact, else whole mebibytes, rounded down. Undefined where no amount of memory is meant: below zero, or without end. */
export function formatQuantity(bytes: number): string | undefined {
  if (!Number.isFinite(bytes) || bytes < 0) return undefined;
  for (const unit of ["Ti", "Gi", "Mi"]) {
    const count = bytes / (UNITS[unit] ?? 1);
    if (count >= 1 && Number.isInteger(count)) return `${count}${unit}`;
  }
  return `${Math.floor(bytes / 2 ** 20)}Mi`;
}
