// what people, other systems and models get wrong: each is told in a sentence, with a way on, and nothing is lost

import { beforeAll, expect, test, vi } from "vitest";
import { form, plan } from "./author/stand.ts";
import { eventually } from "./support/eventually.ts";
import { type Reply, refuses, says, startModelServer } from "./support/model.ts";
import { eventsSecret, postEvent } from "./support/other-system.ts";
import type { Program } from "./support/program.ts";
import { type SlackMessage, wordsOf } from "./support/slack-user.ts";
import { startWhole } from "./support/whole.ts";

// a program and its database take their time where much else is going on
vi.setConfig({ testTimeout: 60_000 });

const maya = "UMAYA0001";
const tom = "UTOM00001";

const stack = new AsyncDisposableStack();
let program: Program;
/** what the model answers next; with nothing left it is not to be asked */
let answers: Reply[] = [];

beforeAll(async () => {
  const model = await startModelServer(() => answers.shift() ?? says("nobody asked for this"));
  stack.use(model);
  const env = { OPENAI_API_KEY: "key-of-the-test", OPENAI_BASE_URL: model.baseUrl };
  program = stack.use(await startWhole({ ...env, EVENTS_SECRET: eventsSecret }));
  await save("Good day", mail("Good day"));
  return () => stack.disposeAsync();
});

const fenced = (yaml: string) => `\`\`\`\n${yaml}\n\`\`\``;

/** A playbook as text. */
function text(name: string, rest: string): string {
  const id = name.toLowerCase().replaceAll(" ", "-");
  const head = `format: 1\nid: ${id}\nname: ${name}\ngoal: Try ${id}.\nchannel: renewals\n`;
  return head + rest;
}

const mail = (subject: string) => `steps:
  - id: mail
    do: email
    to: [champion, primary]
    subject: "${subject}, {{customer.name}}"
    body: How are you?`;

async function paste(written: string): Promise<SlackMessage> {
  const { users } = program;
  const said = await users.say("maya", "renewals", `@Playbooks ${fenced(written)}`);
  return eventually(async () => {
    const { messages } = await users.state();
    const card = messages.find((it) => it.thread_ts === said["ts"]);
    if (!card) throw new Error("no card yet");
    return card;
  });
}

/** Stores a playbook as a draft that can be run. */
async function save(name: string, rest: string): Promise<void> {
  const { users } = program;
  const card = await paste(text(name, rest));
  await users.click(maya, await users.shows(card, name, "Save draft"), "Save draft");
  await users.shows(card, "Saved as version 1");
}

async function start(name: string, customer: string): Promise<SlackMessage> {
  const { users } = program;
  await users.slash("maya", "renewals", `run ${name} for ${customer}`);
  const preview = await users.whisper(maya, "What would happen", name, customer);
  const draft = wordsOf(preview).includes("Turn on and run");
  await users.click(maya, preview, draft ? "Turn on and run" : "Start");
  return users.message("renewals", `${name} · ${customer}`);
}

async function texts(): Promise<string[]> {
  return (await program.users.state()).messages.map(wordsOf);
}

test("a text that cannot be read is kept, shown with line and caret, and mended in its thread", async () => {
  const { users } = program;
  const good = text("Hello", mail("Hello"));
  const bad = good.replace("do: email", "do: emial").replace("customer.name", "customer.nme");

  const card = await paste(bad);

  const lines = [
    "Line 8: There is no step type",
    'Did you mean "email"?',
    "    do: emial\n        ^",
  ];
  await users.shows(card, "1 thing must be put right first", ...lines);
  await users.click(maya, card, "View YAML");
  await users.message(null, "The draft's text.");
  // mended in part, it shows what is left; mended, what it says
  const thread = card.thread_ts ?? "";
  await users.say("maya", "renewals", fenced(bad.replace("emial", "email")), thread);
  await users.shows(card, "Line 10", 'Did you mean "customer.name"?', "{{customer.nme}}");
  await users.say("maya", "renewals", fenced(good), thread);
  await users.shows(card, "Hello", "What the customer receives");
  // what is wrong does not take the place of what is right
  await users.say("maya", "renewals", fenced(bad), thread);
  await users.whisper(maya, "until then all stays as it was", "Line 8: There is no step type");
  await users.say("maya", "renewals", "rename it to Good evening", thread);
  await users.shows(card, "What changed", "Good evening");

  await users.say("maya", "renewals", "save it", thread);
  const saved = await users.shows(card, "Saved as version 1", "It is a draft");
  expect(wordsOf(saved)).toContain("Good evening");
});

