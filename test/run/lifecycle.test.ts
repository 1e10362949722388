import { describe, expect, test } from "vitest";
import { chanceOf } from "../../src/run/spread.ts";
import { begin, type Move, nextTry, proceed } from "../../src/run/lifecycle.ts";
import type { Settled, Stage } from "../../src/run/state.ts";
import { knownSteps, typeOf } from "../../src/steps/all.ts";
import type { AnyStep } from "../../src/steps/step-type.ts";
import { stateOf, worldWith } from "./worlds.ts";

const mail: AnyStep = { id: "offer", do: "email" };
const post: AnyStep = { id: "note", do: "message" };
const work = { is: "work", resume: null, note: null };
const ask = { is: "ask", note: null };

function first(step: AnyStep, world = worldWith()): Move {
  return begin(typeOf(knownSteps, step), step, world);
}

function next(step: AnyStep, stage: Stage | null, settled: Settled, world = worldWith()): Move {
  return proceed(typeOf(knownSteps, step), step, stateOf(step.id, { stage }), settled, world);
}

describe("the first move of a step", () => {
  test("is its work, or the question whether it may leave the house", () => {
    expect(first(post)).toEqual(work);
    expect(first(mail)).toEqual(ask);
  });

  test("is to be left out when its condition does not hold, and says why", () => {
    const world = worldWith({ values: { customer: { health: 80 } } });

    expect(first({ ...mail, only_if: "customer.health < 60" }, world)).toMatchObject({
      is: "pass",
      status: "skipped",
      note: expect.stringContaining("80"),
    });
    expect(first({ ...post, only_if: "customer.arr > 0" }, world)).toMatchObject({
      is: "pass",
      note: "customer ARR is not known",
    });
  });

  test("is to rest until its date", () => {
    const world = worldWith({ values: { customer: { renewal_date: "2027-03-01" } } });

    expect(first({ ...mail, at: "30 days before renewal_date" }, world)).toEqual({
      is: "rest",
      stage: "due",
      until: new Date("2027-01-30T09:00:00Z"),
      note: null,
    });
  });

  test("comes now when its date has passed, and says so when it was another day", () => {
    const world = worldWith({ values: { customer: { renewal_date: "2027-01-05" } } });

    expect(first({ ...mail, at: "1 day before renewal_date" }, world)).toEqual(ask);
    expect(first({ ...post, at: "30 days before renewal_date" }, world)).toEqual({
      ...work,
      note: "its day, 6 Dec 2026, had passed",
    });
  });

  test("needs a person when its date is not known", () => {
    expect(first({ ...mail, at: "30 days before renewal_date" })).toEqual({
      is: "fail",
      reason: 'the date of "30 days before renewal_date" is not known',
    });
  });
});

const time: Settled = { is: "time" };
const timeout: Settled = { is: "timeout" };
const event: Settled = { is: "event", name: "x", at: "2027-01-04T12:00:00.000Z", data: {} };
const answer: Settled = { is: "answer", by: "UMAYA", values: {} };
function choice(
  word: (Settled & { is: "choice" })["choice"],
  reason: string | null = null,
): Settled {
  return { is: "choice", choice: word, by: "UMAYA", reason };
}
const pass = (
  status: "done" | "skipped",
  result: string | null,
  note: string,
  by: string | null,
) => ({
  is: "pass",
  status,
  result,
  note,
  by,
});
const skipped = (note: string) => pass("skipped", null, note, "UMAYA");
const stopped = (reason: string) => ({ is: "stop", reason, by: "UMAYA" });
const arrived = (result: string | null) =>
  pass("done", result, "somebody saw that it arrived", "UMAYA");

