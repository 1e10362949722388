import { z } from "zod";
import { condition, datePhrase, duration } from "../grammar/field.ts";
import { dependsOnTime, readExpression } from "../grammar/expression.ts";
import { expressionInWords } from "../grammar/expression-words.ts";
import { defineStep } from "./step-type.ts";
import type { Outcome, World } from "./world.ts";

export const wait = defineStep({
  do: "wait",
  about: "Waits for a time, a date, an event, or until something is so.",
  example: `id: reply
do: wait
event: email.replied
timeout: 5 business days`,
  parks: true,
  form: { text: "for", who: null },
  sees: { match: { event: "unknown" } },
  fields: () => ({
    for: duration("how long").optional(),
    until: datePhrase("a date").optional(),
    event: z.string().min(1).max(100).describe("the name of an event of this customer").optional(),
    when: condition("it waits until this is true; looked at when the customer changes").optional(),
    match: condition("which of these events; sees `event`").optional(),
  }),
  summary: (step) => {
    if (step.for !== undefined) return `Wait ${step.for}`;
    if (step.until !== undefined) return `Wait until ${step.until}`;
    if (step.when !== undefined) return `Wait until ${conditionInWords(step.when)}`;
    return `Wait for ${step.event ?? ""}`;
  },
  gist(step) {
    if (step.when !== undefined) return `until ${conditionInWords(step.when)}`;
    if (step.for !== undefined) return step.for;
    return step.until === undefined ? `for ${step.event ?? ""}` : `until ${step.until}`;
  },
  faults(step) {
    const given = (["for", "until", "event", "when"] as const).filter(
      (name) => step[name] !== undefined,
    );
    if (given.length === 0)
      return [
        {
          code: "missing-field",
          path: ["for"],
          message: "It does not say what to wait for.",
          fix: "Add for: 5 days, until: a date, event: a name, or when: a condition.",
        },
      ];
    return given.slice(1).map((name) => ({
      code: "not-allowed",
      path: [name],
      message: `A wait has one of for, until, event and when; this one has ${given[0]} already.`,
      fix: "Keep one, or make two waits.",
    }));
  },
  results: (step) => {
    if (step.when !== undefined) return { result: { oneOf: ["came true", "timed out"] } };
    return step.event === undefined
      ? { result: { oneOf: ["passed", "timed out"] } }
      : { event: "unknown", result: { oneOf: ["happened", "timed out"] } };
  },
  async begin(step, world) {
    if (step.when !== undefined) return awaitTruth(step.when, world, endOf(step, world));
    if (step.event !== undefined)
      return {
        is: "waiting",
        for: { kind: "event", name: step.event, match: step.match ?? null },
      };
    if (step.for !== undefined)
      return { is: "waiting", for: { kind: "time", until: world.after(world.now, step.for) } };
    const until = world.moment(step.until ?? "");
    if (!until)
      return { is: "failed", reason: `the date of "${step.until}" is not known`, again: false };
    if (until <= world.now)
      return { is: "done", result: "passed", note: "the date had passed already" };
    return { is: "waiting", for: { kind: "time", until } };
  },
  resume(step, signal, world, kept) {
    if (step.when !== undefined) {
      const end = typeof kept?.["until"] === "string" ? new Date(kept["until"]) : null;
      return awaitTruth(step.when, world, end);
    }
    if (signal.is === "event")
      return { is: "done", output: { event: signal.data }, result: "happened" };
    return { is: "done", result: signal.is === "timeout" ? "timed out" : "passed" };
  },
  looks: (step) => step.when !== undefined && dependsOnTime(step.when),
  ripe: (step, world) => step.when !== undefined && world.judge(step.when).holds,
  until: (step, world) => (step.until === undefined ? null : world.moment(step.until)),
  expect(step, world) {
    const atMost = endOf(step, world);
    if (step.when !== undefined) {
      const words = conditionInWords(step.when);
      if (world.judge(step.when).holds)
        return { says: `${words} already`, lasts: { is: "instant" }, result: "came true" };
      const lasts = { is: "event", name: words, atMost } as const;
      return { says: `Wait until ${words}`, lasts, result: "came true" };
    }
    if (step.event !== undefined)
      return {
        says: `Wait for ${step.event}`,
        lasts: {
          is: "event",
          name: step.event,
          atMost,
        },
      };
    const until =
      step.for === undefined ? world.moment(step.until ?? "") : world.after(world.now, step.for);
    return {
      says: step.for === undefined ? `Wait until ${step.until}` : `Wait ${step.for}`,
      lasts: until ? { is: "until", at: until } : { is: "instant" },
      result: "passed",
    };
  },
});

// what time alone makes true is looked at this often
const lookEvery = "1 hour";

function awaitTruth(when: string, world: World, end: Date | null): Outcome {
  const { holds, because } = world.judge(when);
  if (holds) return { is: "done", result: "came true", note: because };
  if (end && end <= world.now) return { is: "done", result: "timed out", note: because };
  const next = dependsOnTime(when) ? world.after(world.now, lookEvery) : end;
  return {
    is: "waiting",
    for: { kind: "truth", look: end && next && end < next ? end : next },
    note: `waits until ${conditionInWords(when)}`,
    ...(end && { keep: { until: end.toISOString() } }),
  };
}

function endOf({ timeout }: { timeout?: string | undefined }, world: World): Date | null {
  return timeout === undefined ? null : world.after(world.now, timeout);
}

function conditionInWords(source: string): string {
  const reading = readExpression(source);
  return reading.ok ? expressionInWords(reading.value) : source;
}
