// everything by which a run starts, waits and ends of itself, as people see it in Slack

import { beforeAll, expect, test, vi } from "vitest";
import { atLocalTime, timeInWords } from "../src/grammar/zoned.ts";
import { sampleWorkspace } from "../src/local/sample/sample-workspace.ts";
import { eventually } from "./support/eventually.ts";
import { eventsSecret, postEvent } from "./support/other-system.ts";
import type { Program } from "./support/program.ts";
import { type SlackMessage, wordsOf } from "./support/slack-user.ts";
import { startWhole, turnOn } from "./support/whole.ts";

// a program and its database take their time where much else is going on
vi.setConfig({ testTimeout: 60_000 });

const maya = "UMAYA0001";
// where the workspace is: most of its people, or the first of as many
const ours = "America/New_York";

const began = new Date();
let program: Program;

beforeAll(async () => {
  const whole = await startWhole({ EVENTS_SECRET: eventsSecret });
  program = whole;
  return () => whole[Symbol.asyncDispose]();
});

async function start(name: string, customer: string): Promise<SlackMessage> {
  const { users } = program;
  await users.slash("maya", "renewals", `run ${name} for ${customer}`);
  await users.click(maya, await users.whisper(maya, "What would happen", name, customer), "Start");
  return users.message("renewals", `${name} · ${customer}`);
}

/** The cards of a playbook's runs, as they are now. */
async function cards(name: string): Promise<string[]> {
  const { messages } = await program.users.state();
  const ofRuns = messages.filter(
    (it) => !it.thread_ts && [`${name} · `, `${name}: `].some((head) => it.text.startsWith(head)),
  );
  return ofRuns.map(wordsOf);
}

/** So many days before a customer renews, at a time of its own day. */
function before(customer: string, days: number, time: string): Date {
  const found = sampleWorkspace(began).customers.find((it) => it.name === customer);
  if (!found) throw new Error(`no customer ${customer}`);
  const renews = new Date(`${found.renewal_date}T00:00:00Z`).getTime();
  const day = new Date(renews - days * 86_400_000).toISOString().slice(0, 10);
  return atLocalTime(day, time, found.timezone);
}

const skipTo = (at: Date) => program.users.skip({ to: at.toISOString() });
const minute = 60_000;
const earlier = (at: Date) => new Date(at.getTime() - minute);
const later = (at: Date) => new Date(at.getTime() + minute);

test("a schedule starts it at each of its times, as clocks show them where we are", async () => {
  await turnOn(
    program,
    "Daily",
    `scope: workspace
triggers:
  - by: schedule
    cron: "30 8 * * *"
steps:
  - id: note
    do: message
    text: Good morning.`,
  );
  const { users } = program;

  const times = [await users.skip({ to: "next" }), await users.skip({ to: "next" })];

  expect(times.map((it) => timeInWords(new Date(it), ours))).toEqual(["08:30", "08:30"]);
  await eventually(async () => {
    const shown = await cards("Daily");
    expect(shown).toHaveLength(2);
    for (const card of shown) expect(card).toContain("Started by itself: every day at 08:30");
  });
  await users.slash("maya", "renewals", "off daily");
  await users.message("renewals", "Daily is off");
});

test("an event starts a playbook, from outside or by a person, and fills what it asks for", async () => {
  await turnOn(
    program,
    "Champion",
    `inputs:
  reason:
    type: text
    ask: Why did they leave?
triggers:
  - by: event
    name: champion.left
    when: event.seats > 50
    give:
      reason: event.reason
steps:
  - id: note
    do: message
    text: "{{customer.name}} lost its champion: {{inputs.reason}}."`,
  );
  const { users, url } = program;
  const left = (customer: string, seats: number) => ({
    type: "champion.left",
    data: { customer, seats, reason: "a new job" },
  });

  const answers = [
    await postEvent(url, left("acme-robotics", 60)),
    await postEvent(url, left("Quantum Freight", 10)),
  ];
  await users.message("renewals", "Acme Robotics lost its champion: a new job.");
  const said = 'event champion.left for Meridian Insurance seats=80 reason="budget cut"';
  await users.slash("maya", "renewals", said);
  await users.whisper(maya, "champion.left for Meridian Insurance is recorded", "1 run started");
  await users.message("renewals", "Meridian Insurance lost its champion: budget cut.");

  expect(answers.map((it) => it.status)).toEqual([202, 202]);
  const shown = await cards("Champion");
  expect(shown).toHaveLength(2);
  for (const card of shown)
    expect(card).toContain("Started by itself: when champion.left happens and");
});

