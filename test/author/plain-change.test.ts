import { expect, test } from "vitest";
import { applyEdits } from "../../src/author/apply-edits.ts";
import { plainChange } from "../../src/author/plain-change.ts";
import { playbookOf } from "../support/library.ts";
import { context, template, withoutModel } from "./stand.ts";

const sources = {
  renewal: template("renewal").source,
  risk: template("at-risk").source,
  onboarding: template("onboarding").source,
  saves: template("save-calls").source,
};

type Case = [on: keyof typeof sources, said: string, removed: string[], added: string[]];

// what is said, the lines that go, and the lines that come; every other line stays as it is
const changes: Case[] = [
  ["renewal", "change the wait to 5 days", ["timeout: 10 days"], ["timeout: 5 days"]],
  ["renewal", "make reply wait 3 days", ["timeout: 10 days"], ["timeout: 3 days"]],
  ["risk", "make the settle step wait two weeks", ["for: 21 days"], ["for: two weeks"]],
  ["risk", "Please make outreach wait 3 days.", [], ["at: 3 days later"]],
  [
    "risk",
    "give the check 5 business days",
    ["timeout: 2 business days"],
    ["timeout: 5 business days"],
  ],
  ["renewal", "change step 4 to 9 days", ["timeout: 21 days"], ["timeout: 9 days"]],
  ["renewal", "rename it to EU renewals", ["name: Renewal, 90 days out"], ["name: EU renewals"]],
  [
    "renewal",
    "call this playbook “Save the date”",
    ["name: Renewal, 90 days out"],
    ["name: Save the date"],
  ],
  [
    "renewal",
    "rename the step Hold the QBR to Review call",
    ["name: Hold the QBR"],
    ["name: Review call"],
  ],
  [
    "renewal",
    "start 60 days before renewal",
    ["at: 90 days before renewal_date"],
    ["at: 60 days before renewal_date"],
  ],
  [
    "renewal",
    "can you start it 60 days before the contract ends instead of 90?",
    ["at: 90 days before renewal_date"],
    ["at: 60 days before renewal_date"],
  ],
  [
    "renewal",
    "start a week earlier",
    ["at: 90 days before renewal_date"],
    ["at: 97 days before renewal_date"],
  ],
  ["renewal", "run it every Monday at 9", [], ["- by: schedule", "every: Monday at 9"]],
  [
    "risk",
    "start it 10 days after the kickoff",
    [],
    ["- by: date", "at: 10 days after kickoff_date"],
  ],
  ["renewal", "the manager approves the proposal", ["who: csm"], ["who: manager"]],
  [
    "renewal",
    "everything should be approved by the manager",
    ["who: csm", "who: csm"],
    ["who: manager", "who: manager"],
  ],
  ["risk", "second try must be approved by @maya", ["who: manager"], ['who: "@maya"']],
  [
    "renewal",
    "change the subject of send the proposal to Your renewal, {{customer.name}}",
    ["subject: Your renewal on {{date customer.renewal_date}}"],
    ['subject: "Your renewal, {{customer.name}}"'],
  ],
  [
    "renewal",
    "change the proposal's subject to Hi",
    ["subject: Your renewal on {{date customer.renewal_date}}"],
    ["subject: Hi"],
  ],
  [
    "risk",
    "change the text of alert to {{customer.name}} may leave.",
    [
      "text: |",
      "{{customer.name}} may leave us ({{money customer.arr}} a year, health {{customer.health}}, seriousness {{brief.seriousness}}).",
      "{{brief.what_happened}}",
      "{{customer.csm.first_name}} looks into it now.",
    ],
    ['text: "{{customer.name}} may leave."'],
  ],
  ["renewal", "post in #renewals", [], ["channel: renewals"]],
  ["renewal", "use the channel <#C0123|cs-team>", [], ["channel: cs-team"]],
  ["risk", "post Give the all-clear in #cs-team", ["to: manager"], ["to: cs-team"]],
  [
    "renewal",
    "move negotiation 2 days later",
    ["at: 45 days before renewal_date"],
    ["at: 43 days before renewal_date"],
  ],
  [
    "renewal",
    "postpone close by 1 week",
    ["at: 7 days before renewal_date"],
    ["at: on renewal_date"],
  ],
  ["risk", "move settle 1 week earlier", ["for: 21 days"], ["for: 14 days"]],
  ["renewal", "move hold the qbr 2 days later", [], ["at: 2 days later"]],
  ["renewal", "do the qbr 70 days before renewal", [], ["at: 70 days before renewal_date"]],
  ["renewal", "set max discount to 15", ["default: 10"], ["default: 15"]],
  ["renewal", "the highest discount is 20%", ["default: 10"], ["default: 20"]],
  ["renewal", "let the manager do the QBR", ["who: csm"], ["who: manager"]],
  ["renewal", "assign the negotiation to <@U1|maya>", ["who: csm"], ['who: "@maya"']],
  ["renewal", "remove the timeout of Hold the QBR", ["timeout: 21 days"], []],
  [
    "renewal",
    "change the goal to Renew everybody in time",
    ["goal: Renew on time, at the same price or higher."],
    ["goal: Renew everybody in time"],
  ],
  [
    "onboarding",
    "change the deadline of the kickoff to 10 days",
    ["timeout: 30 days"],
    ["timeout: 10 days"],
  ],
  [
    "onboarding",
    "remove the step Call for help",
    [
      "- id: help",
      "do: message",
      "name: Call for help",
      'only_if: check_in.mood == "unhappy"',
      "to: manager",
      "text: |",
      '{{customer.name}} is unhappy after a month. In the way: {{default check_in.obstacle "not known"}}',
      "",
    ],
    [],
  ],
];

