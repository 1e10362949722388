/** What is taken as given on this machine, so that figures of different machines compare. */
export type Baseline = { name: string; value: number };

export type Figure = {
  name: string;
  /** each in this unit; a figure that is measured once is one value */
  values: number[];
  unit:
    | "ms"
    | "MB"
    | "KB"
    | "B"
    | "s"
    | "/s"
    | "×"
    | "files"
    | "lines"
    | "commits"
    | "statements"
    | "pages";
  /** what other programs know it by */
  key?: string;
  aims?: { p50?: number; p99?: number };
  baseline?: Baseline;
};

export type Bench = { name: string; run(): Promise<Figure[]> };

/** The smallest value that so much of all values does not exceed. */
function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]) => percentile(values, 0.5);

/** One line: name, n, p50, p99, what is aimed at, and how it stands to the machine's own speed. */
export function lineOf({ name, values, unit, aims = {}, baseline }: Figure): string {
  const part = (label: string, share: number, aim: number | undefined) => {
    const value = percentile(values, share);
    const word = aim === undefined ? "" : ` (aim ≤ ${aim}${value > aim ? ", MISSED" : ""})`;
    return `${label}${short(value)} ${unit}${word}`.padEnd(34);
  };
  // a handful of values has no tail worth a number
  const few = values.length < 20;
  const parts = few
    ? [part("", 0.5, aims.p50), "".padEnd(34)]
    : [part("p50 ", 0.5, aims.p50), part("p99 ", 0.99, aims.p99)];
  const ratio = baseline
    ? `${short(median(values) / baseline.value)} × ${baseline.name} (${short(baseline.value)} ${unit})`
    : "";
  const count = `n ${values.length}`;
  return `${name.padEnd(44)}${count.padEnd(8)}${parts.join("")}${ratio}`.trimEnd();
}

/** A figure as data: its median, and where it has a tail its p50 and p99. */
export function entriesOf({ key, values }: Figure): [string, number][] {
  if (key === undefined) return [];
  if (values.length < 20) return [[key, median(values)]];
  return [
    [`${key}P50Ms`, median(values)],
    [`${key}P99Ms`, percentile(values, 0.99)],
  ];
}

function short(value: number): string {
  if (Math.abs(value) >= 100 || Number.isInteger(value)) return String(Math.round(value));
  return value.toPrecision(2);
}
