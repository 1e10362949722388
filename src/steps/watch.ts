import { z } from "zod";
import { addDuration, durationInWords, readDuration } from "../grammar/duration.ts";
import { readExpression } from "../grammar/expression.ts";
import { expressionInWords, quantityInWords } from "../grammar/expression-words.ts";
import { condition, duration, numeric } from "../grammar/field.ts";
import { readShare } from "../grammar/share.ts";
import { capitalize, numberInWords } from "../grammar/words.ts";
import { defineStep } from "./step-type.ts";
import type { Outcome, World } from "./world.ts";

export const watch = defineStep({
  do: "watch",
  about: "Watches a number for a while and says in the run's thread when it changes.",
  example: `id: usage_watch
do: watch
metric: customer.usage
for: 48h
every: 15m
change: 10%
expect: value >= baseline * 0.9`,
  parks: false,
  form: { text: "metric", who: null },
  sees: { expect: { value: "number", baseline: "number" } },
  fields: () => ({
    metric: numeric("the number that is watched"),
    for: duration("how long"),
    every: duration("how often it is looked at; 15m without it, 1m at least").optional(),
    change: z
      .union([z.string().regex(/^\d+(\.\d+)?\s*%$/, "a number or a share"), z.number().positive()])
      .describe("how much of a change is said, as 5 or 10%; without it only `expect` is")
      .optional(),
    expect: condition(
      "what should stay true; `value` is the number now, `baseline` what it was when the run began",
    ).optional(),
  }),
  summary: (step) => `Watch ${inWords(step.metric)} for ${lengthInWords(step.for)}`,
  gist: (step) => `${inWords(step.metric)}, for ${lengthInWords(step.for)}`,
  faults: (step) =>
    (["for", "every"] as const).flatMap((name) => {
      const read = readDuration(step[name] ?? "15m");
      const start = new Date(0);
      if (!read.ok || addDuration(start, read.value, { zone: "UTC" }).getTime() >= 60_000)
        return [];
      const message = `${name} is a minute at least.`;
      return [{ code: "not-allowed" as const, path: [name], message, fix: "Write 1m or more." }];
    }),
  results: () => ({
    first: "number",
    last: "number",
    lowest: "number",
    highest: "number",
    baseline: "number",
    result: { oneOf: ["steady", "changed", "out of bounds"] },
  }),
  async begin(step, world) {
    const value = world.measure(step.metric);
    if (value === null)
      return { is: "failed", reason: `${inWords(step.metric)} is not known`, again: false };
    const baseline = world.measure(step.metric, "at start") ?? value;
    const start: Seen = {
      until: world.after(world.now, step.for).toISOString(),
      baseline,
      first: value,
      last: value,
      lowest: value,
      highest: value,
      said: value,
      values: [value],
      fits: true,
      changed: false,
      strayed: false,
    };
    const fits = fitsNow(step.expect, start, world);
    const seen = { ...start, fits, strayed: !fits };
    const began = value === baseline ? "" : `, ${numberInWords(baseline)} when this began`;
    const opening = `Watching ${inWords(step.metric)}: ${numberInWords(value)}${began}.`;
    return goOn(step, seen, world, fits ? opening : `${opening} ${strayedFrom(step.expect)}`);
  },
  resume(step, _signal, world, kept) {
    const before = Seen.parse(kept);
    const value = world.measure(step.metric) ?? before.last;
    const seen: Seen = {
      ...before,
      last: value,
      lowest: Math.min(before.lowest, value),
      highest: Math.max(before.highest, value),
      values: [...before.values, value].slice(-mostValues),
    };
    seen.fits = fitsNow(step.expect, seen, world);
    seen.strayed ||= !seen.fits;
    const isChange = step.change !== undefined && isMuch(step.change, before.said, value);
    if (!isChange && seen.fits === before.fits) return goOn(step, seen, world, null);
    const was = `${capitalize(inWords(step.metric))} is ${numberInWords(value)}, was ${numberInWords(before.said)}.`;
    const crossed =
      seen.fits === before.fits
        ? ""
        : seen.fits
          ? " It is as expected again."
          : ` ${strayedFrom(step.expect)}`;
    return goOn(step, { ...seen, said: value, changed: true }, world, was + crossed);
  },
  looks: () => true,
  expect: (step, world) => ({
    says: `Watch ${inWords(step.metric)} for ${lengthInWords(step.for)}`,
    lasts: { is: "until", at: world.after(world.now, step.for) },
  }),
});

const mostValues = 12;

/** What a watch has seen so far; its row keeps it between two looks. */
const Seen = z.object({
  until: z.string(),
  baseline: z.number(),
  first: z.number(),
  last: z.number(),
  lowest: z.number(),
  highest: z.number(),
  /** the value that was last told */
  said: z.number(),
  values: z.array(z.number()),
  fits: z.boolean(),
  changed: z.boolean(),
  strayed: z.boolean(),
});
type Seen = z.infer<typeof Seen>;

function goOn(
  step: { every?: string | undefined },
  seen: Seen,
  world: World,
  text: string | null,
): Outcome {
  const posts = text === null ? [] : [{ to: null, text }];
  const note = `${drawn(seen.values)} ${numberInWords(seen.last)}`.trim();
  const until = new Date(seen.until);
  if (until <= world.now) {
    const { first, last, lowest, highest, baseline } = seen;
    const result = seen.strayed ? "out of bounds" : seen.changed ? "changed" : "steady";
    return { is: "done", output: { first, last, lowest, highest, baseline }, result, note, posts };
  }
  const next = world.after(world.now, step.every ?? "15m");
  const look = next < until ? next : until;
  return { is: "waiting", for: { kind: "time", until: look }, note, keep: seen, posts };
}

// what cannot be judged now is taken to be as it was
function fitsNow(expected: string | undefined, seen: Seen, world: World): boolean {
  if (expected === undefined) return true;
  const verdict = world.judge(expected, { value: seen.last, baseline: seen.baseline });
  return verdict.known ? verdict.holds : seen.fits;
}

function isMuch(change: number | string, before: number, now: number): boolean {
  const least = typeof change === "number" ? change : Math.abs(before) * (readShare(change) ?? 0);
  return now !== before && Math.abs(now - before) >= least;
}

function strayedFrom(expected: string | undefined): string {
  const reading = readExpression(expected ?? "true");
  return `It should be that ${reading.ok ? expressionInWords(reading.value) : expected}.`;
}

const bars = "▁▂▃▄▅▆▇█";

/** The last values as a row of bars. */
function drawn(values: readonly number[]): string {
  if (values.length < 2) return "";
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const span = highest - lowest || 1;
  return values
    .map((value) => bars[Math.round(((value - lowest) / span) * (bars.length - 1))])
    .join("");
}

function inWords(metric: string): string {
  const reading = readExpression(metric);
  return reading.ok ? quantityInWords(reading.value) : metric;
}

function lengthInWords(source: string): string {
  const reading = readDuration(source);
  return reading.ok ? durationInWords(reading.value) : source;
}
