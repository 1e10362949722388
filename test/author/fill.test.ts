import fc from "fast-check";
import { expect, test } from "vitest";
import { readPlaybook } from "../../src/playbook/read.ts";
import { context, template, withoutModel } from "./stand.ts";

const renewal = template("renewal");

function filled(answers: Record<string, string>, within = context, id = "renewal") {
  return withoutModel.fill(within, template(id), answers);
}

test("a template asks little: its name, when it starts, its inputs, who approves, where it lives", () => {
  expect(withoutModel.questionsOf(renewal)).toEqual([
    {
      name: "name",
      label: "What should it be called?",
      kind: "line",
      options: [],
      initial: "Renewal, 90 days out",
      optional: false,
    },
    {
      name: "start",
      label: "When should it start?",
      kind: "line",
      options: [],
      initial: "90 days before renewal date",
      optional: false,
    },
    {
      name: "input_max_discount",
      label: "What is the highest discount we may offer, in percent?",
      kind: "number",
      options: [],
      initial: "10",
      optional: false,
    },
    {
      name: "approver",
      label: "Who approves what the customer receives?",
      kind: "choice",
      options: ["as in the template", "csm", "manager"],
      initial: "as in the template",
      optional: false,
    },
    {
      name: "channel",
      label: "In which channel should it post?",
      kind: "line",
      options: [],
      initial: null,
      optional: true,
    },
  ]);
});

test.each(withoutModel.templates().map(({ id }) => id))(
  "the template %s is accepted with all its own answers, without a doubt",
  (id) => {
    const questions = withoutModel.questionsOf(template(id));
    const own = Object.fromEntries(questions.map((it) => [it.name, it.initial ?? ""]));

    expect(questions.length).toBeLessThanOrEqual(6);
    expect(new Set(questions.map(({ name }) => name)).size).toBe(questions.length);
    for (const answers of [{}, own])
      expect(filled(answers, context, id)).toMatchObject({ is: "written", notes: [] });
  },
);

