import { z } from "zod";
import { condition, datePhrase, duration } from "../grammar/field.ts";
import { defineStep } from "./step-type.ts";

export const wait = defineStep({
  do: "wait",
  about: "Waits for a time, a date or an event.",
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
    match: condition("which of these events; sees `event`").optional(),
  }),
  summary: (step) => {
    if (step.for !== undefined) return `Wait ${step.for}`;
    if (step.until !== undefined) return `Wait until ${step.until}`;
    return `Wait for ${step.event ?? ""}`;
  },
  gist(step) {
    if (step.for !== undefined) return step.for;
    return step.until === undefined ? `for ${step.event ?? ""}` : `until ${step.until}`;
  },
  faults(step) {
    const given = (["for", "until", "event"] as const).filter((name) => step[name] !== undefined);
    if (given.length === 0)
      return [
        {
          code: "missing-field",
          path: ["for"],
          message: "It does not say what to wait for.",
          fix: "Add for: 5 days, until: a date, or event: a name.",
        },
      ];
    return given.slice(1).map((name) => ({
      code: "not-allowed",
      path: [name],
      message: `A wait has one of for, until and event; this one has ${given[0]} already.`,
      fix: "Keep one, or make two waits.",
    }));
  },
  results: (step) =>
    step.event === undefined
      ? { result: { oneOf: ["passed", "timed out"] } }
      : { event: "unknown", result: { oneOf: ["happened", "timed out"] } },
  async begin(step, world) {
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
  resume(_step, signal) {
    if (signal.is === "event")
      return { is: "done", output: { event: signal.data }, result: "happened" };
    return { is: "done", result: signal.is === "timeout" ? "timed out" : "passed" };
  },
  until: (step, world) => (step.until === undefined ? null : world.moment(step.until)),
  expect(step, world) {
    if (step.event !== undefined)
      return {
        says: `Wait for ${step.event}`,
        lasts: {
          is: "event",
          name: step.event,
          atMost: step.timeout === undefined ? null : world.after(world.now, step.timeout),
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
