import { z } from "zod";
import { evaluate, type Helpers, holds } from "../grammar/evaluate.ts";
import { readExpression } from "../grammar/expression.ts";
import { expressionInWords } from "../grammar/expression-words.ts";
import { condition, expression } from "../grammar/field.ts";
import { defineTrigger, type Happening, type Subject } from "./trigger-type.ts";

export const event = defineTrigger({
  by: "event",
  about: "Fires when something happened to a customer.",
  example: `by: event
name: champion.left
when: event.seats > 50
give:
  reason: event.reason`,
  fields: {
    name: z
      .string()
      .regex(/^[a-z][\w-]*(\.[\w-]+)*$/, "an event's name, as champion.left")
      .max(100)
      .describe("the event's name, as champion.left"),
    when: condition("which of these events; sees `event` and `customer`").optional(),
    give: z
      .record(z.string(), expression("what fills the input"))
      .describe("fills inputs from the event")
      .optional(),
  },
  summary(trigger) {
    if (trigger.when === undefined) return `when ${trigger.name} happens`;
    const reading = readExpression(trigger.when);
    const words = reading.ok ? expressionInWords(reading.value) : trigger.when;
    return `when ${trigger.name} happens and ${words}`;
  },
  hears: (trigger) => trigger.name,
  means(trigger, happening, subject) {
    if (trigger.when === undefined) return { holds: true, because: `${happening.name} happened` };
    const reading = readExpression(trigger.when);
    if (!reading.ok) return { holds: false, because: `the condition cannot be read` };
    const values = { ...subject.values, event: happening.data };
    const answer = holds(reading.value, values, helpersFor(happening, subject));
    const words = expressionInWords(reading.value);
    if (answer.holds) return { holds: true, because: `${happening.name} happened and ${words}` };
    const missing = answer.missing.length > 0 ? ` (${answer.missing.join(", ")} is not known)` : "";
    return { holds: false, because: `not true: ${words}${missing}` };
  },
  gives(trigger, happening, subject) {
    const values = { ...subject.values, event: happening.data };
    const filled: Record<string, unknown> = {};
    for (const [input, source] of Object.entries(trigger.give ?? {})) {
      const reading = readExpression(source);
      if (!reading.ok) continue;
      const answer = evaluate(reading.value, values, helpersFor(happening, subject));
      if (answer.is === "value") filled[input] = answer.value;
    }
    return filled;
  },
});

function helpersFor({ at: now }: Happening, { zone, change }: Subject): Helpers {
  return { now, zone, change: (field, over) => change(field, over, now) };
}
