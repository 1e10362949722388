// ways back that come to nothing, come twice, or are broken off

import { afterAll, expect, test } from "vitest";
import { cancelRun } from "../../src/engine/control.ts";
import { shiftRun } from "../../src/engine/shift.ts";
import { turnBack, type TurnBack } from "../../src/engine/turn-back.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import { createEngine, day, maya, playbookWith, priya, workspaceId } from "../support/engine.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

async function back(runId: string, scope: TurnBack["scope"] = { is: "run" }) {
  const counted = await forWorkspace(it.needs.pool, workspaceId, (tenant) =>
    turnBack(it.needs, tenant, { runId, scope, by: maya, reason: "the wrong customer" }),
  );
  await it.settle();
  return counted;
}

const health = async (customer: string) =>
  (
    await it.rows("select fields -> 'health' as health from customers where id = $1", [customer])
  )[0];

test("a decision leads backward where nothing can be taken back, and the run ends by it", async () => {
  await it.write(
    playbookWith(
      "nothing",
      `  - { id: call, do: task, title: Call, who: csm, no_undo: They know it now }
  - id: close
    do: decide
    question: Go on?
    who: manager
    paths:
      - { name: Go on }
      - { name: Stop, then: rollback }
`,
    ),
  );
  const runId = await it.run("nothing", "acme-foods");
  await it.answer(runId, "call");

  await it.answer(runId, "close", { path: "Stop" }, priya);

  expect(await it.execution(runId)).toMatchObject({
    status: "ended",
    result: "rolled back",
    reason: "Stop",
    rollback: { cannot: [{ step: "call", why: "They know it now" }] },
  });
});

test("a step that was taken back in one round is taken back in the next one as well", async () => {
  await it.update("saffron-retail", { health: 40 });
  await it.write(
    playbookWith(
      "rounds",
      `  - id: turn
    do: phase
    repeat: { at_most: 3 }
    steps:
      - { id: mood, do: update, set: { health: 90 } }
      - id: close
        do: decide
        question: Again?
        who: manager
        paths:
          - { name: Again, then: again }
          - { name: Enough }
  - { id: last, do: task, title: Watch, who: csm }
`,
    ),
  );
  const runId = await it.run("rounds", "saffron-retail");
  await back(runId, { is: "step", id: "mood" });
  expect(await health("saffron-retail")).toEqual({ health: 40 });
  await it.answer(runId, "close", { path: "Again" }, priya);
  await it.answerAt(runId, "close", 2, { path: "Enough" }, priya);
  expect(await health("saffron-retail")).toEqual({ health: 90 });

  await back(runId);

  expect(await health("saffron-retail")).toEqual({ health: 40 });
  expect(await it.execution(runId)).toMatchObject({ result: "rolled back" });
});

test("a run that is cancelled on its way back keeps what was taken back, and goes back the rest of it later", async () => {
  await it.update("kestrel-health", { health: 40 });
  await it.write(
    playbookWith(
      "broken",
      `  - id: first
    do: task
    title: Do it
    who: csm
    undo: [{ id: undo_first, do: task, title: Take it back, who: csm }]
  - { id: mood, do: update, set: { health: 90 } }
  - { id: last, do: task, title: Watch, who: csm }
`,
      `rollback:
  - steps: [{ id: tell, do: task, title: Tell them, who: csm }]
`,
    ),
  );
  const runId = await it.run("broken", "kestrel-health");
  await it.answer(runId, "first");
  await back(runId);
  expect((await it.step(runId, "mood")).status).toBe("undone");

  await cancelRun(it.control, { ...it.press(runId), reason: "a mistake" });

  expect((await it.step(runId, "mood")).status).toBe("undone");
  expect(await health("kestrel-health")).toEqual({ health: 40 });
  await it.update("kestrel-health", { health: 55 });
  expect(await back(runId)).toBe(true);
  const again = await it.steps(runId);
  const open = [...again.values()].filter((step) => step.status === "waiting").map(({ id }) => id);
  expect(open).toEqual(["undo_first_2"]);
  await it.answer(runId, "undo_first_2");
  await it.answer(runId, "tell");
  expect(await it.execution(runId)).toMatchObject({ status: "ended", result: "rolled back" });
  expect((await it.step(runId, "first")).status).toBe("undone");
  expect(await health("kestrel-health")).toEqual({ health: 55 });
  await expect(back(runId)).rejects.toThrow("rolled back already");
});

test("of a run that was taken back in part, the rest can be taken back later, and no list is done twice", async () => {
  await it.write(
    playbookWith(
      "partly",
      `  - { id: first, do: update, set: { health: 70 } }
  - id: cutover
    do: phase
    steps:
      - { id: second, do: update, set: { usage: 5 } }
`,
      "rollback:\n  - steps: [{ id: tell, do: task, title: Tell them, who: csm }]\n",
    ),
  );
  await it.update("acme-foods", { health: 40 });
  const runId = await it.run("partly", "acme-foods");
  await back(runId, { is: "phase", id: "cutover" });
  await it.answer(runId, "tell");
  expect(await it.execution(runId)).toMatchObject({ status: "ended", result: "rolled back" });

  expect(await back(runId)).toBe(true);

  expect(await health("acme-foods")).toEqual({ health: 40 });
  expect(await it.execution(runId)).toMatchObject({ status: "ended", result: "rolled back" });
  await expect(back(runId)).rejects.toThrow("rolled back already");
});

test("what still waits while one step is taken back is shifted and reminded of", async () => {
  await it.write(
    playbookWith(
      "meanwhile",
      `  - id: first
    do: task
    title: Do it
    who: csm
    undo: [{ id: unfirst, do: task, title: Take it back, who: csm }]
  - { id: last, do: task, title: Watch, who: csm, timeout: 30 days, remind: 2d }
`,
    ),
  );
  const runId = await it.run("meanwhile", "acme-foods");
  await it.answer(runId, "first");
  const before = (await it.step(runId, "last")).due?.getTime() ?? 0;
  await back(runId, { is: "step", id: "first" });
  expect((await it.step(runId, "unfirst")).status).toBe("waiting");

  await shiftRun(it.control, { ...it.press(runId), id: "shift-1", days: 3 });
  await it.pass(4 * day);

  expect((await it.step(runId, "last")).due?.getTime()).toBe(before + 3 * day);
  expect((await it.step(runId, "last")).nudges).toBe(1);
  await it.answer(runId, "unfirst");
  expect((await it.step(runId, "last")).status).toBe("waiting");
});

test("a meeting that is still ahead is taken back alone, and nobody is asked about it any more", async () => {
  await it.write(
    playbookWith(
      "ahead",
      `  - id: review
    do: meeting
    title: Review
    to: [champion, primary]
    duration: 45m
    when: 10 business days later at 10:00
    remind: 1d
  - { id: last, do: task, title: Watch, who: csm }
`,
    ),
  );
  const runId = await it.run("ahead", "acme-robotics");
  await it.approve(runId);
  expect((await it.step(runId, "review")).status).toBe("waiting");

  await back(runId, { is: "step", id: "review" });
  await it.approve(runId);

  const over = { status: "undone", stage: null, due: null, event: null, nudgeAt: null };
  expect(await it.step(runId, "review")).toMatchObject(over);
  expect((await it.step(runId, "last")).status).toBe("waiting");
  await it.pass(30 * day);
  expect(await it.step(runId, "review")).toMatchObject({ ...over, settled: null, nudges: 0 });
  expect(it.sent).toHaveLength(2);
});
