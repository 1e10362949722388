import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { eventually } from "./support/eventually.ts";
import { startSeparately } from "./support/separate.ts";
import type { SlackUsers } from "./support/slack-user.ts";

const maya = "UMAYA0001";

const playbook = `\`\`\`
format: 1
id: hello
name: Hello
goal: Say hello.
channel: renewals
steps:
  - id: mail
    do: email
    to: [champion, primary]
    subject: "Hello {{customer.name}}"
    body: How are you?
  - id: note
    do: message
    text: "Said hello to {{customer.name}}."
\`\`\``;

// Maya's customers
const [last, ...customers] = [
  "Acme Robotics",
  "Meridian Insurance",
  "Brightwater Energy",
  "Atlas Construction",
  "Harbor Credit Union",
] as const;

async function startRun(users: SlackUsers, customer: string): Promise<void> {
  await users.slash("maya", "renewals", `run hello for ${customer}`);
  await users.click(maya, await users.whisper(maya, "What would happen", customer), "Start");
}

/** Approves what still asks for it, and says of a mail in doubt whether it arrived, until the run is over. */
function seeThrough(users: SlackUsers, customer: string): Promise<void> {
  return eventually(
    async () => {
      const card = await users.message("renewals", `Hello · ${customer}`, "step");
      const asked = (await users.state()).messages.filter((it) => it.thread_ts === card.ts);
      const arrived = (await users.mails()).some((it) => it.subject === `Hello ${customer}`);
      for (const label of [arrived ? "It arrived" : "Send again", "Approve"]) {
        const ask = asked.find((it) => JSON.stringify(it.blocks ?? []).includes(`"${label}"`));
        if (ask) await users.click(maya, ask, label);
      }
      if (!asked.some((it) => it.text === `Said hello to ${customer}.`))
        throw new Error(`${customer} is not there yet`);
    },
    { within: 30_000 },
  );
}

test(
  "killed while mails leave, stopped, and killed again, the program goes on and sends nothing twice",
  { timeout: 120_000 },
  async () => {
    await using it = await startSeparately();
    const { users } = it;
    const first = await it.start();
    await users.say("maya", "renewals", `@App ${playbook}`);
    await users.click(maya, await users.message("renewals", "Say hello.", "Turn on"), "Turn on");
    await users.message("renewals", "Hello is on");
    for (const customer of customers) await startRun(users, customer);
    const asks = await Promise.all(
      customers.map((customer) => users.message("renewals", `Hello ${customer}`, "Approve")),
    );

    // killed while one mail has left, one is leaving, and one is only just approved
    const clicks = asks.map(async (ask, i) => {
      await sleep(i * 25);
      await users.click(maya, ask, "Approve");
    });
    await Promise.race(clicks);
    await sleep(40);
    first.kill("SIGKILL");
    await first.exited;
    await Promise.allSettled(clicks);

    const second = await it.start();
    await Promise.all(customers.map((customer) => seeThrough(users, customer)));
    await startRun(users, last);
    second.kill("SIGINT");
    expect(await second.exited).toEqual({ code: 0, signal: null });

    const third = await it.start();
    const ask = await users.message("renewals", `Hello ${last}`, "Approve");
    // the mail server keeps the mail, and says so only when nobody listens any more
    await it.mailFault({ phase: "after_data", hang_ms: 20_000, times: 1 });
    await users.click(maya, ask, "Approve");
    await eventually(async () => expect(await users.mails()).toHaveLength(5));
    third.kill("SIGKILL");
    await third.exited;

    await using fourth = await it.start();
    // what a dead worker held is taken over once it has been silent long enough
    await eventually(() => users.message("renewals", "It arrived", "Send again"), {
      within: 20_000,
    });
    await seeThrough(users, last);

    const mails = await users.mails();
    expect(mails.map((mail) => mail.subject).toSorted()).toEqual(
      [last, ...customers].map((name) => `Hello ${name}`).toSorted(),
    );
    expect(mails.filter((mail) => mail.sent_twice)).toEqual([]);
    const notes = (await users.state()).messages.filter((one) => one.text.startsWith("Said hello"));
    expect(notes.map((one) => one.text).toSorted()).toEqual(
      [last, ...customers].map((name) => `Said hello to ${name}.`).toSorted(),
    );
    for (const program of [second, third, fourth])
      expect(program.output()).not.toContain('"level":"error"');
  },
);
