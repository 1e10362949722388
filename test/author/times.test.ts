import { expect, test } from "vitest";
import { factsIn } from "../../src/author/facts.ts";
import { missingFacts } from "../../src/author/missing-facts.ts";
import { fieldsOf } from "../../src/author/doubts.ts";
import { lateSteps } from "../../src/author/late-steps.ts";
import { shiftLength, shiftPhrase } from "../../src/author/shift.ts";
import { readDuration } from "../../src/grammar/duration.ts";
import { playbookOf } from "../support/library.ts";

const dates = ["renewal_date", "kickoff_date"];

const sentences: [sentence: string, facts: (string | null)[]][] = [
  [
    "Create a playbook for renewals 90 days out: 60 days before the renewal, email the champion and wait 5 days.",
    ["90 days", "60 days before renewal_date", "5 days"],
  ],
  ["Every Monday at 9 post the numbers", ["Monday at 9"]],
  [
    "on the first Monday of the quarter at 10:00, and daily",
    ["first Monday of the quarter at 10:00", "daily"],
  ],
  ["two weeks before the contract ends tell the manager", ["two weeks before renewal_date"]],
  [
    "3 months after go-live, then 3 business days later",
    ["3 months after kickoff_date", "3 business days later"],
  ],
  ["90 days before their renewal date at 8:30", ["90 days before renewal_date at 08:30"]],
  ["on day 30 and on 1 March 2027", ["day 30", "2027-03-01"]],
  ["check in every two weeks", [null]],
  ["a weekly report", [null]],
  ["We have a customer with 50 seats and 3 contacts, may they sat", []],
  ["wait a day", []],
  ["ten days before the qbr", ["10 days"]],
  ["", []],
];

test.each(sentences)("the times in “%s” are read", (sentence, facts) => {
  expect(factsIn(sentence, dates).map(({ write }) => write)).toEqual(facts);
});

test("what cannot be said comes with what can", () => {
  expect(factsIn("check in every two weeks please", dates)).toEqual([
    {
      kind: "schedule",
      said: "every two weeks",
      write: null,
      hint: expect.stringContaining("first and third Monday"),
    },
  ]);
});

test("a long text is read in no time", () => {
  const began = performance.now();
  factsIn("every 5 days before the first of an hour ".repeat(2000), dates);
  expect(performance.now() - began).toBeLessThan(1500);
});

function playbook(steps: string, triggers = ""): ReturnType<typeof playbookOf> {
  return playbookOf(`format: 1\nid: x\nname: X\ngoal: X\n${triggers}steps:\n${steps}`);
}

const step = (id: string, more: string) =>
  `  - id: ${id}\n    do: message\n    text: Hello\n    ${more}\n`;

test("a time that was said and is nowhere in the playbook is missed, however it is written", () => {
  const facts = factsIn(
    "30 days after kickoff, 14 days, every Monday at 10, 60 days before renewal, 48 hours, 3 days",
    dates,
  );
  const made = playbook(
    `${step("kickoff", "at: 30 days after kickoff_date")}${step("b", "at: 2 weeks later")}${step("c", "notes: within 48 hours")}`,
    "triggers:\n  - by: schedule\n    every: Mondays 09:00\n  - by: date\n    at: 60 days after renewal_date\n",
  );

  expect(
    missingFacts(fieldsOf(made), facts).map(({ message }) => /“(.+)”/.exec(message)?.[1]),
  ).toEqual(["60 days before renewal", "48 hours", "3 days"]);
});

test("a step that is meant for before the start is named", () => {
  const trigger = "triggers:\n  - by: date\n    at: 60 days before renewal_date\n";
  const steps = [
    step("early", "at: 75 days before renewal_date"),
    step("fine", "at: 60 days before renewal_date"),
    step("after", "at: 2 days after renewal_date"),
    step("other", "at: 100 days before kickoff_date"),
  ];

  expect(lateSteps(playbook(steps.join(""), trigger)).map((it) => it.step)).toEqual(["early"]);
  expect(lateSteps(playbook(steps.join("")))).toEqual([]);
});

const shifts: [phrase: string, by: string, way: 1 | -1, text: string | null][] = [
  ["90 days before renewal_date", "7 days", -1, "97 days before renewal_date"],
  ["90 days before renewal_date", "2 weeks", 1, "76 days before renewal_date"],
  ["1 day before renewal_date", "3 days", 1, "2 days after renewal_date"],
  ["7 days before renewal_date", "1 week", 1, "on renewal_date"],
  ["on renewal_date", "1 day", -1, "1 day before renewal_date"],
  ["30 days after kickoff at 10:00", "2 days", 1, "32 days after kickoff at 10:00"],
  ["3 business days later", "2 business days", -1, "1 business day later"],
  ["3 business days later", "2 days", -1, null],
  ["1 month before renewal_date", "2 days", 1, null],
  ["2 days later", "3 days", -1, null],
  ["day 30", "2 days", 1, "day 32"],
  ["day 1", "2 days", -1, null],
  ["2027-03-01", "2 days", 1, null],
];

test.each(shifts)("%s by %s (%i) is %s", (phrase, by, way, text) => {
  const duration = readDuration(by);
  if (!duration.ok) throw new Error(by);

  const moved = shiftPhrase(phrase, duration.value, way);

  expect(moved.ok ? moved.text : null).toBe(text);
  expect(moved.ok || moved.wrong.endsWith(".")).toBe(true);
});

test("a length never becomes nothing", () => {
  const [two, three] = [readDuration("2 days"), readDuration("3 days")];
  if (!two.ok || !three.ok) throw new Error("durations");

  expect(shiftLength(three.value, two.value, -1)).toEqual({ ok: true, text: "1 day" });
  expect(shiftLength(two.value, two.value, -1)).toEqual({ ok: false, wrong: "It is only 2 days." });
});