test("an exit rule ends a run early, says why, and closes what waited for a yes", async () => {
  await turnOn(
    program,
    "Farewell",
    `exit:
  - say: They left us
    when: customer.status == "churned"
    as: stopped
steps:
  - id: mail
    do: email
    to: [champion, primary]
    subject: "Are you well, {{customer.name}}?"
    body: How are you?`,
  );
  const { users } = program;
  const card = await start("Farewell", "Brightwater Energy");
  const yes = await users.message("renewals", "Are you well, Brightwater Energy?", "Approve");

  const said = "event customer.updated for Brightwater Energy status=churned";
  await users.slash("maya", "renewals", said);

  await users.shows(card, "Stopped", "They left us");
  const closed = await users.shows(yes, "Closed, nothing was sent", "They left us");
  expect(wordsOf(closed)).not.toContain("Approve");
  expect(await users.mails()).toEqual([]);
});

test("a wait ends with its event or with its time, and the run knows which", async () => {
  await turnOn(
    program,
    "Signature",
    `steps:
  - id: signed
    do: wait
    event: contract.signed
    match: event.amount > 100
    timeout: 10 days
  - id: note
    do: message
    text: "{{customer.name}}: {{signed.result}}."`,
  );
  const { users } = program;
  const [heard, silent] = [
    await start("Signature", "Acme Robotics"),
    await start("Signature", "Meridian Insurance"),
  ];
  await users.shows(heard, "waits for contract.signed", "at the latest");
  await users.shows(silent, "waits for contract.signed");

  await users.slash("maya", "renewals", "event contract.signed for Meridian Insurance amount=5");
  await users.whisper(maya, "contract.signed for Meridian Insurance", "nothing waited for it.");
  await users.slash("maya", "renewals", "event contract.signed for Acme Robotics amount=500");
  await users.message("renewals", "Acme Robotics: happened.");
  await users.skip({ by: "10 days" });

  await users.message("renewals", "Meridian Insurance: timed out.");
  await users.shows(silent, "Done", "nobody answered in time");
  const heardAgain = await users.again(heard);
  expect(wordsOf(heardAgain)).not.toContain("nobody answered in time");
});

test("off asks about the runs under way: they go on, or they are cancelled", async () => {
  const task = `triggers:
  - by: event
    name: nothing.yet
steps:
  - id: call
    do: task
    title: "Call {{customer.name}}"
    who: csm`;
  const { users } = program;
  await turnOn(program, "Calls", task);
  const goesOn = await start("Calls", "Acme Robotics");
  const call = await users.message("renewals", "Call Acme Robotics", "Done");

  await users.slash("maya", "renewals", "off calls");
  const first = await users.whisper(maya, "Calls is off", "1 run of it is still under way");
  await users.click(maya, first, "Let them go on");
  await users.whisper(maya, "They go on to their end.");
  await users.click(maya, call, "Done");
  await users.shows(goesOn, "1 of 1 step", "Done");

  await users.slash("maya", "renewals", "on calls");
  await users.message("renewals", "Calls is on");
  const ends = await start("Calls", "Atlas Construction");
  const late = await users.message("renewals", "Call Atlas Construction", "Done");
  await users.slash("maya", "renewals", "off calls");
  const second = await users.whisper(maya, "Calls is off", "1 run of it is still under way");
  await users.click(maya, second, "Cancel them");
  await users.whisper(maya, "1 run cancelled.");
  await users.shows(ends, "Cancelled", "its playbook was turned off");
  expect(wordsOf(await users.shows(late, "No longer needed"))).not.toMatch(/^Done$/m);
});

test("a date starts it for whom it has come, in the morning where they are, once", async () => {
  const days = 60;
  await turnOn(
    program,
    "Sixty days",
    `customers: customer.name == "Acme Robotics" || customer.name == "Bergmann Optik"
triggers:
  - by: date
    at: ${days} days before renewal_date
    time: "09:00"
steps:
  - id: note
    do: message
    text: "{{customer.name}} renews soon."
  - id: last
    do: message
    at: 30 days before renewal_date
    text: "{{customer.name}} renews in a month."`,
  );
  const { users } = program;
  const acme = before("Acme Robotics", days, "09:00");
  const bergmann = before("Bergmann Optik", days, "09:00");

  await skipTo(earlier(acme));
  expect(await cards("Sixty days")).toEqual([]);
  await skipTo(later(acme));
  await users.message("renewals", "Acme Robotics renews soon.");
  const card = await users.message(
    "renewals",
    "Sixty days · Acme Robotics",
    `Started by itself: 60 days before renewal date, at 09:00 the customer's time (${acme.getUTCDate()} `,
  );
  await skipTo(earlier(bergmann));
  expect(await cards("Sixty days")).toHaveLength(1);
  await skipTo(later(bergmann));
  await users.message("renewals", "Bergmann Optik renews soon.");

  // the second step is anchored to the same date
  const month = before("Acme Robotics", 30, "09:00");
  await skipTo(earlier(month));
  await users.shows(card, "1 of 2 steps", "Post to this thread*", "on <!date");
  await skipTo(later(month));
  await users.message("renewals", "Acme Robotics renews in a month.");
  await users.shows(card, "Done", "2 of 2 steps");
  expect(await cards("Sixty days")).toHaveLength(2);
});