test("what nobody is called is answered with what is called nearly so, as buttons", async () => {
  const { users } = program;

  await users.slash("maya", "renewals", "run god day for Akme");
  const playbooks = await users.whisper(maya, "There is no playbook called “god day”");
  await users.click(maya, playbooks, "Good day");
  const near = await users.whisper(maya, "I know no customer called “Akme”", "Acme Foods");
  await users.click(maya, near, "Acme Robotics");
  await users.whisper(maya, "What would happen", "Acme Robotics");
  await users.slash("maya", "renewals", "run good day for Acme");
  const several = await users.whisper(maya, "Several customers are called something like “Acme”");
  await users.click(maya, several, "Acme Foods");
  await users.whisper(maya, "What would happen", "Acme Foods");
  await users.slash("maya", "renewals", "evnt champion.left for Acme Robotics");
  await users.whisper(maya, "Did you mean `event champion.left for Acme Robotics`?");
  await users.slash("maya", "renewals", "event Champion!! for Acme Robotics");
  await users.whisper(maya, "I do not understand that. Say, for example, “event champion.left");

  await users.slash("maya", "renewals", "event champion.left for Acm reason=“budget cut”");
  const whose = await users.whisper(maya, "Several customers are called something like “Acm”");
  await users.click(maya, whose, "Acme Foods");
  await users.whisper(maya, "champion.left for Acme Foods is recorded");
  await users.slash("maya", "renewals", "event customer.updated for Acme Foods health=forty");
  await users.whisper(maya, "health is a number", "“forty” is none. Nothing was changed.");
  await users.slash("maya", "renewals", "event customer.updated for Acme Foods renewal_date=soon");
  await users.whisper(maya, "renewal_date is a date", "Say it as 2027-01-31.");
  await users.slash("maya", "renewals", "list pricing");
  await users.whisper(maya, "No playbook has “pricing” in its name");
  await users.slash("maya", "renewals", "show \0good day\ud800");
  await users.whisper(maya, "Try good-day.");

  // words that are no name are not repeated whole
  const long = "z".repeat(3000);
  for (const said of [`run good dai for ${long}`, `run ${long}`, `evnt champion.left ${long}`])
    await users.slash("maya", "renewals", said);
  await users.whisper(maya, "There is no playbook called “good dai”", "There are: Good day");
  await users.whisper(maya, "There is no playbook called “zzz", "There are: Good day");
  const whispers = (await users.state()).ephemerals[maya] ?? [];
  expect(whispers.map(wordsOf).join("\n")).not.toContain("went wrong");
});

test("a draft is turned on with its first run; what is off runs once", async () => {
  await save("First", mail("First"));
  const { users } = program;

  await users.slash("maya", "renewals", "run first for Acme Robotics");
  const draft = await users.whisper(maya, "First", "It is a draft.", "Acme Robotics");
  await users.click(maya, draft, "Turn on and run");
  await users.whisper(maya, "Started “First” for Acme Robotics.", "It is on from now on.");
  await users.message("renewals", "First, Acme Robotics", "Approve");
  await users.slash("maya", "renewals", "off first");
  await users.whisper(maya, "First is off", "still under way");
  await users.slash("maya", "renewals", "run first for Meridian Insurance");
  const off = await users.whisper(maya, "It is off: this runs it once.", "Meridian Insurance");
  await users.click(maya, off, "Start");

  await users.message("renewals", "First, Meridian Insurance", "Approve");
  await users.slash("maya", "renewals", "show first");
  expect(wordsOf(await users.whisper(maya, "Try first."))).toContain("Off");
});

