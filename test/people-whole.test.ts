// how a playbook waits for people, as they see it in Slack: what must be so first, a checklist, reminders, success

import { beforeAll, expect, test, vi } from "vitest";
import { weekdayNames } from "../src/grammar/zoned.ts";
import { eventually } from "./support/eventually.ts";
import type { Program } from "./support/program.ts";
import { wordsOf } from "./support/slack-user.ts";
import { startWhole, turnOn } from "./support/whole.ts";

// a program and its database take their time where much else is going on
vi.setConfig({ testTimeout: 90_000 });

const maya = "UMAYA0001";
const tom = "UTOM00001";
const priya = "UPRIYA001";

let program: Program;

beforeAll(async () => {
  const whole = await startWhole();
  program = whole;
  return () => whole[Symbol.asyncDispose]();
});

test("a mail that is approved outside its hours waits for them, and leaves at once if an approver says so", async () => {
  const { users } = program;
  // some days ahead, wherever the customer is: the time is not skipped yet
  const day = weekdayNames[(new Date().getUTCDay() + 2) % 7];
  await turnOn(
    program,
    "Hours",
    `window:
  days: ${day}
steps:
  - id: mail
    do: email
    to: [champion, primary]
    subject: Hello in hours
    body: Hi`,
  );
  await users.slash("maya", "renewals", "run hours for Acme Robotics");
  const preview = await users.whisper(maya, "What would happen", "Hours", "outside its hours");
  expect(wordsOf(preview)).toContain(`waits until ${day}`);
  await users.click(maya, preview, "Start");
  const asked = await users.message("renewals", "May this mail go out?", "Hello in hours");
  await users.click(maya, asked, "Approve");
  const waiting = await users.shows(asked, "Approved", "It goes out", "in its hours");
  await users.message("renewals", "Hours · Acme Robotics", `waits until ${day}`);
  const sent = async () => (await users.mails()).filter((it) => it.subject === "Hello in hours");
  expect(await sent()).toEqual([]);

  await users.click(priya, waiting, "Send now");
  await users.whisper(priya, "Only somebody who may approve it");
  await users.click(maya, waiting, "Send now");

  await eventually(async () => expect(await sent()).toHaveLength(1), { within: 10_000 });
  await eventually(
    async () => expect(wordsOf(await users.again(asked))).not.toContain("It goes out"),
    { within: 10_000 },
  );
});

test("a run waits for a sponsor, is looked at by a lead, reminds, and asks whether it was a success", async () => {
  const { users } = program;
  await turnOn(
    program,
    "Move over",
    `prerequisites:
  - say: They are a customer
    when: has(customer.name)
  - say: A sponsor is named
    who: csm
success:
  - say: They are happy
    who: csm
steps:
  - id: first
    do: phase
    name: The move
    steps:
      - id: call
        do: task
        title: Move {{customer.name}} over
        who: csm
        remind: 1 business day
        escalate:
          - in: 5d
            who: manager
  - id: look
    do: watch
    metric: customer.health
    for: 1d
    every: 12h`,
  );
  await users.slash("maya", "renewals", "run move over for Acme Robotics");
  const preview = await users.whisper(maya, "What would happen", "A sponsor is named", "is it so?");

  // the checklist: only a lead may say that they have looked at it
  await users.click(maya, preview, "Checklist");
  const list = await users.message("renewals", "Looked at by a lead", "Move over");
  expect(wordsOf(list)).not.toContain("it watches nothing");
  await users.click(tom, list, "I have looked at it");
  await users.whisper(tom, "Only a manager can say so");
  await users.click(priya, list, "I have looked at it");
  const reviewed = await users.shows(list, `Looked at by a lead – <@${priya}>`);
  await users.click(maya, reviewed, "Tell everybody");
  await users.shows(list, `:white_check_mark: Everybody concerned has been told – <@${priya}>`);
  await users.message(null, "is about to start “Move over · Acme Robotics”");

  // only whom it names, or a lead, says that it is so
  await users.click(maya, preview, "Start");
  const card = await users.message("renewals", "Not started yet", "Move over · Acme Robotics");
  await users.shows(list, "its run has started");
  await users.click(tom, card, "2: Yes");
  await users.whisper(tom, `This is for <@${maya}> to say`);
  await Promise.all([users.click(maya, card, "2: Yes"), users.click(maya, card, "2: Yes")]);
  const task = await users.message("renewals", ":clipboard:", "Move Acme Robotics over");

  // reminded, then somebody else is asked, who may do it
  await users.skip({ by: "10 days" });
  await users.message("renewals", `:bell: <@${maya}>, open for`, "is still to be done");
  await users.message("renewals", `:arrow_up: <@${priya}>, this was escalated to you`);
  await users.shows(task, `escalated to <@${priya}>`);
  await users.click(priya, task, "Done");
  await users.shows(card, "Watch health");
  await users.skip({ by: "2 days" });

  await users.shows(card, "Was it a success?", "is it so?");
  await users.message("renewals", `<@${maya}>, it has ended. Was it a success?`);
  await users.click(maya, await users.again(card), "Yes");
  const over = await users.shows(card, `yes, says <@${maya}>`);
  expect(wordsOf(over)).not.toContain("is it so?");
});

test("a start is refused while something measured is not so, but for a lead with a reason", async () => {
  const { users } = program;
  await turnOn(
    program,
    "Upsell",
    `prerequisites:
  - say: They are healthy
    when: customer.health > 1000
steps:
  - id: note
    do: message
    text: Begun.`,
  );
  await users.slash("tom", "renewals", "run upsell for Kestrel Health");
  const refused = await users.whisper(tom, "They are healthy", "health:");
  await expect(users.click(tom, refused, "Start")).rejects.toThrow("no button “Start”");
  await expect(users.click(tom, refused, "Start anyway…")).rejects.toThrow("no button");

  await users.slash("priya", "renewals", "run upsell for Kestrel Health");
  const asked = await users.whisper(priya, "They are healthy", "What would happen");
  await users.click(priya, asked, "Start anyway…");
  const empty = await users.submit(priya, { reason: " " });
  expect(empty).toMatchObject({ errors: { reason: expect.any(String) } });
  await users.submit(priya, { reason: "They asked for it" });

  await users.whisper(priya, "Started “Upsell” for Kestrel Health");
  await users.message("renewals", "Upsell · Kestrel Health", "Done");
});
