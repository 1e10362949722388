import fc from "fast-check";
import { zodResponseFormat } from "openai/helpers/zod";
import { expect, test } from "vitest";
import { z } from "zod";
import { ChangeForm } from "../../src/author/change-form.ts";
import { DraftPlan } from "../../src/author/draft-plan.ts";
import { exampleSteps } from "../../src/author/example-steps.ts";
import { PlaybookForm } from "../../src/author/form.ts";
import { formToPlaybook } from "../../src/author/form-to-playbook.ts";
import { playbookToForm } from "../../src/author/playbook-to-form.ts";
import { reference } from "../../src/author/reference.ts";
import { tidy } from "../../src/author/tidy.ts";
import { strictProblems } from "../../src/model/strict-problems.ts";
import { readPlaybook } from "../../src/playbook/read.ts";
import type { Playbook } from "../../src/playbook/playbook.ts";
import { stepTypes } from "../../src/steps/all.ts";
import { triggerTypes } from "../../src/triggers/all.ts";
import { playbookOf, surroundings } from "../support/library.ts";
import { field, form, row, trigger, withoutModel } from "./stand.ts";

const place = { id: "x", dates: ["renewal_date", "kickoff_date"] };

const schemas = [
  ["plan", DraftPlan],
  ["form", PlaybookForm],
  ["change", ChangeForm],
] as const;

test.each(schemas)("the %s can be asked for in strict mode", (name, schema) => {
  expect(strictProblems(schema)).toEqual([]);
  expect(() => zodResponseFormat(schema, name)).not.toThrow();
});

test("every step type and trigger can stand in the form", () => {
  expect(PlaybookForm.shape.rows.element.shape.do.options).toEqual(stepTypes.map((it) => it.do));
  const { by } = PlaybookForm.shape.triggers.element.shape;
  expect(by.options).toEqual(triggerTypes.map((it) => it.by));
});

test("the manual of steps, triggers and names is the one that was reviewed", async () => {
  await expect(`${reference()}\n`).toMatchFileSnapshot("reference.md");
});

// what a text ends in is the printer's business
function trimmed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, it: unknown) =>
    typeof it === "string" ? it.trimEnd() : it,
  );
}

function throughForm(playbook: Playbook): unknown {
  const { source, faults } = formToPlaybook(playbookToForm(playbook), {
    ...place,
    id: playbook.id,
  });
  expect(faults).toEqual([]);
  return trimmed(playbookOf(source));
}

test.each(withoutModel.templates().map(({ id, playbook }) => [id, playbook] as const))(
  "the template %s comes through the form unchanged",
  (_id, playbook) => {
    expect(throughForm(playbook)).toEqual(trimmed(playbook));
  },
);

test("gates, rounds, what leads elsewhere and what takes back come through the form unchanged", () => {
  const playbook = playbookOf(`format: 1
id: talks
name: Talks
goal: Agree.
steps:
  - id: talk
    do: phase
    repeat: { every: 7d, until: customer.health > 80, at_most: 3 }
    announce: { to: [renewals, csm], text: We begin. }
    gate:
      - say: All agree
        who: manager
      - say: Health is good
        when: customer.health > 60
    undo:
      - { id: sorry, do: message, text: We take it back. }
    steps:
      - { id: ask, do: task, title: Ask, who: csm, on_error: continue, no_undo: Asked is asked }
      - id: next
        do: decide
        question: Go on?
        who: manager
        reason: true
        paths:
          - { name: Again, then: again }
          - { name: Stop, then: rollback }
          - name: Proceed
rollback:
  - from: [talk]
    steps:
      - { id: cleared, do: task, title: Clear it up, who: csm }
  - steps:
      - { id: told, do: message, text: We went back. }
`);

  expect(throughForm(playbook)).toEqual(trimmed(playbook));
});

test("the example of every step type comes through the form unchanged", () => {
  const steps = [...exampleSteps().values()];
  const playbook: Playbook = { format: 1, id: "all", name: "All", goal: "Show", steps };

  expect(steps).toHaveLength(stepTypes.length);
  expect(throughForm(playbook)).toEqual(trimmed(playbook));
});

test("a field of a group, of a list and of a trigger is set by its dotted name", () => {
  const { source } = formToPlaybook(
    form({
      inputs: [
        { name: "reason", type: "text", ask: "Why?", default: "-", min: null, max: null },
        { name: "level", type: "[low, high]", ask: null, default: "high", min: null, max: null },
        { name: "discount", type: "number", ask: null, default: "10%", min: 0, max: 20 },
        { name: "big", type: "yes/no", ask: null, default: "yes", min: null, max: null },
      ],
      triggers: [trigger("event", { name: "risk.detected" })],
      fields: [
        ...form().fields,
        field("nudge", "approval.second_person", "yes"),
        field("nudge", "retry.limit", "2"),
        field("call", "output", "mood: [good, bad]\nseats: number"),
        field(null, "triggers.0.give.reason", "event.reason"),
        field(null, "visible_to", "csm, manager"),
        field(null, "owner", "@maya"),
      ],
    }),
    place,
  );

  expect(playbookOf(source)).toMatchObject({
    owner: "@maya",
    visible_to: ["csm", "manager"],
    inputs: {
      reason: { type: "text", default: "-" },
      level: { type: ["low", "high"], default: "high" },
      discount: { default: 10, min: 0, max: 20 },
      big: { default: true },
    },
    triggers: [{ by: "event", name: "risk.detected", give: { reason: "event.reason" } }],
    steps: [
      { approval: { second_person: true }, retry: { limit: 2 } },
      {},
      { output: { mood: ["good", "bad"], seats: "number" } },
    ],
  });
});