test("a click of somebody else, or one too many, does nothing and says so to them alone", async () => {
  const { users } = program;
  const card = await paste(text("Twice", mail("Twice")));
  const shown = await users.shows(card, "Save draft");
  await Promise.all([maya, tom].map((it) => users.click(it, shown, "Save draft")));
  await users.shows(card, "Saved as version 1");
  await eventually(async () => {
    const { ephemerals } = await users.state();
    const told = [...(ephemerals[maya] ?? []), ...(ephemerals[tom] ?? [])].map(wordsOf);
    expect(told.filter((it) => it === "It is saved already.")).toHaveLength(1);
  });

  // who saves a playbook is its author, and may rewrite its mails: of this one that is Maya
  const alone = await paste(text("Alone", mail("Alone")));
  await users.click(maya, await users.shows(alone, "Save draft"), "Save draft");
  await users.shows(alone, "Saved as version 1");
  const run = await start("Alone", "Acme Robotics");
  const yes = await users.message("renewals", "Alone, Acme Robotics", "Approve");
  const isCopy = (it: SlackMessage) => /Alone, Acme Robotics[^]*Approve/.test(wordsOf(it));
  const copies = await eventually(async () => {
    const found = (await users.state()).messages.filter(isCopy);
    expect(found).toHaveLength(2);
    return found;
  });
  await users.click(tom, yes, "Approve");
  await users.whisper(tom, "This is for <@UMAYA0001> to decide, so your click did nothing.");
  await users.click(tom, yes, "Edit");
  await eventually(async () => {
    const { ephemerals, views } = await users.state();
    // a window that was opened while it took long says it there
    const told = [...(ephemerals[tom] ?? []), ...(views[tom] ?? [])].map(wordsOf);
    expect(told.filter((it) => it.includes("your click did nothing."))).toHaveLength(2);
    expect(JSON.stringify(views[tom] ?? [])).not.toContain('"input"');
  });
  await Promise.all([...copies, ...copies].map((it) => users.click(maya, it, "Approve")));
  await users.whisper(
    maya,
    "This was approved by <@UMAYA0001> already, so your click did nothing.",
  );
  await users.shows(run, "Done");
  const mails = (await users.mails()).filter((it) => it.subject === "Alone, Acme Robotics");
  expect(mails.map((it) => it.sent_twice)).toEqual([false]);
});

const long = (characters: number) => "word ".repeat(characters / 5).trim();

test("what is longer than Slack takes is shown as far as it goes, and nothing of it is lost", async () => {
  const { users } = program;
  const name = `Long ${long(70)}`;
  const body = `${long(12_500)} and the end.`;
  const other = Array.from(
    { length: 50 },
    (_, i) => `  - id: call${i}\n    do: task\n    who: csm\n    title: ${long(300)}\n`,
  );
  const written = `format: 1
id: long
name: ${name}
goal: ${long(495)}
channel: renewals
inputs:
  story:
    type: text
    ask: What happened?
steps:
  - id: mail
    do: email
    to: [champion, primary]
    subject: Long, {{customer.name}}
    body: "${body}"
  - id: told
    do: message
    text: "It began like this: {{inputs.story}}"
${other.join("")}`;
  const card = await paste(written);
  await users.click(maya, await users.shows(card, "Save draft", "View YAML for all"), "Save draft");
  await users.shows(card, "Saved as version 1");

  // an answer that no button could carry
  const story = `${long(2900)} and so on.`;
  await users.slash("maya", "renewals", "run long for Acme Robotics");
  await users.click(maya, await users.whisper(maya, "must know one thing first"), "Answer");
  await users.submit(maya, { story });
  const preview = await users.whisper(maya, "What would happen", "Long");
  await users.click(maya, preview, "Change the answers");
  expect(JSON.stringify((await users.form(maya)).blocks)).toContain(story);
  await users.submit(maya, { story });
  await users.click(maya, preview, "Turn on and run");

  const yes = await users.message(
    "renewals",
    "Long, Acme Robotics",
    "press Edit to read all of it",
  );
  await users.click(maya, yes, "Edit");
  await users.submit(maya, { subject: "Longer" });
  await users.message("renewals", `It began like this: ${story}`);
  const sent = (await users.mails()).find((it) => it.subject === "Longer");
  expect(sent?.text?.replaceAll(/\s+/g, " ").trim()).toBe(body);
});

const sentence = "Create a playbook for renewals, 90 days before the renewal date";

test("of a message of 40,000 characters the beginning is read, and that is said", async () => {
  const { users } = program;
  answers = [says(plan({ assumptions: [] })), says(form({ notes: [] }))];

  await users.say("maya", "renewals", `@Playbooks ${sentence}. ${long(40_000 - 100)}`);

  const card = await users.message("renewals", "Renewal nudge", "Only the first 12,000 characters");
  expect(wordsOf(card)).toContain(`<@${maya}> asked: “${sentence}. word word`);
  await users.click(maya, card, "Discard");
});

