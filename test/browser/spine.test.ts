import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { openBrowser, type TestBrowser } from "../support/browser.ts";
import { pageUser } from "../support/page-user.ts";
import type { Program } from "../support/program.ts";
import { startWhole } from "../support/whole.ts";

const desk = { width: 1280, height: 800 };
const pocket = { width: 390, height: 844 };
const run = "Renewal, 90 days out · Acme Robotics";

const stack = new AsyncDisposableStack();
let browser: TestBrowser;
let program: Program;
beforeAll(async () => {
  browser = stack.use(await openBrowser());
  program = stack.use(await startWhole());
});
afterAll(() => stack.disposeAsync());

test("a newcomer does it all by clicking and typing", { timeout: 180_000 }, async () => {
  await using first = await browser.open(program.url, desk);
  await using second = await browser.open(program.url, pocket);
  const maya = pageUser(first.page, { pictures: "spine", width: desk.width });
  // the same person, with the phone beside the desk
  const phone = pageUser(second.page, { pictures: "spine", width: pocket.width });

  // 1. the first steps can be clicked
  await maya.goTo("general");
  await maya.press(await maya.reads("Hello!"), "See all playbooks");
  await maya.reads("Only visible to you", "There are no playbooks yet.");
  await maya.shot("1-first-steps");
  await phone.goTo("general");
  await phone.reads("There are no playbooks yet.");
  await phone.shot("1-first-steps");

  // 2. a sentence becomes a playbook: a template, a short form, words, and a switch
  await maya.goTo("renewals");
  await maya.say("@Playbooks Create a playbook for renewals, 90 days before the renewal date");
  await maya.openThread(await maya.reads("Create a playbook", "1 reply"));
  const draft = await maya.reads("Start from one of these?", "Renew on time");
  await maya.shot("2-template");
  await maya.press(draft, "Renewal, 90 days out");
  await maya.fillIn({ "When should it start?": "ninety bananas" });
  await maya.fillIn({ "In which channel should it post? (optional)": "renewals" });
  await maya.send("Continue");
  expect(await maya.formRefuses("When should it start?")).toContain("90 days before renewal date");
  await maya.shot("2-form");
  await phone.seesForm("Renewal, 90 days out");
  await phone.shot("2-form");
  await maya.fillIn({ "When should it start?": "90 days before the renewal date" });
  await maya.send("Continue");
  await maya.formTaken();
  const proposed = await maya.reads("Book the QBR", "What the customer receives");
  await maya.shot("2-draft");
  await phone.goTo("renewals");
  await phone.openThread(await phone.reads("Create a playbook"));
  await phone.reads("Book the QBR", "What the customer receives");
  await phone.shot("2-draft");
  await maya.press(proposed, "View YAML");
  await maya.reads("The draft's text.", "playbook.yml");
  await maya.press(proposed, "Turn on");
  const asked = await maya.reads("match right now", "The next start is for Acme Robotics");
  await maya.shot("2-turn-on");
  await maya.press(asked, "Turn on, only new ones");
  await maya.reads("Only visible to you", "Renewal, 90 days out is on");
  await maya.reads("Saved as version 1. It is on and starts by itself.");
  await phone.reads("Renewal, 90 days out is on");
  await phone.shot("2-on");
  await phone.leaveThread();

  // 4. a start begins with a preview, and its mails can go to oneself first
  await maya.say("/playbook run renewal for Acme Robotics");
  const preview = await maya.reads("What would happen", "What Acme Robotics receives");
  await maya.shot("4-preview");
  await phone.reads("What would happen", "What Acme Robotics receives");
  await phone.shot("4-preview");
  await maya.press(preview, "Send the mails to me first");
  await maya.reads("3 mails went to maya@northwind.example. Nothing went to Acme Robotics.");
  await maya.press(preview, "Start");
  const card = await maya.reads(run, "Waiting for @Maya Chen");
  await maya.press(card, "Pause");
  const paused = await maya.reads(run, "Paused by @Maya Chen");
  await maya.shot("4-paused");
  await maya.press(paused, "Resume");
  await maya.openThread(await maya.reads(run, "Waiting for @Maya Chen"));
  await maya.reads("Sum up their year", "Done asks for: year, risks");
  await maya.shot("4-run");
  await phone.reads(run, "Waiting for @Maya Chen");
  await phone.shot("4-run");

  // 5. work is done by its form, until a mail wants to leave
  await maya.press(await maya.reads("Sum up their year", "Done asks for"), "Done");
  await maya.fillIn({ Year: "A good year.", Risks: "Price\nNo sponsor" });
  await maya.shot("5-form");
  await maya.send("Done");
  await maya.formTaken();
  await maya.press(await maya.reads("Book the review with Acme Robotics"), "Done");
  await maya.fillIn({ "QBR date": "2030-12-10", "Who signs": "Their finance lead" });
  await maya.send("Done");
  await maya.formTaken();
  await maya.reads(run, "Prepare the QBR – on");
  expect(await maya.skipAhead("To the next due moment")).toMatch(/started|went on/);
  await maya.shot("5-skipped");
  // others begin by themselves, until that is switched off
  await maya.say("/playbook off renewal");
  const rest = await maya.reads("is off: nothing new starts by itself", "still under way");
  await maya.shot("5-off");
  await maya.press(rest, "Let them go on");
  await maya.skipUntil("Give three talking points");
  await maya.press(await maya.reads("Give three talking points"), "Done");
  await maya.fillIn({ "Talking points": "Use, value, price", "Hard question": "Why more?" });
  await maya.send("Done");
  await maya.formTaken();
  await maya.press(await maya.reads("Hold the review with Acme Robotics"), "Done");
  await maya.fillIn({ Mood: "Happy", Discount: "5", Wish: "More seats" });
  await maya.send("Done");
  await maya.formTaken();

  // the mail stops for one yes, and not for anybody's
  const approval = await maya.reads("May this mail go out?", "Marcus Bell");
  await maya.shot("5-approval");
  await phone.openThread(await phone.reads(run));
  await phone.reads("May this mail go out?", "Marcus Bell");
  await phone.shot("5-approval");
  await maya.actAs("Tom Okafor");
  await maya.openThread(await maya.reads(run));
  await maya.press(approval, "Approve");
  await maya.reads("Only visible to you", "This is for @Maya Chen to decide");
  await maya.shot("5-not-yours");
  await maya.actAs("Maya Chen");
  await maya.openThread(await maya.reads(run));
  await maya.press(approval, "Edit");
  await maya.fillIn({ Subject: "About next year" });
  await maya.shot("5-edit");
  await maya.send("Save and send");
  await maya.formTaken();
  await maya.reads("Approved by @Maya Chen", "About next year");
  await phone.reads("Approved by @Maya Chen", "About next year");
  await phone.shot("5-approved");
  const mailbox = await maya.openMailbox();
  await mailbox.getByRole("link", { name: /Marcus Bell.*About next year/s }).click();
  await mailbox.getByRole("heading", { name: "About next year" }).waitFor();
  expect(await mailbox.getByRole("link", { name: "[Test]" }).count()).toBe(3);
  await maya.shot("5-mail", mailbox);
  await mailbox.close();

  // 8. time is skipped until the run has come to its end
  await maya.skipUntil("Log where the talks with Acme Robotics stand");
  await maya.press(await maya.reads("Log where the talks with Acme Robotics stand"), "Done");
  await maya.fillIn({ Answer: "Signed", Obstacle: "None" });
  await maya.send("Done");
  await maya.formTaken();
  await phone.press(await phone.reads("May this mail go out?", "Thank you"), "Approve");
  await phone.reads("Approved by @Maya Chen", "“Thank you” to Marcus Bell");
  await maya.skipUntil("Close the renewal of Acme Robotics");
  await maya.press(await maya.reads("Close the renewal of Acme Robotics"), "Done");
  await maya.fillIn({ Answer: "Renewed", "Yearly price": "250000", Reason: "They like it" });
  await maya.send("Done");
  await maya.formTaken();
  await maya.reads(run, "Done", "Was it a success?", "They renewed");
  await maya.reads(/Close the renewal . Done by @Maya Chen/);
  await maya.shot("8-end");
  await phone.leaveThread();
  await phone.reads(run, "Done", "Was it a success?", "They renewed");
  await phone.shot("8-end");
  expect([...first.errors, ...second.errors]).toEqual([]);
});