describe("the next move of a parked step", () => {
  const cases: [AnyStep, Stage | null, Settled, object][] = [
    [post, "due", time, work],
    [mail, "due", time, ask],
    [mail, "asking", choice("approve"), work],
    [mail, "asking", choice("skip"), skipped("it was rejected")],
    [mail, "asking", choice("skip", "too pushy"), skipped("too pushy")],
    [mail, "asking", choice("stop", "they left"), stopped("they left")],
    // nobody's silence is a yes
    [mail, "asking", timeout, pass("skipped", "timed out", "nobody decided in time", null)],
    [mail, "asking", time, ask],
    [mail, "asking", event, ask],
    [mail, "rest", time, work],
    [mail, "rest", choice("retry"), work],
    [mail, "rest", choice("skip"), skipped("somebody skipped it")],
    [mail, "rest", choice("stop"), stopped("somebody stopped it")],
    [post, "failed", choice("retry"), work],
    [mail, "failed", choice("retry"), ask],
    [mail, "failed", choice("skip"), skipped("somebody skipped it")],
    [post, "failed", choice("stop"), stopped("somebody stopped it")],
    [mail, "doubt", choice("arrived"), arrived("sent")],
    [post, "doubt", choice("arrived"), arrived(null)],
    [mail, "doubt", choice("again"), work],
    [mail, "doubt", choice("skip"), skipped("somebody skipped it")],
    [mail, "doubt", choice("stop"), stopped("somebody stopped it")],
    [post, "work", time, { is: "work", resume: time, note: null }],
    [post, "work", timeout, { is: "work", resume: timeout, note: null }],
    [post, "work", event, { is: "work", resume: event, note: null }],
    [post, "work", answer, { is: "work", resume: answer, note: null }],
  ];

  test.each(cases)("%o at %s after %o", (step, stage, settled, move) => {
    expect(next(step, stage, settled)).toEqual(move);
  });

  test("looks at its condition and its date once more when its date has come", () => {
    const renewed = worldWith({
      values: { customer: { renewal_date: "2027-03-01", renewal_status: "renewed" } },
    });
    const open = { ...mail, only_if: 'customer.renewal_status == "open"' };

    expect(next(open, "due", time, renewed)).toMatchObject({ is: "pass", status: "skipped" });
    expect(
      next({ ...mail, at: "30 days before renewal_date" }, "due", time, renewed),
    ).toMatchObject({
      is: "rest",
      until: new Date("2027-01-30T09:00:00Z"),
    });
  });

  test("that failed as its date was not known waits for it once it is", () => {
    const step = { ...mail, at: "30 days before renewal_date" };
    const world = worldWith({ values: { customer: { renewal_date: "2027-03-01" } } });

    expect(next(step, "failed", choice("retry"), world)).toMatchObject({
      is: "rest",
      stage: "due",
    });
    expect(next(step, "failed", choice("retry"))).toMatchObject({ is: "fail" });
  });
});

describe("the next try of a step that failed", () => {
  const passing = { is: "failed", reason: "busy", again: true } as const;
  const tried = (attempt: number, runId = "a") => ({ runId, id: "mail", iteration: 1, attempt });
  /** Those of the minutes that it does not come after, a fifth more or less. */
  const amiss = (wanted: (number | null)[], step: AnyStep = mail, isAway = false, from = 1) =>
    wanted.filter((minutes, i) => {
      const world = worldWith();
      const outcome = { ...passing, ...(isAway && { outside: true as const }) };
      const at = nextTry(step, tried(from + i), outcome, world);
      if (minutes === null || at === null) return at !== minutes;
      return Math.abs(1 - (at.getTime() - world.now.getTime()) / 60_000 / minutes) > 0.2;
    });

  test("comes after two minutes, then four times as much, three times in all", () => {
    expect(amiss([2, 8, 32, null])).toEqual([]);
  });

  test("comes within each hour for a day after that where somebody else's system is away", () => {
    expect(amiss([2, 8, 32, 50], mail, true)).toEqual([]);
    expect(amiss([50, null], mail, true, 32)).toEqual([]);
    const late = Array.from({ length: 100 }, (_, i) => {
      const world = worldWith();
      const at = nextTry(mail, tried(9, `${i}`), { ...passing, outside: true }, world);
      return Number(at) - Number(world.now);
    });
    expect(Math.max(...late)).toBeLessThanOrEqual(60 * 60_000);
    expect(new Set(late).size).toBe(100);
  });

  test("is the same after a crash, and comes no sooner than the other side asks, within the day", () => {
    const world = worldWith();
    const asked = Array.from({ length: 200 }, (_, i) => {
      const outcome = { ...passing, after: (i < 100 ? 5 : 3000) * 60_000 };
      const at = nextTry(mail, tried(1, `${i}`), outcome, world);
      expect(nextTry(mail, tried(1, `${i}`), outcome, world)).toEqual(at);
      return (Number(at) - Number(world.now)) / 60_000;
    });

    expect(Math.min(...asked.slice(0, 100))).toBeGreaterThanOrEqual(5);
    expect(Math.max(...asked.slice(0, 100))).toBeLessThan(6);
    expect(Math.min(...asked.slice(100))).toBeGreaterThanOrEqual(1440);
    expect(Math.max(...asked)).toBeLessThan(1452);
    expect(new Set(asked).size).toBe(200);
  });

  test("is spread evenly over runs", () => {
    const chances = Array.from({ length: 200 }, (_, i) => chanceOf(tried(1, `${i}`)));

    for (const from of [0, 0.25, 0.5, 0.75])
      expect(chances.filter((it) => it >= from && it < from + 0.25).length).toBeGreaterThan(30);
  });

  test("follows the step's own words, and waits an hour at most", () => {
    expect(
      amiss([10, 40, 50, 50, 50, null], { ...mail, retry: { limit: 5, wait: "10m" } }),
    ).toEqual([]);
  });

  test("waits longer than an hour only if the step says so", () => {
    expect(amiss([180, 180, 180], { ...mail, retry: { limit: 3, wait: "3h" } })).toEqual([]);
  });

  test("never comes when trying again cannot help", () => {
    const final = { is: "failed", reason: "no such address", again: false } as const;

    expect(nextTry(mail, tried(1), final, worldWith())).toBe(null);
  });
});
