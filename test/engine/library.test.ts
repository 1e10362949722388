import { describe, expect, test } from "vitest";
import type { SkippableClock } from "../../src/clock.ts";
import { skipAhead } from "../../src/engine/skip.ts";
import type { Output } from "../../src/steps/world.ts";
import { nextDue } from "../../src/store/triggers.ts";
import { createEngine, day, type TestEngine } from "../support/engine.ts";
import { librarySource } from "../support/library.ts";

/** the clock of a test as one that a newcomer may skip */
function skippable({ clock }: TestEngine): SkippableClock {
  const skipTo = (at: Date) => clock.moveTo(at > clock.now() ? at : clock.now());
  return { ...clock, offset: () => 0, skipTo };
}

function skipping(it: TestEngine) {
  const { quiet, look } = it.engine;
  const needs = { pool: it.needs.pool, clock: skippable(it), quiet, look };
  return (to: Date) => skipAhead(needs, to);
}

/** What people would do: approve each mail, do each task; and skip ahead where nothing is to be done. */
async function goThrough(it: TestEngine, runId: string, answers: Record<string, Output>) {
  const skip = skipping(it);
  for (let round = 0; round < 60; round++) {
    if ((await it.execution(runId)).status === "ended") return;
    const steps = [...(await it.steps(runId)).values()];
    const asking = steps.find((step) => step.status === "asking");
    const task = steps.find((step) => step.status === "waiting" && step.ask);
    if (asking) await it.approve(runId, (await it.approval(runId)).approvers[0]?.id);
    else if (task) await it.answer(runId, task.id, answers[task.id] ?? {}, task.ask?.who);
    else await skip((await nextDue(it.needs.pool)) ?? it.clock.now());
  }
}

/** how each step ended, and when, in days from the start */
async function story(it: TestEngine, runId: string) {
  const { startedAt } = await it.execution(runId);
  const steps = [...(await it.steps(runId)).values()];
  return steps
    .toSorted((a, b) => Number(a.endedAt) - Number(b.endedAt))
    .map(({ id, status, result, endedAt }) => {
      const days = Math.floor((Number(endedAt) - startedAt.getTime()) / day);
      return `day ${days}: ${id} ${status}${result === null || result === status ? "" : ` (${result})`}`;
    });
}

async function engineWith(id: string) {
  const it = await createEngine();
  await it.write(librarySource(id));
  return it;
}

const agents: Record<string, Output> = {
  summary: { year: "A good year.", risks: ["price"] },
  qbr_plan: { talking_points: "Value", hard_question: "Price?" },
  brief: {
    what_happened: "Silence",
    likely_cause: "New boss",
    seriousness: "high",
    first_move: "Call",
  },
  handover: { why_they_bought: "Speed", first_result: "A report", questions: "Who?" },
  look: { state: "Half", in_the_way: "Time", try_next: "Training" },
};