test("dates are written by their names, however they were said", () => {
  const { source } = formToPlaybook(
    form({
      triggers: [trigger("date", { at: "60 days before the contract ends" })],
      rows: [
        row({ id: "kickoff", do: "wait", text: "1 day", at: "2 days after go-live" }),
        row({ id: "b", do: "message", text: "Hi", at: "30 days after kickoff" }),
        row({ id: "c", do: "wait" }),
        row({ id: "d", do: "message", text: "Hi", at: "whenever" }),
      ],
      fields: [field("c", "until", "the renewal date")],
    }),
    place,
  );

  const dates = [...source.matchAll(/\b(?:at|until): (.+)/g)].map(([, date]) => date);
  expect(dates).toEqual([
    "60 days before renewal_date",
    "2 days after kickoff_date",
    "30 days after kickoff",
    "on renewal_date",
    "whenever",
  ]);
});

const misplaced = [
  ["a field of no row", { fields: [field("ghost", "subject", "x")] }, "no row is called so"],
  [
    "a field with a forbidden name",
    { fields: [field("nudge", "__proto__.x", "1")] },
    "cannot be set",
  ],
  ["the steps as a field", { fields: [field(null, "steps", "[]")] }, "cannot be set"],
  ["a row in no row", { rows: [row({ id: "a", do: "wait", parent: "b", path: "x" })] }, "no row"],
  [
    "a row in a wait",
    { rows: [row({ id: "a", do: "wait" }), row({ id: "b", do: "wait", parent: "a" })] },
    "holds none",
  ],
  [
    "a row in itself",
    { rows: [row({ id: "a", do: "if", parent: "a", path: "x" })] },
    "inside itself",
  ],
  [
    "rows in each other",
    {
      rows: [
        row({ id: "a", do: "if", parent: "b", path: "x" }),
        row({ id: "b", do: "if", parent: "a", path: "y" }),
      ],
    },
    "inside itself",
  ],
  [
    "a row without a path",
    { rows: [row({ id: "a", do: "if" }), row({ id: "b", do: "wait", parent: "a" })] },
    "which path",
  ],
] as const;

test.each(misplaced)("%s is named, and the rest goes on", (_what, some, words) => {
  const { source, faults } = formToPlaybook(
    form({
      ...some,
      rows: [...("rows" in some ? some.rows : form().rows)],
      fields: [...("fields" in some ? some.fields : [])],
    }),
    place,
  );

  expect(faults.map(({ message }) => message.replace("There is no", "no")).join()).toContain(words);
  expect(source).toContain("steps:");
});

const scrap = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: "binary", maxLength: 10 }),
  fc.constantFrom(
    "",
    " ",
    "\t",
    "a: b",
    "# x",
    "- y",
    "{{x}}",
    "{{#if a}}",
    "[a, b]",
    "null",
    "~",
    "!!js",
    "&a",
    "*a",
    "\u202e",
    "__proto__",
    "---",
    "a\n\n  b",
    "nudge",
    "who",
  ),
);
const scraps = fc.record({
  name: scrap,
  goal: scrap,
  customers: fc.option(scrap),
  rows: fc.array(
    fc.record({
      id: scrap,
      do: fc.constantFrom(...stepTypes.map((it) => it.do)),
      name: fc.option(scrap),
      parent: fc.option(scrap),
      path: fc.option(scrap),
      only_if: fc.option(scrap),
      at: fc.option(scrap),
      who: fc.option(scrap),
      text: fc.option(scrap),
    }),
    { maxLength: 4 },
  ),
  fields: fc.array(fc.record({ step: fc.option(scrap), field: scrap, value: scrap }), {
    maxLength: 4,
  }),
});

test("whatever a form holds, it comes to a text that is read or complained of", () => {
  fc.assert(
    fc.property(scraps, (some) => {
      const { source } = formToPlaybook(form(some), place);
      const reading = readPlaybook(source, surroundings);
      expect(reading.ok || reading.problems.length > 0).toBe(true);
    }),
    { numRuns: 120 },
  );
});

const texts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });

test("a text in a form arrives as it was written, but for what nobody sees", () => {
  fc.assert(
    fc.property(fc.array(texts, { minLength: 1, maxLength: 4 }), (lines) => {
      const text = `x${lines.join("\n").replaceAll(/[{}\\]/g, "")}x`;
      const made = formToPlaybook(
        form({ rows: [row({ id: "a", do: "message", text })], fields: [] }),
        place,
      );
      const reading = readPlaybook(made.source, surroundings);
      expect(reading.ok || reading.problems).toBe(true);
      const [step] = reading.ok ? reading.playbook.steps : [];
      expect(z.looseObject({ text: z.string() }).parse(step).text.trimEnd()).toBe(tidy(text));
    }),
    { numRuns: 120 },
  );
});

test("reminders, hours and what must be so stand in the form as they stand in the playbook", () => {
  const playbook = playbookOf(`format: 1
id: x
name: X
goal: Try it.
window:
  days: mon-thu
  holidays: DE
prerequisites:
  - say: It is known
    when: has(customer.renewal_date)
  - say: A sponsor is named
    who: csm
success:
  - say: They are happy
    who: manager
steps:
  - id: mail
    do: email
    to: primary
    subject: Hello
    body: Hi
    remind: 1d
    approval:
      remind: 4h
      escalate:
        - in: 1d
          who: manager
        - in: 2 business days
          who: "@priya"
`);

  expect(throughForm(playbook)).toEqual(playbook);
});
