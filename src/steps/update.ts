import { z } from "zod";
import { setting } from "../grammar/field.ts";
import { isDate } from "../grammar/moment.ts";
import { valueAt } from "../grammar/value-at.ts";
import { valueInWords } from "../grammar/value-in-words.ts";
import { listInWords, nameInWords } from "../grammar/words.ts";
import { withBlanks } from "./blanks.ts";
import { customerFields } from "./customer-fields.ts";
import { filled } from "./filled.ts";
import { defineStep } from "./step-type.ts";
import type { Json, Output, World } from "./world.ts";

export const update = defineStep({
  do: "update",
  about: "Changes what is known of the customer.",
  example: `id: renewed
do: update
set:
  renewal_status: renewed
  health: 70`,
  parks: false,
  form: { text: null, who: null },
  fields: () => ({
    set: z
      .record(
        z.string().regex(/^[a-z][a-z0-9_]*$/, "a field's name is small letters, digits and _"),
        setting("what it becomes"),
      )
      .refine((fields) => Object.keys(fields).length > 0, "it names no field")
      .describe("fields of the customer, each with its new value, as [health: 70] on a line each"),
  }),
  summary: (step) =>
    `Set ${listed(step.set, (_name, written) => (typeof written === "string" ? withBlanks(written) : said(written, "UTC")))}`,
  gist: (step) => `sets ${listInWords(Object.keys(step.set).map(nameInWords))}`,
  results: (step) =>
    Object.fromEntries(
      Object.keys(step.set).map((name) => [name, customerFields[name] ?? "unknown"]),
    ),
  async begin(step, world) {
    const changes: Output = {};
    for (const [name, written] of Object.entries(step.set)) {
      const becomes = valueFor(name, written, world);
      if ("reason" in becomes) return { is: "failed", reason: becomes.reason, again: false };
      changes[name] = becomes.value;
    }
    if (!world.values["customer"])
      return { is: "failed", reason: "there is no customer to change", again: false };
    return { is: "done", result: "updated", output: changes, changes };
  },
  undo: (step, done) => ({
    steps: [{ id: `${step.id}_back`, do: "restore", of: step.id, iteration: done.iteration }],
  }),
  sets: (step) => Object.keys(step.set),
  expect: (step, world) => ({
    says: `Set ${listed(step.set, (name, written) => {
      const becomes = valueFor(name, written, world);
      const now = said(current(name, world), world.zone);
      const value = "value" in becomes ? said(becomes.value, world.zone) : becomes.seen;
      return `${value} (is ${now})`;
    })}`,
    lasts: { is: "instant" },
    result: "updated",
  }),
});

type Written = string | number | boolean;

/** The value in the kind the field has, or why it cannot be. Nothing becomes blank. */
function valueFor(
  name: string,
  written: Written,
  world: World,
): { value: Json } | { reason: string; seen: string } {
  const value = filled(written, world);
  const seen = said(value, world.zone);
  const wrong = (what: string) => ({
    reason: `${nameInWords(name)} is ${what}, and "${seen}" is none`,
    seen,
  });
  if (value === "") return { reason: `${nameInWords(name)} would become blank`, seen };
  switch (kindOf(name, world)) {
    case "number": {
      const number = typeof value === "string" && value !== "" ? Number(value) : value;
      return typeof number === "number" && Number.isFinite(number)
        ? { value: number }
        : wrong("a number");
    }
    case "boolean":
      if (value === true || value === "true" || value === "yes") return { value: true };
      if (value === false || value === "false" || value === "no") return { value: false };
      return wrong("a yes or no");
    case "date":
      return typeof value === "string" && isDate(value.slice(0, 10))
        ? { value: value.slice(0, 10) }
        : wrong("a date");
    case "text":
      return { value: String(value) };
    case null:
      return { value };
  }
}

function kindOf(name: string, world: World): "number" | "boolean" | "date" | "text" | null {
  const type = customerFields[name];
  if (type === "number" || type === "boolean" || type === "date" || type === "text") return type;
  const now = current(name, world);
  if (typeof now === "number") return "number";
  if (typeof now === "boolean") return "boolean";
  return typeof now === "string" ? (isDate(now) ? "date" : "text") : null;
}

function current(name: string, world: World): unknown {
  return valueAt(world.values, ["customer", name]);
}

function said(value: unknown, zone: string): string {
  return valueInWords(value, zone) ?? "not known";
}

function listed(
  set: Record<string, Written>,
  value: (name: string, written: Written) => string,
): string {
  return listInWords(
    Object.entries(set).map(([name, written]) => `${nameInWords(name)} to ${value(name, written)}`),
  );
}