// the same for what a step or a playbook has besides: only the lines that come, and how many go
const additions: [on: keyof typeof sources, said: string, gone: number, added: string[]][] = [
  ["renewal", "retry the summary 4 times, every 10 minutes", 1, ["limit: 4", "wait: 10 minutes"]],
  ["renewal", "try the qbr plan again up to three times", 0, ["retry:", "limit: 3"]],
  ["renewal", "don't retry the summary", 2, []],
  ["renewal", "remove the retries of the summary", 2, []],
  ["renewal", "please remind the csm of Hold the QBR every 2 days", 0, ["remind: 2 days"]],
  ["renewal", "remind them every two days about book the qbr", 0, ["remind: two days"]],
  ["renewal", "remind the approver of the proposal every 4 hours", 0, ["remind: 4 hours"]],
  [
    "renewal",
    "escalate Hold the QBR to the manager after 3 days",
    0,
    ["escalate:", "- who: manager", "in: 3 days"],
  ],
  ["saves", "if nobody does the plan within 5 days, ask the manager", 1, ["- in: 5 days"]],
  ["renewal", "if the summary fails, go on without it", 0, ["on_error: continue"]],
  ["renewal", "stop the run if Send the proposal fails", 0, ["on_error: stop"]],
  ["renewal", "if the proposal is rejected, send it back", 0, ["on_reject: send_back"]],
  ["renewal", "give up on Hold the QBR after 10 days", 1, ["timeout: 10 days"]],
  ["renewal", "Book the QBR may take at most 3 days", 1, ["timeout: 3 days"]],
  ["renewal", "Hold the QBR cannot be undone because it was a talk", 0, ["no_undo: It was a talk"]],
  [
    "renewal",
    "to undo Book the QBR, the manager switches it off",
    0,
    ["undo:", "- id: book_qbr_back", "do: task", "title: Switch it off", "who: manager"],
  ],
  [
    "renewal",
    "add a gate to Hold the QBR: the notes are in the CRM",
    0,
    ["gate:", "- say: The notes are in the CRM", "who: csm"],
  ],
  [
    "renewal",
    "only go on after Hold the QBR if qbr.discount <= 20",
    0,
    ["gate:", "- say: QBR discount is at most 20", "when: qbr.discount <= 20"],
  ],
  [
    "renewal",
    "before it starts, the manager confirms that a sponsor is named",
    0,
    ["prerequisites:", "- say: A sponsor is named", "who: manager"],
  ],
  [
    "renewal",
    'success means customer.renewal_status == "renewed"',
    0,
    ["- say: Renewal status is renewed", 'when: customer.renewal_status == "renewed"'],
  ],
  ["renewal", "remove the success criteria", 5, []],
  [
    "renewal",
    "only send mails Monday to Thursday between 9 and 17",
    0,
    ["window:", "days: monday to thursday", 'hours: "09:00-17:00"'],
  ],
  ["renewal", "send mails only on business days", 0, ["window:", "days: mon-fri"]],
  ["renewal", "observe the holidays in Bayern", 0, ["window:", "holidays: DE-BY"]],
  ["renewal", "use the customer's time zone", 0, ["window:", "timezone: customer"]],
  ["renewal", "at most 5 runs at once", 0, ["open: 5"]],
  ["renewal", "start at most 10 runs a week", 0, ["at_most:", "runs: 10", "per: 1 week"]],
  ["renewal", "only once per customer every 90 days", 1, ["every: 90 days"]],
  ["renewal", "wait 30 days between runs", 0, ["cool_down: 30 days"]],
  ["renewal", "if another run is working on the customer, wait for it", 1, ["conflict: wait"]],
  ["renewal", "do not start if another playbook is running", 1, ["conflict: skip"]],
  [
    "saves",
    "repeat the calls every 14 days until customer.health >= 80, at most 5 times",
    3,
    ["every: 14 days", "until: customer.health >= 80", "at_most: 5"],
  ],
  [
    "saves",
    "announce the calls in #renewals: We call them now.",
    0,
    ["announce:", "to:", "- renewals", "text: We call them now."],
  ],
  [
    "saves",
    "say how the calls go every 4 hours, but not between 20:00 and 08:00",
    0,
    ["updates: 4 hours", 'quiet: "20:00-08:00"'],
  ],
];

