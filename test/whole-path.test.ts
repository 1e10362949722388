import { expect, test } from "vitest";
import { eventually } from "./support/eventually.ts";
import { temporaryFolder } from "./support/folder.ts";
import { startProgram } from "./support/program.ts";
import { wordsOf } from "./support/slack-user.ts";

const maya = "UMAYA0001";
const tom = "UTOM00001";
const priya = "UPRIYA001";
const sentence = "Create a playbook for renewals, 90 days before the renewal date";

test(
  "from a sentence in Slack to a finished run and its numbers",
  { timeout: 120_000 },
  async () => {
    using folder = temporaryFolder();
    await using program = await startProgram(folder.path);
    const { users } = program;

    // 1. the first steps can be clicked
    const hello = await users.message("general", "Hello!", "Create a renewal playbook");
    await users.click(maya, hello, "See all playbooks");
    await users.whisper(maya, "no playbooks");

    // 2. a sentence becomes a draft; without a model, of a template that is filled by a short form
    const asked = await users.say("maya", "renewals", `@Playbooks ${sentence}`);
    const draft = await users.message("renewals", "Renewal, 90 days out", "template");
    expect(draft.thread_ts).toBe(asked["ts"]);
    await users.click(maya, draft, "Renewal, 90 days out");
    const answers = { name: "Renewal 90", channel: "renewals" };
    const bad = await users.submit(maya, { ...answers, start: "ninety bananas" });
    expect(bad).toMatchObject({ errors: { start: expect.any(String) } });
    await users.submit(maya, { ...answers, start: "90 days before renewal_date" });
    const proposed = await users.shows(draft, "Book the QBR", "What the customer receives");
    await users.click(maya, proposed, "View YAML");
    await users.message(null, "draft's text");
    await users.click(maya, proposed, "Turn on");
    const ask = await users.whisper(maya, "match right now", "next start is for Acme Robotics");
    await users.click(maya, ask, "Turn on, only new ones");
    await users.whisper(maya, "Renewal 90 is on");
    await users.shows(draft, "Saved as version 1", "It is on");

    // 3. list and show
    await users.slash("maya", "renewals", "list");
    await users.whisper(maya, "Renewal 90", "90 days before renewal date");
    await users.slash("maya", "renewals", "show renewal 90");
    await users.whisper(maya, "Renew on time", "Hold the QBR");

    // 4. a start begins with a preview; its mails can go to the one who asks; Start counts once
    await users.slash("maya", "renewals", "run renewal for Acme");
    await users.click(maya, await users.whisper(maya, "Several customers"), "Acme Robotics");
    const preview = await users.whisper(maya, "What would happen", `once <@${maya}> says yes`);
    await users.click(maya, preview, "Send the mails to me first");
    await users.whisper(maya, "Nothing went to Acme Robotics");
    const tests = await users.mails();
    expect(tests.length).toBeGreaterThan(0);
    for (const { subject, envelope } of tests) {
      expect(subject).toMatch(/^\[Test\] /);
      expect(envelope.to).toEqual(["maya@northwind.example"]);
    }
    await Promise.all([users.click(maya, preview, "Start"), users.click(maya, preview, "Start")]);
    const card = await users.message(
      "renewals",
      "Renewal 90 · Acme Robotics",
      `Waiting for <@${maya}>`,
    );
    const { messages } = await users.state();
    const cards = messages.filter(
      (it) => !it.thread_ts && wordsOf(it).includes("Renewal 90 · Acme"),
    );
    expect(cards).toHaveLength(1);

    // 6. work is done by its form, by whom it is for or who leads them
    const thinking = await users.message("renewals", "Sum up Acme Robotics");
    await users.click(priya, thinking, "Done");
    await users.submit(priya, { year: "A good year.", risks: "Price\nNo sponsor" });
    const book = await users.message("renewals", "Book the review with Acme Robotics");
    await users.click(tom, book, "Done");
    await users.whisper(tom, "task");
    await users.click(maya, book, "Done");
    await users.submit(maya, { qbr_date: "2026-12-10", who_signs: "Their finance lead" });
    await users.shows(card, "Prepare the QBR");

    // 8. skipping ahead reaches the step that is anchored before the renewal
    await users.skip({ by: "20 days" });
    const plan = await users.message("renewals", "Give three talking points");
    await users.click(maya, plan, "Done");
    await users.submit(maya, { talking_points: "Use, value, price", hard_question: "Why more?" });
    const hold = await users.message("renewals", "Hold the review with Acme Robotics");
    await users.click(maya, hold, "Done");
    await users.submit(maya, { mood: "happy", discount: "5", wish: "More seats" });

    // 5. the mail stops for exactly one yes, to exactly this text
    const yes = await users.message("renewals", "Your renewal on", "Approve");
    await users.shows(card, "Within what we may offer");
    await users.click(tom, yes, "Approve");
    await users.whisper(tom, "your click did nothing");
    await users.click(maya, yes, "Edit");
    await users.submit(maya, { subject: "About next year", body: "Shall we talk?" });
    await users.shows(yes, `<@${maya}>`, "About next year");
    await users
      .act("click", { user: maya, channel: yes.channel, ts: yes.ts, action_id: "do:approve:0" })
      .catch(() => null);
    await eventually(async () => {
      const real = (await users.mails()).filter((it) => !it.subject.startsWith("[Test]"));
      const seen = real.map((it) => [it.subject, it.text?.trim(), it.sent_twice]);
      expect(seen).toEqual([["About next year", "Shall we talk?", false]]);
    });

    // 7. an event ends the wait for it
    await users.shows(card, "email.replied");
    await users.slash("maya", "renewals", "event email.replied for Acme Robotics");
    await users.whisper(maya, "email.replied for Acme Robotics is recorded", "1 wait ended");
    await users.skip({ to: "next" });
    await users.message("renewals", "Log the negotiation");

    // 6. pause and resume in the thread; an exit rule ends the run early and says why
    await users.say("maya", "renewals", "@Playbooks pause", card.ts);
    await users.click(maya, await users.shows(card, "Paused"), "Resume");
    await users.shows(card, "Log the negotiation", "Pause");
    await users.slash(
      "maya",
      "renewals",
      "event customer.updated for Acme Robotics renewal_status=renewed",
    );
    await users.shows(card, "They renewed early");

    // 9. the numbers
    await users.slash("priya", "renewals", "stats 90 days");
    await users.whisper(priya, "Renewal 90");
  },
);
