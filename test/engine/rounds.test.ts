import { expect, test } from "vitest";
import { beginNow } from "../../src/engine/step-words.ts";
import { seeRun } from "../../src/engine/held-run.ts";
import { progressOf } from "../../src/run/progress-of.ts";
import { foreseeShift } from "../../src/engine/shift.ts";
import { turnBack } from "../../src/engine/turn-back.ts";
import { listSteps } from "../../src/store/steps.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import {
  createEngine,
  day,
  mailStep,
  maya,
  playbookWith,
  priya,
  type TestEngine,
  workspaceId,
} from "../support/engine.ts";

/** "step:iteration status" of every row, in the order in which they began. */
async function rows(engine: TestEngine, runId: string): Promise<string[]> {
  const all = await listSteps(engine.tenant, runId);
  return all.map((it) => `${it.id}:${it.iteration} ${it.status}`);
}

const weekly = playbookWith(
  "weekly",
  `  - id: saves
    do: phase
    name: Weekly save calls
    repeat: { every: 7d, until: customer.health >= 70, at_most: 3 }
    steps:
      - { id: call, do: task, title: Call them, who: csm, output: { mood: [good, bad] } }
  - { id: last, do: task, title: Sum up, who: csm }
`,
);

test("a phase begins again a week after its round began, until its condition holds", async () => {
  await using engine = await createEngine();
  await engine.write(weekly.replace("    repeat:", "    at: 2 days later\n    repeat:"));
  const runId = await engine.run("weekly", "acme-robotics");
  await engine.update("acme-robotics", { health: 40 });
  // it counts from when the phase began, not from when it was waited for
  await engine.pass(2 * day);

  await engine.answer(runId, "call", { mood: "bad" });

  expect(await engine.step(runId, "saves/round")).toMatchObject({
    status: "waiting",
    note: "round 2 of 3",
    due: new Date(engine.clock.now().getTime() + 7 * day),
  });
  await engine.pass(7 * day);
  expect(await rows(engine, runId)).toEqual(
    expect.arrayContaining(["saves:2 done", "call:1 done", "call:2 waiting", "saves/round:1 done"]),
  );
  await engine.update("acme-robotics", { health: 80 });
  await engine.answerAt(runId, "call", 2, { mood: "good" });
  const steps = await engine.steps(runId);
  expect(steps.get("saves/round")?.note).toContain("80");
  expect(steps.get("last")?.status).toBe("waiting");
});

test("somebody has the next round begin at once, and a second press begins no further one", async () => {
  await using engine = await createEngine();
  await engine.write(weekly);
  const runId = await engine.run("weekly", "acme-robotics");
  await engine.update("acme-robotics", { health: 40 });
  const early = { ...engine.at(runId, "saves/round", maya), turn: 1 };
  // nothing waits yet, and what waits for a person is no such wait
  await expect(beginNow(engine.control, early)).rejects.toThrow("no longer exists");
  const call = { ...early, stepId: "call", turn: null };
  expect(await beginNow(engine.control, call)).toBe(false);
  await engine.answer(runId, "call", { mood: "bad" });
  const { turn } = await engine.step(runId, "saves/round");

  const both = [1, 2].map(() => beginNow(engine.control, { ...early, turn }));
  expect((await Promise.all(both)).filter(Boolean)).toHaveLength(1);
  await engine.settle();

  const begun = ["saves:2 done", "call:2 waiting", "saves/round:1 done"];
  expect(await rows(engine, runId)).toEqual(expect.arrayContaining(begun));
  expect(await beginNow(engine.control, { ...early, turn })).toBe(false);
  // the next one counts from when this one began
  await engine.answerAt(runId, "call", 2, { mood: "bad" });
  const due = new Date(engine.clock.now().getTime() + 7 * day);
  const next = await listSteps(engine.tenant, runId);
  expect(next.find((it) => it.id === "saves/round" && it.iteration === 2)?.due).toEqual(due);
});