test("answers go into the template's own text, and the rest of it stays", () => {
  const answers = {
    name: "EU renewals",
    start: "60 days before the renewal at 8:30",
    input_max_discount: "15%",
    approver: "manager",
    channel: "#renewals",
  };

  const made = filled(answers);

  if (made.is !== "written") throw new Error(JSON.stringify(made));
  expect(made.playbook).toMatchObject({
    id: "eu-renewals",
    name: "EU renewals",
    channel: "renewals",
    triggers: [{ at: "60 days before renewal_date", time: "08:30" }],
    inputs: { max_discount: { default: 15 } },
  });
  const before = renewal.source.split("\n");
  const after = made.source.split("\n");
  expect(after[0]).toMatch(/^# Use this when/);
  expect(before.filter((line) => !after.includes(line))).toEqual([
    "id: renewal",
    "name: Renewal, 90 days out",
    "    default: 10",
    "    at: 90 days before renewal_date",
    '    time: "09:00"',
    "              who: csm",
    "              who: csm",
  ]);
  expect(made.notes).toEqual([expect.stringContaining("would come at once")]);
});

const starts: [said: string, phrase: string][] = [
  ["60", "60 days before renewal_date"],
  ["60 days", "60 days before renewal_date"],
  ["two months", "two months before renewal_date"],
  ["3 weeks after kickoff", "3 weeks after kickoff_date"],
  ["45 days ahead of the contract's end", "45 days before renewal_date"],
  ["30 days before renewal date", "30 days before renewal_date"],
  ["on the renewal date", "on renewal_date"],
  ["30 DAYS BEFORE RENEWAL_DATE", "30 days before renewal_date"],
];

test.each(starts)("“%s” starts it %s", (start, at) => {
  expect(filled({ start })).toMatchObject({ playbook: { triggers: [{ at }] } });
});

const wrong: [answers: Record<string, string>, question: string, words: string][] = [
  [{ start: "sometime" }, "start", "no such moment"],
  [{ start: "60 dayz before renewal" }, "start", "not a unit of time"],
  [{ start: "60 days before christmas" }, "start", 'a date called "christmas"'],
  [{ start: "60 days before renewal at 25:00" }, "start", "time of day"],
  [{ input_max_discount: "lots" }, "input_max_discount", "number"],
  [{ input_max_discount: "50" }, "input_max_discount", "At most 30"],
  [{ approver: "nobody" }, "approver", "csm or manager"],
  [{ channel: "#renewls" }, "channel", "Did you mean #renewals?"],
  [{ channel: "two words" }, "channel", "not the name of a channel"],
  [{ name: "x".repeat(81) }, "name", "80 characters"],
];

test.each(wrong)("%j is wrong at its question", (answers, question, words) => {
  expect(filled(answers)).toEqual({
    is: "wrong",
    problems: { [question]: expect.stringContaining(words) },
  });
});

test("all wrong answers are told at once", () => {
  const made = filled({ start: "never", channel: "nowhere", input_max_discount: "x" });

  expect(made.is === "wrong" && Object.keys(made.problems)).toEqual([
    "start",
    "input_max_discount",
    "channel",
  ]);
});

test("what no answer can mend is said at the first question", () => {
  const surroundings = { ...context.surroundings, agents: [] };

  const made = filled({}, { ...context, surroundings });

  expect(made).toMatchObject({
    is: "wrong",
    problems: { name: expect.stringContaining('no agent "renewal"') },
  });
});

const ids: [name: string, id: string][] = [
  ["Renewal, 90 days out", "renewal-90-days-out"],
  ["Ünïcode — Größe!", "unicode-grosse"],
  ["90 days", "playbook-90-days"],
  ["续约", "playbook"],
  ["Renewal", "renewal-2"],
  ["The customer's voice", "the-customers-voice"],
];

test.each(ids)("“%s” gets the id %s", (name, id) => {
  expect(filled({ name })).toMatchObject({ playbook: { id } });
});

const anything = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    "60",
    "60 days",
    "0",
    "-1",
    "30 days before renewal",
    "every Monday",
    "yes",
    "csm",
    "Manager",
    "as in the template",
    "#renewals",
    "a: b",
    "# no",
    "{{x}}",
    "- a\n- b",
    "null",
    "'",
    '"',
    "\\",
    "!!js/function",
    "&a",
    "\u202e",
  ),
);

/** What is wrong with a filled template; null when nothing is. */
function verdict(made: ReturnType<typeof filled>, questions: string[], taken: string[]) {
  if (made.is === "written") {
    if (taken.includes(made.playbook.id)) return `took the id ${made.playbook.id}`;
    const reading = readPlaybook(made.source, context.surroundings);
    return reading.ok ? null : reading.problems;
  }
  const problems = Object.entries(made.problems);
  if (problems.length === 0) return "wrong without a problem";
  return problems.find(([name, words]) => !questions.includes(name) || words.trim() === "") ?? null;
}

test("whatever is answered, the result is accepted or a question is named; ids are never taken", () => {
  const cases = fc.record({
    used: fc.constantFrom(...withoutModel.templates()),
    given: fc.array(anything, { minLength: 6, maxLength: 6 }),
    asked: fc.subarray([0, 1, 2, 3, 4, 5]),
  });
  const taken = ["playbook", "renewal-90-days-out", "customer-at-risk"];

  fc.assert(
    fc.property(cases, ({ used, given, asked }) => {
      const questions = withoutModel.questionsOf(used).map(({ name }) => name);
      const answers = Object.fromEntries(
        asked.flatMap((i) => (questions[i] === undefined ? [] : [[questions[i], given[i] ?? ""]])),
      );

      const made = filled(answers, { ...context, taken }, used.id);

      expect(verdict(made, questions, taken)).toBeNull();
    }),
    { numRuns: 80 },
  );
});
