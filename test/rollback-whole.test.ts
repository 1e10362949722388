// going back, as people see it in Slack: a gate that is answered with a reason, what would be taken back, and the way

import { beforeAll, expect, test, vi } from "vitest";
import { eventually } from "./support/eventually.ts";
import type { Program } from "./support/program.ts";
import { wordsOf } from "./support/slack-user.ts";
import { startWhole, turnOn } from "./support/whole.ts";

// a program and its database take their time where much else is going on
vi.setConfig({ testTimeout: 90_000 });

const maya = "UMAYA0001";
const priya = "UPRIYA001";

let program: Program;

beforeAll(async () => {
  const whole = await startWhole();
  program = whole;
  return () => whole[Symbol.asyncDispose]();
});

const text = `steps:
  - id: prepare
    do: phase
    name: Prepare
    steps:
      - { id: note, do: update, set: { health: 91 } }
      - { id: plan, do: task, title: Write the plan, who: csm, no_undo: A plan does no harm }
  - id: cutover
    do: phase
    name: Cutover
    gate:
      - { say: All tests pass, who: manager }
    steps:
      - id: switch
        do: task
        title: Switch them over
        who: csm
        undo:
          - { id: switch_back, do: task, title: Switch them back, who: csm }
rollback:
  - steps:
      - { id: tell, do: message, text: We went back. }`;

test("a gate is answered with a reason, and the run is taken back after all of it was shown", async () => {
  const { users } = program;
  await turnOn(program, "Cut over", text);
  await users.slash("maya", "renewals", "rehearse cut-over for Acme Robotics");
  const rehearsed = await users.whisper(
    maya,
    "What a rollback would take back",
    "Switch them back",
  );
  expect(wordsOf(rehearsed)).toContain("A plan does no harm");

  await users.slash("maya", "renewals", "run cut-over for Acme Robotics");
  await users.click(maya, await users.whisper(maya, "What would happen", "Cut over"), "Start");
  await users.click(maya, await users.message("renewals", "Write the plan", "Done"), "Done");
  await users.click(maya, await users.message("renewals", "Switch them over", "Done"), "Done");
  const gate = await users.message("renewals", "All tests pass", "Yes");
  await users.click(priya, gate, "No");
  await users.submit(priya, { why: "The export is empty" });
  const failed = await users.message(
    "renewals",
    "Gate: All tests pass",
    "The export is empty",
    "Go on anyway",
  );
  expect(wordsOf(failed)).toContain("Go on anyway");

  const card = await users.message("renewals", "Cut over · Acme Robotics", "began");
  await users.say("maya", "renewals", "@Playbooks roll back", card.ts);
  const shown = await users.whisper(maya, "What is taken back", "Switch them back", "We went back");
  await users.click(maya, shown, "Roll back");
  await users.click(maya, await users.message("renewals", "Switch them back", "Done"), "Done");
  const over = wordsOf(await users.shows(card, "Rolled back", "undone", "2 of 2 steps"));
  // people are named as people, also where they had it rolled back
  expect(over).not.toContain("&lt;@");
  await users.message("renewals", "We went back.");
  // what it asked before asks nobody any more
  await eventually(async () => {
    const { blocks } = await users.again(failed);
    expect(JSON.stringify(blocks)).not.toContain('"do:');
  });
});