test("there are no more rounds than it has, though its condition never holds", async () => {
  await using engine = await createEngine();
  await engine.write(weekly);
  const runId = await engine.run("weekly", "acme-robotics");
  await engine.update("acme-robotics", { health: 40 });

  for (const round of [1, 2, 3]) {
    await engine.answerAt(runId, "call", round, { mood: "bad" });
    await engine.pass(7 * day);
  }

  expect((await engine.step(runId, "saves/round")).note).toBe("round 3 of 3 was the last");
  expect((await engine.step(runId, "last")).status).toBe("waiting");
});

const negotiationSteps = `  - id: negotiation
    do: phase
    repeat: { at_most: 2 }
    steps:
${mailStep.replaceAll(/^/gm, "    ").trimEnd()}
      - id: close
        do: decide
        question: Go on?
        who: manager
        paths:
          - name: Negotiate
            then: again
          - name: Proceed
          - name: Stop
            then: end
  - { id: last, do: task, title: Sign, who: csm }
`;
const negotiation = playbookWith(
  "talks",
  negotiationSteps,
  `success:\n  - say: They are well\n    when: customer.health >= 0\n`,
);

test("a decision opens another round, whose mail is another mail with another yes", async () => {
  await using engine = await createEngine();
  await engine.write(negotiation);
  const runId = await engine.run("talks", "acme-robotics");
  await engine.approve(runId);

  await engine.answer(runId, "close", { path: "Negotiate" }, priya);

  expect(await rows(engine, runId)).toEqual(
    expect.arrayContaining(["mail:1 done", "mail:2 asking", "close:1 done", "negotiation:2 done"]),
  );
  await engine.approve(runId);
  expect(engine.sent.map(({ key }) => key)).toEqual([`${runId}:mail:1`, `${runId}:mail:2`]);
  // the second was the last, so the same answer now leads on
  await engine.answerAt(runId, "close", 2, { path: "Negotiate" }, priya);
  expect((await engine.step(runId, "last")).status).toBe("waiting");
});

test("another round that is decided for begins when the phase says that rounds do, and the card says when", async () => {
  await using engine = await createEngine();
  await engine.write(
    playbookWith("slow", negotiationSteps.replace("at_most: 2", "every: 7d, at_most: 2")),
  );
  const runId = await engine.run("slow", "acme-robotics");
  await engine.approve(runId);
  await engine.pass(2 * day);
  const due = new Date(engine.clock.now().getTime() + 5 * day);

  await engine.answer(runId, "close", { path: "Negotiate" }, priya);

  expect(await engine.step(runId, "close/1")).toMatchObject({
    status: "waiting",
    due,
    note: "round 2 of 2",
  });
  const seen = await seeRun(engine.needs, engine.tenant, runId);
  if (!seen) throw new Error("no run");
  const { lines } = progressOf(seen, {
    execution: await engine.execution(runId),
    deciders: new Map(),
    late: new Map(),
    newer: false,
    canTurnBack: false,
    parts: new Map(),
    around: null,
    expectedEnd: null,
  });
  expect(lines.find((it) => it.id === "close/1")).toMatchObject({
    name: "Another round",
    at: due,
    begins: true,
    early: { of: expect.stringContaining("egotiation"), iteration: 1 },
  });
  expect(await beginNow(engine.control, engine.at(runId, "close/1", priya))).toBe(true);
  await engine.settle();
  expect(await rows(engine, runId)).toEqual(
    expect.arrayContaining(["negotiation:2 done", "mail:2 asking"]),
  );
});

test("a decision ends the run where its path says so", async () => {
  await using engine = await createEngine();
  await engine.write(negotiation);
  const runId = await engine.run("talks", "acme-robotics");
  await engine.approve(runId);

  await engine.answer(runId, "close", { path: "Stop" }, priya);

  expect(await engine.execution(runId)).toMatchObject({
    result: "stopped",
    reason: "Stop",
    // what it was for is judged however it ended
    success: [{ say: "They are well", met: true }],
  });
});