test.each<[string, Reply[], string]>([
  ["prose", [says("Gladly! First, write them a mail.")], "The model's answer could not be read."],
  ["an answer that is cut off", [says('{"under', { finish: "length" })], "was cut off"],
  ["a refusal", [says(null, { refusal: "I cannot" })], "The model declined to answer this."],
  [
    "a plan with a step that does not exist",
    [says({ ...plan(), steps: [{ type: "teleport", what: "Go", why: "It is far" }] })],
    "The model's answer could not be read.",
  ],
  [
    "a busy model",
    [refuses(429, "slow down", { headers: { "retry-after": "170" } })],
    "The model is busy and asks for 3 minutes of patience.",
  ],
  [
    "a model that stays busy",
    Array.from({ length: 2 }, () => refuses(429, "slow", { headers: { "retry-after": "1" } })),
    "The model is busy. Try again in a minute",
  ],
])("%s is told on the card, with templates, and can be tried again", async (which, wrong, told) => {
  const { users } = program;
  const asked = `${sentence} (${which})`;
  answers = [...wrong];
  const said = await users.say("maya", "renewals", `@Playbooks ${asked}`);

  const card = await users.message("renewals", told, asked, "Renewal, 90 days out");
  expect(card.thread_ts).toBe(said["ts"]);
  answers = [says(plan()), says(form())];
  await users.click(maya, card, "Try again");
  await users.click(maya, await users.shows(card, "Renewal nudge", "Discard"), "Discard");
  expect(wordsOf(await users.shows(card, "Discarded."))).not.toContain("Turn on");
});

test("questions are answered in the thread, in a person's own words", async () => {
  const { users } = program;
  const question = { kind: "line" as const, options: [], suggestion: null };
  const unknowns = [{ ...question, name: "caller", question: "Who calls them?" }];
  answers = [says(plan({ unknowns })), says(form())];
  await users.say("maya", "renewals", `@Playbooks ${sentence}, then somebody calls`);
  const card = await users.message("renewals", "Who calls them?", "Answer here in the thread");

  await users.say("maya", "renewals", "start with the CSM", card.thread_ts ?? "");

  await users.shows(card, "Renewal nudge", "Turn on");
  expect(answers).toEqual([]);
});

test("an event that is not rightly signed, or not for us, is refused; one that comes twice counts once", async () => {
  await save(
    "Event",
    "triggers:\n  - by: event\n    name: champion.left\nsteps:\n  - id: note\n    do: message\n    text: They left.",
  );
  const { users, url } = program;
  await users.slash("maya", "renewals", "on event");
  await users.message("renewals", "Event is on");
  const event = { type: "champion.left", data: { customer: "Acme Robotics" } };
  const minutes = 60_000;

  const refused = [
    await postEvent(url, event, { headers: {} }),
    await postEvent(url, event, { secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }),
    await postEvent(url, event, { at: new Date(Date.now() - 6 * minutes) }),
    await postEvent(url, "{ no json"),
    await postEvent(url, { type: "Champion left" }),
    await postEvent(url, { type: "champion.left", data: { customer: "Akme" } }),
  ];
  expect(refused.map((it) => it.status)).toEqual([401, 401, 401, 400, 400, 422]);
  for (const { type, answer } of refused) {
    expect(type).toBe("application/problem+json");
    expect(answer).toMatchObject({ title: expect.any(String), detail: expect.any(String) });
  }
  expect(refused.at(-1)?.answer.nearest).toEqual(["acme-robotics", "acme-foods"]);

  // of what nobody had signed the admin is told once
  await users.message(null, "this workspace's secret has not signed");

  const odd = await postEvent(url, { type: "note.written", data: { text: "a\0b\ud800" } });
  expect(odd.status).toBe(202);
  const taken = [];
  for (let i = 0; i < 3; i++) taken.push(await postEvent(url, event, { id: "msg_1" }));
  const next = { ...event, data: { ...event.data, seats: 2 } };
  const rest = await Promise.all([1, 2, 3].map(() => postEvent(url, next, { id: "msg_2" })));
  await users.message("renewals", "They left.");
  expect(taken.map((it) => it.answer.duplicate)).toEqual([false, true, true]);
  expect(rest.filter((it) => it.answer.duplicate)).toHaveLength(2);
  await users.skip({ by: "1 minute" });
  const cards = (await texts()).filter((it) => it.startsWith("*Event · Acme Robotics*"));
  expect(cards).toHaveLength(2);
});
