// what people do to a run that is under way, as they see it in Slack: shift it, give it away, help it, look into it

import { beforeAll, expect, test, vi } from "vitest";
import { eventually } from "./support/eventually.ts";
import { otherServer } from "./support/other-server.ts";
import type { Program } from "./support/program.ts";
import { type SlackMessage, wordsOf } from "./support/slack-user.ts";
import { startWhole, turnOn } from "./support/whole.ts";

// a program and its database take their time where much else is going on
vi.setConfig({ testTimeout: 90_000 });

const maya = "UMAYA0001";
const tom = "UTOM00001";
const priya = "UPRIYA001";
const alex = "UALEX0001";

let program: Program;

beforeAll(async () => {
  const whole = await startWhole({ CONNECTOR_ALLOW_PRIVATE: "1" });
  program = whole;
  return () => whole[Symbol.asyncDispose]();
});

/** Starts a run of a playbook that exists from now on, and returns its card. */
async function begin(name: string, steps: string): Promise<SlackMessage> {
  const { users } = program;
  await turnOn(program, name, `steps:\n${steps}`);
  await users.slash("maya", "renewals", `run ${name.toLowerCase()} for Acme Robotics`);
  await users.click(maya, await users.whisper(maya, "What would happen", name), "Start");
  return users.message("renewals", `${name} · Acme Robotics`, "began");
}

const inThread = (who: string, card: SlackMessage, words: string) =>
  program.users.say(who, "renewals", `@Playbooks ${words}`, card.ts);

const call = "  - { id: call, do: task, title: Call, who: csm }\n";
const rest = "  - { id: rest, do: wait, for: 10 days }\n";

test("the dates of a run are shifted by words or by a form, after a look at what moves, and back", async () => {
  const { users } = program;
  const card = await begin("Rest", rest);

  await inThread("tom", card, "shift by 5 days");
  await users.whisper(tom, `may shift its dates`);
  await inThread("maya", card, "shift by some days");
  await inThread("maya", card, "shift by 5 days");
  const asked = await users.whisper(maya, "This would move by 5 days", "→");
  await Promise.all([1, 2].map(() => users.click(maya, asked, "Shift by 5 days")));
  await users.shows(card, "Dates shifted by 5 days");
  await users.click(maya, await users.whisper(maya, "are shifted by 5 days"), "Undo");
  await users.whisper(maya, "Taken back");
  await eventually(
    async () => expect(wordsOf(await users.again(card))).not.toContain("Dates shifted"),
    { within: 10_000 },
  );

  await users.choose(maya, await users.again(card), "Shift its dates…");
  const wrong = await users.submit(maya, { by: "soon", way: "later" });
  expect(wrong).toMatchObject({ errors: { by: expect.any(String) } });
  await users.submit(maya, { by: "1 week", way: "later" });
  await users.click(
    maya,
    await users.whisper(maya, "This would move by 7 days"),
    "Shift by 7 days",
  );
  await users.shows(card, "Dates shifted by 7 days");
});

test("a run that was paused for long goes on with its waits as they were, or longer", async () => {
  const { users } = program;
  const card = await begin("Nap", rest);
  await inThread("tom", card, "pause");
  await users.whisper(tom, "may pause it");
  await inThread("maya", card, "pause");
  const paused = await users.shows(card, "Paused");
  await users.skip({ by: "2 days" });

  await users.click(tom, paused, "Resume, waits shift");
  await users.whisper(tom, "may resume it");
  await inThread("maya", card, "resume");
  const asked = await users.whisper(maya, "It was paused 2 days ago");
  await users.click(maya, asked, "Resume, waits shift by 2 days");
  expect(wordsOf(await users.shows(card, "Waiting", "Pause"))).not.toContain("Paused");
});

test("a task and a run are given to somebody else, by words and by the menu, and only by whom they are", async () => {
  const { users } = program;
  const card = await begin(
    "Give",
    `${call}${call.replace("call", "again").replace("Call", "Ring")}`,
  );
  const task = await users.message("renewals", ":clipboard:", "Call");

  await inThread("tom", card, `reassign to <@${tom}>`);
  await users.whisper(tom, "may give it to somebody else");
  await inThread("maya", card, "reassign to @nobody");
  await users.whisper(maya, "I do not know @nobody");
  await inThread("maya", card, `reassign to <@${tom}>`);
  await users.shows(task, `for <@${tom}>`);
  await users.click(tom, task, "Done");
  await users.message("renewals", ":clipboard:", "Ring", `for <@${maya}>`);

  await users.choose(priya, await users.again(card), "Give it to somebody…");
  await users.submit(priya, { to: tom });
  await users.shows(card, `Waiting for <@${tom}>`);
  await inThread("priya", card, `reassign this run to <@${tom}>`);
  expect(await users.whisper(priya, "It is theirs already")).toBeDefined();
});