test("a phase inside a phase has its own rounds in each round of the outer one", async () => {
  await using engine = await createEngine();
  await engine.write(
    playbookWith(
      "nested",
      `  - id: outer
    do: phase
    repeat: { at_most: 2, until: customer.health > 1000 }
    steps:
      - id: inner
        do: phase
        repeat: { at_most: 2, until: customer.health > 1000 }
        steps:
          - { id: it, do: task, title: Do it, who: csm }
`,
    ),
  );
  const runId = await engine.run("nested", "acme-robotics");
  await engine.update("acme-robotics", { health: 40 });

  for (const iteration of [1, 2, 3, 4]) await engine.answerAt(runId, "it", iteration);

  const ends = (await rows(engine, runId)).filter((row) => row.startsWith("it:"));
  expect(ends).toEqual(["it:1 done", "it:2 done", "it:3 done", "it:4 done"]);
  expect(await engine.execution(runId)).toMatchObject({ status: "ended", result: "succeeded" });
});

test("whichever comes first is enough: what else was going on is given up, and its questions close", async () => {
  await using engine = await createEngine();
  await engine.write(
    playbookWith(
      "first",
      `  - id: ways
    do: parallel
    join: any
    steps:
      - { id: call, do: task, title: Call, who: csm }
${mailStep.replaceAll(/^/gm, "    ").trimEnd()}
      - { id: reply, do: wait, event: email.replied }
  - { id: last, do: task, title: Go on, who: csm }
`,
    ),
  );
  const runId = await engine.run("first", "acme-robotics");

  await engine.event("email.replied", "acme-robotics");

  const steps = await engine.steps(runId);
  expect([steps.get("call")?.status, steps.get("mail")?.status]).toEqual([
    "cancelled",
    "cancelled",
  ]);
  expect(steps.get("last")?.status).toBe("waiting");
  await expect(engine.approval(runId)).rejects.toThrow("no open approval");
  expect(await engine.answer(runId, "call")).toBe(false);
  await engine.answer(runId, "last");
  expect((await engine.execution(runId)).result).toBe("succeeded");
});

test("an open phase is told of every few hours, and no more once it has ended", async () => {
  await using engine = await createEngine({ start: "2026-11-23T15:00:00Z" });
  await engine.write(
    playbookWith(
      "monitored",
      `  - id: monitoring
    do: phase
    name: Monitoring
    announce: { to: [renewals], text: Monitoring begins. }
    updates: 4h
    quiet: "20:00-08:00"
    steps:
      - { id: watch, do: wait, for: 48h }
`,
    ),
  );
  const runId = await engine.run("monitored", "acme-robotics");

  // it goes on telling while dates are shifted
  const moves = await foreseeShift(engine.control, {
    ...engine.press(runId),
    id: "later",
    days: 5,
  });
  expect(moves.map((it) => it.name)).toEqual(["Wait 48h"]);
  for (let hour = 0; hour < 60; hour += 4) await engine.pass(day / 6);

  const posts = await engine.rows(
    "select key, message ->> 'text' as text from slack_outbox order by id",
  );
  expect(posts[0]).toMatchObject({ text: "Monitoring begins." });
  const told = posts.filter(({ text }) => String(text).includes("0 of 1 step done"));
  // twelve times in 48 hours, less what falls into the night
  expect(told.length).toBeGreaterThan(4);
  expect(told.length).toBeLessThan(12);
  expect((await engine.execution(runId)).result).toBe("succeeded");

  // who was told that it begins is told that it is taken back
  const scope = { is: "phase", id: "monitoring" } as const;
  const back = { runId, scope, by: maya, reason: "the wrong one" };
  await forWorkspace(engine.needs.pool, workspaceId, (it) => turnBack(engine.needs, it, back));
  await engine.settle();
  const [last] = await engine.rows(
    "select place, message ->> 'text' as text from slack_outbox order by id desc limit 1",
  );
  expect(last).toEqual({
    place: "renewals",
    text: ":leftwards_arrow_with_hook: “Monitoring” of The monitored is taken back.",
  });
});
