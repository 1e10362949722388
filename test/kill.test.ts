import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { eventually } from "./support/eventually.ts";
import { startSeparately } from "./support/separate.ts";

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

// Maya's customers, one for each kill
const customers = [
  "Acme Robotics",
  "Meridian Insurance",
  "Brightwater Energy",
  "Atlas Construction",
  "Harbor Credit Union",
];

test(
  "killed at any moment the program goes on and sends nothing twice",
  { timeout: 150_000 },
  async () => {
    await using it = await startSeparately();
    const { users } = it;
    let program = await it.start();
    await users.say("maya", "renewals", `@App ${playbook}`);
    await users.click(maya, await users.message("renewals", "Say hello.", "Turn on"), "Turn on");
    await users.message("renewals", "Hello is on");

    for (const [i, customer] of customers.entries()) {
      await users.slash("maya", "renewals", `run hello for ${customer}`);
      await users.click(maya, await users.whisper(maya, "What would happen", customer), "Start");
      const yes = await users.message("renewals", `Hello ${customer}`, "Approve");
      await users.click(maya, yes, "Approve");
      // from at once to well after the mail has left
      await sleep(i * 15);
      program.kill("SIGKILL");
      await program.exited;
      program = await it.start();
      const card = await users.message("renewals", `Hello · ${customer}`, "step");
      await eventually(
        async () => {
          const help = (await users.state()).messages.find(
            (one) => one.thread_ts === card.ts && JSON.stringify(one.blocks).includes("It arrived"),
          );
          if (help) await users.click(maya, help, "It arrived");
          await users.message("renewals", `Said hello to ${customer}.`);
        },
        { within: 30_000 },
      );
    }

    const mails = await users.mails();
    expect(mails.filter((mail) => mail.sent_twice)).toEqual([]);
    const notes = (await users.state()).messages.filter((one) =>
      one.text.startsWith("Said hello to"),
    );
    expect(notes.map((one) => one.text).toSorted()).toEqual(
      customers.map((name) => `Said hello to ${name}.`).toSorted(),
    );
    await program[Symbol.asyncDispose]();
  },
);

test(
  "a mail between its intent and its receipt asks a person, and is not sent again",
  { timeout: 90_000 },
  async () => {
    await using it = await startSeparately();
    const { users } = it;
    const first = await it.start();
    await users.say("maya", "renewals", `@App ${playbook}`);
    await users.click(maya, await users.message("renewals", "Say hello.", "Turn on"), "Turn on");
    await users.message("renewals", "Hello is on");
    await users.slash("maya", "renewals", "run hello for Acme Robotics");
    await users.click(maya, await users.whisper(maya, "What would happen"), "Start");
    const yes = await users.message("renewals", "Hello Acme Robotics", "Approve");
    // the mail server keeps the mail, and says so only when nobody listens any more
    const headers = { "content-type": "application/json" };
    const fault = { phase: "after_data", hang_ms: 20_000, times: 1 };
    await fetch(`${it.mailUrl}/_control/mail/fault`, {
      method: "POST",
      headers,
      body: JSON.stringify(fault),
    });
    await users.click(maya, yes, "Approve");
    await eventually(async () => expect(await users.mails()).toHaveLength(1));
    first.kill("SIGKILL");
    await first.exited;

    await using second = await it.start();
    const doubt = await users.message("renewals", "It arrived", "Send again");
    await users.click(maya, doubt, "It arrived");
    await users.message("renewals", "Said hello to Acme Robotics.");
    expect(await users.mails()).toHaveLength(1);
    expect(second.output()).not.toContain('"level":"error"');
  },
);