test("an approval is given to somebody else, who alone may then say yes", async () => {
  const { users } = program;
  const card = await begin(
    "Mail",
    "  - { id: mail, do: email, to: [champion, primary], subject: To give away, body: Hi }\n",
  );
  const asked = await users.message("renewals", "May this mail go out?", "To give away");

  await inThread("maya", card, `reassign to <@${tom}>`);
  await users.shows(asked, `<@${tom}>, you can approve`);
  await users.click(maya, await users.again(asked), "Approve");
  await users.whisper(maya, `This is for <@${tom}> to decide`);
  await users.click(tom, await users.again(asked), "Approve");
  await users.shows(card, "Done");

  await inThread("maya", card, "details");
  const told = await users.whisper(maya, "To give away", "approved by", `<@${tom}>`);
  expect(wordsOf(told)).toContain("reassigned");
});

test("somebody takes over a step that failed, finds its run among the failed ones, and sees what it changed", async () => {
  const { users } = program;
  const card = await begin(
    "Change",
    `  - { id: set, do: update, set: { renewal_status: offered } }
  - { id: wrong, do: update, set: { health: "{{customer.name}}" } }
`,
  );
  const failed = await users.message("renewals", "failed", "health", "how should it go on?");

  await users.slash("maya", "renewals", "failed runs");
  expect(wordsOf(await users.whisper(maya, "1 run", "Change"))).not.toContain("Nap");
  await users.slash("maya", "renewals", "my runs");
  await users.whisper(maya, "Nap", "Change");
  await users.slash("tom", "renewals", "team runs");
  await users.whisper(tom, "None of the runs under way");
  await users.click(tom, failed, "Take over");
  await users.whisper(tom, "may say how it goes on");
  await users.click(maya, failed, "Take over");
  const mine = await users.message("renewals", ":clipboard:", `for <@${maya}>`);
  await users.choose(maya, await users.again(card), "Details");
  const told = await users.whisper(maya, "Before it began: renewal status", "→ offered");
  await users.click(maya, told, "All of it as a file");
  await users.click(maya, mine, "Done");
  await users.submit(maya, { health: "50" });
  await users.shows(card, "Done");
});

test("another system that an admin connected is called; where that fails somebody tries again at once, or does it by hand", async () => {
  const { users } = program;
  await using billing = await otherServer([
    { status: 404, body: { error: "no such account" } },
    { status: 503, body: {} },
    { status: 200, body: { data: { id: "c-77" } } },
    { status: 404, body: { error: "no such account" } },
  ]);
  await users.slash(alex, "general", "connect billing");
  const connector = { header: "authorization", secret: "Bearer s3cret-1234", repeats: "yes" };
  await users.submit(alex, { base: billing.url, ...connector });
  await users.whisper(alex, "billing is connected");
  const steps = `  - id: credit
    do: http
    name: Book the credit
    connector: billing
    method: POST
    path: /v1/credits
    body: { customer: "{{customer.id}}", amount: 50 }
    output: { credit_id: text }
    from: { credit_id: data.id }
  - { id: tell, do: message, text: "Credit {{credit.credit_id}} is booked." }
`;

  const card = await begin("Credit", steps);
  const failed = await users.message("renewals", "Book the credit", "404", "how should it go on?");
  await users.shows(card, "Needs help", "404");
  await users.click(maya, failed, "Try again");
  await users.shows(card, "next try", "503");
  const retrying = await users.shows(failed, "503", "Retry now");
  await users.click(maya, retrying, "Retry now");
  await users.message("renewals", "Credit c-77 is booked.");
  await users.shows(card, "*Done*");
  expect(billing.asked.map(({ method, url }) => `${method} ${url}`)).toEqual(
    Array.from({ length: 3 }, () => "POST /v1/credits"),
  );
  const keys = billing.asked.map(({ headers }) => headers["idempotency-key"]);
  expect(new Set(keys).size).toBe(1);
  expect(billing.asked[0]?.headers["authorization"]).toBe("Bearer s3cret-1234");
  await users.click(maya, await users.again(card), "Details");
  await users.whisper(maya, "Credit · Acme Robotics", "credit id: c-77");

  await users.slash("maya", "renewals", "run credit for Helix Biotech");
  await users.click(maya, await users.whisper(maya, "What would happen", "Helix"), "Start");
  const second = await users.message("renewals", "Book the credit", "how should it go on?");
  await users.click(maya, second, "Take over");
  const mine = await users.message("renewals", ":clipboard:", "Book the credit");
  await users.click(maya, mine, "Done");
  await users.submit(maya, { credit_id: "by phone" });
  await users.message("renewals", "Credit by phone is booked.");
});