test.each(additions)("%s: “%s” adds", (on, said, gone, added) => {
  const source = sources[on];
  const playbook = playbookOf(source);

  const plain = plainChange(said, { playbook, context });
  const changed = plain.is === "edits" ? applyEdits(context, source, plain.edits) : plain;

  if (changed.is !== "applied") throw new Error(JSON.stringify(changed));
  const [before, after] = [source.split("\n"), changed.source.split("\n")];
  expect(missingIn(after, before).map((line) => line.trim())).toEqual(added);
  expect(missingIn(before, after).filter((line) => line !== "")).toHaveLength(gone);
});

/** The lines of one text that the other has not, each as often as it is missed. */
function missingIn(lines: string[], others: string[]): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

test.each(changes)("%s: “%s”", async (on, said, removed, added) => {
  const source = sources[on];

  const changed = await withoutModel.change(context, source, said);

  if (changed.is !== "written") throw new Error(`${changed.is}: ${changed.because}`);
  const [before, after] = [source.split("\n"), changed.source.split("\n")];
  expect(missingIn(before, after).map((line) => line.trim())).toEqual(removed);
  expect(missingIn(after, before).map((line) => line.trim())).toEqual(added);
  expect(changed.changes.length).toBeGreaterThan(0);
});

const answers: [on: keyof typeof sources, said: string, words: string][] = [
  ["renewal", "add an approval to the thank-you mail", "It is there already"],
  ["renewal", "send everything without approval", "cannot be turned off"],
  ["renewal", "turn off approvals", "cannot be turned off"],
  ["renewal", "the manager approves the offer", "Only what a customer receives is approved"],
  [
    "renewal",
    "remove the email",
    "“Send the proposal”, “Send the special proposal” or “Say thank you”",
  ],
  ["renewal", "remove the step Prepare the QBR", "is used by “Hold the QBR”"],
  ["renewal", "remove the step Sing a song", "There is no step “Sing a song”"],
  ["renewal", "post in #renewls", "Did you mean #renewals?"],
  ["renewal", "the highest discount is 50", "At most 30"],
  ["renewal", "move Hold the QBR 2 days earlier", "not any earlier"],
  ["renewal", "rename it to Renewal, 90 days out", "says so already"],
  ["renewal", "move Say thank you after Close the renewal", "cannot be empty"],
  ["renewal", "put Prepare the QBR before Book the QBR", "has not happened yet"],
  ["renewal", "let the manager do the Sum up", "not done by a person"],
  ["renewal", "start 60 days before christmas", 'a date called "christmas"'],
  ["risk", "start it 2 days earlier", "does not start around a date"],
  ["renewal", "do not undo Hold the QBR", "Say why as well"],
  ["renewal", "repeat Hold the QBR every week, at most 3 times", "has no repeat"],
  ["renewal", "observe the holidays in Narnia", "as US-CA"],
  ["renewal", "remind everybody of Sing a song every 2 days", "There is no step “Sing a song”"],
  ["renewal", "run it once a week", "I did not understand that"],
  ["renewal", "if the summary fails, sing", "I can go on, ask, or stop"],
  ["renewal", "remove the updates of Hold the QBR", "has no updates"],
  ["renewal", "make it nicer", "change the wait to 5 days"],
  ["renewal", "remove the discount from the proposal mail", "There is no step"],
  ["renewal", "run in parallel", "I did not understand that"],
  ["renewal", "start calling them", "I did not understand that"],
  ["renewal", "", "paste the whole YAML"],
];

test.each(answers)("%s: “%s” changes nothing and says why", async (on, said, words) => {
  expect(await withoutModel.change(context, sources[on], said)).toEqual({
    is: "unchanged",
    because: expect.stringContaining(words),
  });
});
