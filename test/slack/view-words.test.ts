import { expect, test } from "vitest";
import type { Card } from "../../src/chat/replies.ts";
import { drawCard, drawReply } from "../../src/slack/draw.ts";
import type { Drawn } from "../../src/slack/views/blocks.ts";
import { wordsOf } from "../support/slack-user.ts";
import { approvalCards } from "./gallery/approvals.ts";
import { now } from "./gallery/parts.ts";
import { replies } from "./gallery/replies.ts";
import { runCards } from "./gallery/runs.ts";
import { stepCards } from "./gallery/steps.ts";
import { maya, tom } from "./stand.ts";

const words = ({ text, blocks }: Drawn) =>
  wordsOf({ text, blocks: blocks.map((it) => ({ ...it })) });
const shown = (card: Card | undefined) => (card ? words(drawCard(card, now)) : "no such card");
const run = (name: string, more: object = {}) => {
  const card = runCards[name];
  if (!card) throw new Error(`no card ${name}`);
  return { ...card, progress: { ...card.progress, ...more } };
};

test("who is waited for is said once, where it is one person", () => {
  const card = run("waiting for a yes");
  const [first = "", ...steps] = shown(card).split("\n\n");
  const lines = card.progress.lines.map((it) =>
    it.id === "answer" ? { ...it, status: "waiting" as const, waitsFor: [tom] } : it,
  );

  expect(shown(card).split(`<@${maya}>`)).toHaveLength(2);
  expect(first + steps.join("")).toContain("needs a yes");
  expect(shown(run("waiting for a yes", { lines }))).toContain(`waits for <@${maya}> to say yes`);
});

test("whoever paused a run is named, and nothing else in a reason is markup", () => {
  expect(shown(run("paused", { reason: `paused by <@${maya}>` }))).toContain(
    `*Paused* by <@${maya}>`,
  );
  expect(shown(run("paused", { reason: `see <@${maya}>` }))).toContain("&lt;@");
});

test("how long a run takes in all is said as long as one can tell", () => {
  const takes = (expectedEnd: Date | null) => shown(run("waiting for a yes", { expectedEnd }));

  expect(takes(new Date("2027-02-03T14:00:00Z"))).toMatch(/, due about .+ \(~86 days in all\)/);
  expect(takes(new Date("2026-11-10T14:00:00Z"))).not.toMatch(/in all|due/);
  expect(takes(null)).not.toContain("in all");
});

test("nothing comes any more where a run has ended", () => {
  expect(shown(runCards["stopped"])).not.toContain(":white_circle:");
});

test("a playbook that was turned on says how it starts, where it is no date that is known", () => {
  const reply = replies["turned on"];
  const said = (starts: string[]) =>
    reply?.is === "turn-on" ? words(drawReply({ ...reply, next: null, starts }, now)) : "";

  expect(said(["When health.dropped happens"])).toContain("It starts when health.dropped happens.");
  expect(said([])).toContain("It starts by hand.");
});

test("a choice says what it answers, and a gate whose it is", () => {
  const card = stepCards["task without anything"];
  const choice = shown(card && { ...card, question: "Mood?" });
  const gate = shown(card && { ...card, question: "Is it so?", gateOf: "Hold the call" });

  expect(choice).toContain("Mood?");
  expect(gate).toContain("Hold the call");
  expect(gate).toContain("Is it so?");
});

test("what is over takes one line", () => {
  const card = Object.values(stepCards).find((it) => it.about === "over");
  const over = (title: string) =>
    shown(card && { ...card, gate: [], title, outcome: `Done by <@${maya}>` });
  const icon = ":ballot_box_with_check:";

  expect(over("Hold the QBR")).toBe(`${icon} Acme Robotics · Hold the QBR · *Done* by <@${maya}>`);
  expect(over("Call Acme Robotics")).toBe(`${icon} Call Acme Robotics · *Done* by <@${maya}>`);
});

test("a mail that went is known by its subject and address", () => {
  expect(shown(approvalCards["approved"])).toContain(
    "\n“Your renewal in February” to Dana Fox &lt;dana.fox@acme.example&gt;",
  );
});

test("a preview says every date the same way, where the customer is", () => {
  const { preview } = replies;
  if (!preview) throw new Error("no preview");
  const said = words(drawReply(preview, now));

  expect(said).not.toContain("<!date");
  expect(said).toContain("It ends about 3 Feb 2027");
});
