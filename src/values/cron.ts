/** A field of a schedule: its name in a sentence, its bounds, and names for its numbers. */
interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const FIELDS: readonly Field[] = [
  { name: "minute", least: 0, most: 59, names: [] },
  { name: "hour", least: 0, most: 23, names: [] },
  { name: "day of the month", least: 1, most: 31, names: [] },
  { name: "month", least: 1, most: 12, names: MONTHS },
  { name: "day of the week", least: 0, most: 6, names: DAYS },
];

/** Days of the longest year's months. */
const LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const DESCRIPTORS = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/;

/** https://pkg.go.dev/time#ParseDuration, of at least a second. */
const EVERY = /^@every (\d+(\.\d+)?(h|m|s))+$/;

/**
 * Why a text is no schedule; undefined where it is one. The language is that of Kubernetes, K3s and Longhorn
 * (https://pkg.go.dev/github.com/robfig/cron/v3#hdr-CRON_Expression_Format): five fields, Sunday is 0 and not 7, and
 * neither `L`, `W` nor `#`. A time zone inside of it is refused, as by Kubernetes
 * (https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#unsupported-timezone-specification).
 * What only an oversight can mean is refused as well: empty items of a list, and days that no month has.
 */
export function cronProblem(text: string): string | undefined {
  if (text.startsWith("@"))
    return DESCRIPTORS.test(text) || (EVERY.test(text) && /[1-9]/.test(text))
      ? undefined
      : "it knows @hourly, @daily, @weekly, @monthly, @yearly and `@every 6h`";
  if (/^(CRON_)?TZ=/.test(text))
    return "a time zone cannot stand in it; it means the time zone of the cluster";
  const parts = text.trim().split(/[ \t]+/);
  if (parts.length !== FIELDS.length)
    return `it has ${parts.length} ${parts.length === 1 ? "field" : "fields"} and not five (minute, hour, day of the month, month, day of the week)`;
  const days: (ReadonlySet<number> | undefined)[] = [];
  for (const [index, field] of FIELDS.entries()) {
    const values = valuesOf(parts[index] ?? "", field);
    if (typeof values === "string") return values;
    days.push(values);
  }
  const [, , dates, months, weekdays] = days;
  // With both days restricted, either of them is enough.
  if (dates === undefined || weekdays !== undefined) return undefined;
  const comes = LENGTHS.some(
    (length, index) =>
      (months === undefined || months.has(index + 1)) && [...dates].some((date) => date <= length),
  );
  return comes ? undefined : "no such day ever comes";
}

/** The numbers of a field, undefined for all of them, or what is wrong with it. */
function valuesOf(text: string, field: Field): ReadonlySet<number> | undefined | string {
  const values = new Set<number>();
  let isAny = false;
  for (const item of text.split(",")) {
    const match = /^(?:([*?])|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(item);
    if (match === null) return `\`${item}\` cannot be the ${field.name}`;
    const [, any, from, to, step] = match;
    if (step !== undefined && Number(step) === 0) return `a step of 0 in \`${item}\` leads nowhere`;
    if (any !== undefined && step === undefined) isAny = true;
    const first = any !== undefined ? field.least : numberOf(from ?? "", field);
    const last =
      any !== undefined || (to === undefined && step !== undefined)
        ? field.most
        : numberOf(to ?? from ?? "", field);
    if (first === undefined || last === undefined)
      return `\`${item}\` cannot be the ${field.name}, which is ${field.least} to ${field.most}${field.names.length > 0 ? ` or ${field.names.slice(0, 2).join(", ")}, ...` : ""}`;
    if (last < first) return `\`${item}\` ends before it begins`;
    for (let value = first; value <= last; value += Number(step ?? 1)) values.add(value);
  }
  return isAny ? undefined : values;
}

function numberOf(text: string, { least, most, names }: Field): number | undefined {
  const index = names.indexOf(text.toLowerCase());
  if (index >= 0) return least + index;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}