describe("the library, from its trigger to its end, with people who do their part", () => {
  test("a renewal that is signed", async () => {
    await using it = await engineWith("renewal");
    await it.turnOn("renewal");
    await skipping(it)(new Date("2026-11-25T00:00:00Z"));
    const [run] = await it.runs("renewal");
    expect(run?.execution.customerId).toBe("acme-robotics");
    const runId = run?.execution.id ?? "";
    await it.turnOff("renewal");

    await goThrough(it, runId, {
      ...agents,
      book_qbr: { qbr_date: "2026-12-10", who_signs: "Marcus" },
      qbr: { mood: "happy", discount: 5, wish: "More" },
      negotiation: { answer: "signed", obstacle: "none" },
      close: { answer: "renewed", yearly_price: 250_000, reason: "value" },
    });

    expect(await it.execution(runId)).toMatchObject({
      result: "succeeded",
      reason: null,
      success: [{ met: true }, { met: true }],
    });
    expect(await story(it, runId)).toMatchInlineSnapshot(`
      [
        "day 0: summary done",
        "day 0: book_qbr done",
        "day 15: qbr_plan done",
        "day 15: offer done (Within what we may offer)",
        "day 15: proposal done (sent)",
        "day 15: qbr done",
        "day 25: reply done (timed out)",
        "day 45: negotiation done",
        "day 45: finish done (Signed)",
        "day 45: thanks done (sent)",
        "day 83: close done",
      ]
    `);
    expect(it.sent.map(({ to, subject }) => `${to[0]?.name}: ${subject}`)).toEqual([
      "Marcus Bell: Your renewal on 22 Feb 2027",
      "Marcus Bell: Thank you",
    ]);
    expect(it.sent[0]?.body).toContain(
      "the Enterprise plan for 400 seats, as you have it today, at 5 percent off.",
    );
  });

  test("a renewal that is lost on the way", async () => {
    await using it = await engineWith("renewal");
    const runId = await it.run("renewal", "kestrel-health", { max_discount: 5 });
    const answers = { ...agents, qbr: { mood: "unhappy", discount: 30, wish: "Less" } };
    for (const id of ["summary", "book_qbr"]) await it.answer(runId, id, agents[id] ?? {});
    await goThrough(it, runId, { ...answers, decision: { discount: 20, term: "two years" } });

    expect(await it.step(runId, "offer")).toMatchObject({ result: "Somebody has to decide" });
    expect(it.sent.find(({ subject }) => subject === "A proposal for next year")?.body).toContain(
      "plan for two years, at 20 percent off.",
    );
    expect(await it.execution(runId)).toMatchObject({ success: [{ met: null }, { met: null }] });
  });

  test("a customer at risk who is saved, and one who was never at risk", async () => {
    await using it = await engineWith("at-risk");
    await it.turnOn("at-risk");
    await it.event("risk.detected", "meridian-insurance", { reason: "usage fell" });
    const [run] = await it.runs("at-risk");
    const runId = run?.execution.id ?? "";
    await goThrough(it, runId, {
      ...agents,
      check: { verdict: "at risk", why: "usage" },
      talk: { situation: "can be saved", cause: "no time", wish: "help" },
      escalation: { reached: true, agreed: "weekly calls" },
      save_plan: { plan: "calls", first_step_due: "2027-01-01" },
      verdict: { outcome: "saved", what_made_the_difference: "calls" },
    });

    expect(await it.execution(runId)).toMatchObject({
      result: "succeeded",
      inputs: { reason: "usage fell" },
      success: [{ met: true }, { met: true }],
    });
    expect(await story(it, runId)).toMatchInlineSnapshot(`
      [
        "day 0: alert done (posted)",
        "day 0: brief done",
        "day 0: check done",
        "day 0: outreach done (sent)",
        "day 3: reply done (timed out)",
        "day 3: escalation done",
        "day 3: next_move done (A manager steps in)",
        "day 3: save_plan done",
        "day 3: second_try done (sent)",
        "day 3: talk done",
        "day 24: settle done (passed)",
        "day 24: verdict done",
      ]
    `);

    await it.event("champion.left", "acme-robotics");
    const other = (await it.runs("at-risk"))[0]?.execution;
    expect(other?.inputs).toEqual({ reason: "Their champion has left." });
    await goThrough(it, other?.id ?? "", {
      ...agents,
      check: { verdict: "false alarm", why: "a joke" },
    });
    expect(await it.execution(other?.id ?? "")).toMatchObject({
      result: "stopped",
      reason: "It was a false alarm",
    });
  });

  test("an onboarding that is announced, and one that nobody announced", async () => {
    await using it = await engineWith("onboarding");
    await it.turnOn("onboarding");
    await it.event("customer.signed", "helix-biotech");
    const runId = (await it.runs("onboarding"))[0]?.execution.id ?? "";
    await goThrough(it, runId, {
      ...agents,
      kickoff: { goal: "A weekly report", training: "on their own" },
      check_in: { mood: "unhappy", obstacle: "time" },
      review: { goal_reached: true, next_goal: "Two reports", would_recommend_us: true },
    });

    expect(await it.execution(runId)).toMatchObject({
      result: "succeeded",
      success: [{ met: true }, { met: false }],
    });
    expect(await story(it, runId)).toMatchInlineSnapshot(`
      [
        "day 0: handover done",
        "day 0: kickoff done",
        "day 0: recap done (sent)",
        "day 0: training done (On their own)",
        "day 0: training_mail done (sent)",
        "day 0: welcome done (sent)",
        "day 14: first_result done (timed out)",
        "day 30: look done",
        "day 30: check_in done",
        "day 30: help done (posted)",
        "day 60: review done",
        "day 60: next_goal done (sent)",
      ]
    `);
    expect(it.sent.at(-1)?.body).toContain("You got what you came for");

    // Helix had its kickoff four days after the signature; it is not onboarded twice
    expect(await it.runs("onboarding")).toHaveLength(1);
  });
});

test("skipping ahead stops at each moment that is due, in their order", async () => {
  await using it = await createEngine();
  await it.write(`format: 1
id: days
name: Days
goal: Count.
steps:
  - id: one
    do: wait
    for: 1 day
  - id: two
    do: wait
    for: 2 days
  - id: three
    do: wait
    for: 3 days
`);
  const runId = await it.run("days", "acme-robotics");
  const start = it.clock.now();

  const { stops } = await skipping(it)(new Date(start.getTime() + 5 * day));
  expect(stops).toBe(2);
  expect(await it.step(runId, "three")).toMatchObject({ due: new Date(start.getTime() + 6 * day) });
  await skipping(it)(new Date(start.getTime() + 90 * day));

  expect((await it.execution(runId)).endedAt).toEqual(new Date(start.getTime() + 6 * day));
  expect(it.clock.now()).toEqual(new Date(start.getTime() + 90 * day));
});