const handOver = `format: 1
id: hand-over
name: Hand over
goal: Hand a customer over.
channel: risk
prerequisites:
  - { say: Their CSM knows, who: csm }
steps:
  - id: call
    do: task
    title: Call {{customer.name}}
    who: csm
    output: { mood: [better, worse] }
    gate:
      - { say: The next step is agreed, who: manager }
    undo:
      - { id: sorry, do: task, title: Say sorry, who: csm }
  - { id: meet, do: meeting, title: Handshake, to: champion, duration: 45 minutes, done_when: accepted, details: Let us meet., no_undo: They know }
  - { id: text, do: sms, to: champion, body: It was good to meet you. }
  - { id: rest, do: wait, name: Let it rest, for: 10 days }
  - id: next
    do: decide
    question: How do we go on?
    who: manager
    reason: true
    paths:
      - { name: Keep it }
      - { name: Go back, then: rollback }
`;

test(
  "a run is answered, shifted, paused and taken back by clicking",
  { timeout: 90_000 },
  async () => {
    await using first = await browser.open(program.url, desk);
    await using second = await browser.open(program.url, pocket);
    const maya = pageUser(first.page, { pictures: "controls", width: desk.width });
    const priya = pageUser(second.page, { pictures: "controls", width: pocket.width });
    const card = "Hand over · Acme Robotics";
    await priya.goTo("risk");
    await priya.actAs("Priya Nair");

    // 1. pasted text becomes a playbook, and its run asks first whether what it needs is so
    await maya.goTo("risk");
    await maya.paste(`@Playbooks \`\`\`\n${handOver}\`\`\``);
    await maya.openThread(await maya.reads("id: hand-over", "1 reply"));
    await maya.press(await maya.reads("Hand a customer over.", "pasted it"), "Turn on");
    await maya.reads("Hand over is on", "It starts by hand.");
    await maya.shot("1-pasted");
    await maya.say("/playbook run hand-over for Acme Robotics");
    await maya.press(await maya.reads("What would happen", "Their CSM knows"), "Start");
    await maya.press(await maya.reads(card, "Not started yet"), "Yes");

    // 2. a gate is answered with a reason, and the work behind it done again
    await maya.openThread(await maya.reads(card, "Waiting for @Maya Chen"));
    await maya.press(await maya.reads("Call Acme Robotics", "Mood?"), "Better");
    await priya.openThread(await priya.reads(card, "Waiting for @Priya Nair"));
    await priya.shot("2-gate");
    await priya.press(await priya.reads("The next step is agreed", "Is it so?"), "No");
    await priya.fillIn({ "In a sentence": "Nothing is dated yet" });
    await priya.send("No");
    const failed = await maya.reads("Call Acme Robotics failed", "Nothing is dated yet");
    await maya.shot("2-failed");
    await maya.press(failed, "Try again");
    await maya.press(await maya.reads("Call Acme Robotics", "Mood?"), "Better");
    await priya.press(await priya.reads("The next step is agreed", "Is it so?"), "Yes");

    // 3. a meeting without a time cannot go out before somebody has set one
    const invitation = await maya.reads("May this invitation go out?", "has no date and time yet");
    expect(await invitation.getByRole("button", { name: "Approve" }).count()).toBe(0);
    await maya.press(invitation, "Edit");
    await maya.fillIn({ "Date and time": "2040-12-10T15:00" });
    await maya.shot("3-invitation");
    await maya.send("Save and send");
    await maya.formTaken();
    await maya.press(await maya.reads("Do they come to “Handshake”?"), "They accepted");
    await maya.press(await maya.reads("May this text message go out?"), "Approve");

    // 4. what waits is shifted after a look, and back; a pause says so
    await maya.choose(await maya.reads("Let it rest – until"), "Shift its dates…");
    await maya.fillIn({ "By how much?": "1 week" });
    await maya.shot("4-shift");
    await maya.send("Show what moves");
    await maya.press(
      await maya.reads("This would move by 7 days", "Let it rest"),
      "Shift by 7 days",
    );
    await maya.reads(card, "Dates shifted by 7 days");
    await maya.press(await maya.reads("are shifted by 7 days"), "Undo");
    await eventually(async () =>
      expect(await (await maya.reads(card, "Let it rest – until")).innerText()).not.toContain(
        "Dates shifted",
      ),
    );
    await maya.press(await maya.reads(card, "Let it rest – until"), "Pause");
    await maya.press(await maya.reads(card, "Paused by @Maya Chen"), "Resume");
    await maya.reads(card, "Waiting ·");

    // 5. a decision leads back, and what was done is taken back on the card
    await maya.skipAhead("One week");
    await maya.skipAhead("One week");
    await priya.press(await priya.reads("How do we go on?"), "Go back");
    await priya.fillIn({ "In a sentence": "They stay with us" });
    await priya.send("Go back");
    await maya.reads(card, "Going back, waiting for @Maya Chen", "0 of 1 step");
    await maya.shot("5-going-back");
    await maya.press(await maya.reads("Say sorry", "for @Maya Chen"), "Done");
    await maya.reads(card, "Rolled back", "They stay with us");
    await maya.shot("5-rolled-back");
    await priya.shot("5-rolled-back");
    expect([...first.errors, ...second.errors]).toEqual([]);
  },
);
