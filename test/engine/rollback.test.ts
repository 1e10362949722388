import { expect, test } from "vitest";
import { turnBack, type TurnBack } from "../../src/engine/turn-back.ts";
import { listSteps } from "../../src/store/steps.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import {
  createEngine,
  mailStep,
  maya,
  playbookWith,
  priya,
  type TestEngine,
  workspaceId,
} from "../support/engine.ts";

async function back(engine: TestEngine, runId: string, scope: TurnBack["scope"] = { is: "run" }) {
  const it = { runId, scope, by: maya, reason: "It was the wrong customer" };
  const counted = await forWorkspace(engine.needs.pool, workspaceId, (tenant) =>
    turnBack(engine.needs, tenant, it),
  );
  await engine.settle();
  return counted;
}

/** "step:iteration status", in the order in which they ended. */
async function rows(engine: TestEngine, runId: string): Promise<string[]> {
  const all = await listSteps(engine.tenant, runId);
  const ended = (it: (typeof all)[number]) => it.endedAt?.getTime() ?? Infinity;
  return all
    .toSorted((a, b) => ended(a) - ended(b))
    .map((it) => `${it.id}${it.iteration > 1 ? `:${it.iteration}` : ""} ${it.status}`);
}

const staged = playbookWith(
  "staged",
  `  - id: prepare
    do: phase
    undo:
      - { id: unprepare, do: task, title: Put it back, who: csm }
    steps:
      - { id: plan, do: task, title: Plan, who: csm, no_undo: A plan does no harm }
      - { id: health, do: update, set: { health: 90 } }
  - id: cutover
    do: phase
    undo:
      - { id: uncut, do: message, text: Never said }
    steps:
      - id: switch
        do: task
        title: Switch
        who: csm
        undo:
          - { id: switch_back, do: task, title: "Switch {{customer.name}} back", who: csm }
  - { id: last, do: task, title: Watch, who: csm }
`,
  `rollback:
  - from: [cutover]
    steps:
      - { id: restore_dump, do: task, title: Restore the dump, who: csm }
  - from: [prepare]
    steps:
      - { id: only_config, do: task, title: Revert the files, who: csm }
  - steps:
      - { id: tell, do: message, text: We went back. }
`,
);

async function upTo(engine: TestEngine, steps: string[]) {
  await engine.write(staged);
  const runId = await engine.run("staged", "acme-robotics");
  for (const step of steps) {
    engine.clock.move(60_000);
    await engine.answer(runId, step);
  }
  return runId;
}

test("a rollback takes back what was done, newest first, then does the list of the phase it had reached", async () => {
  await using engine = await createEngine();
  await engine.update("acme-robotics", { health: 40 });
  const runId = await upTo(engine, ["plan", "switch"]);

  expect(await back(engine, runId)).toBe(true);

  // what it waited for is no longer waited for
  expect((await engine.step(runId, "last")).status).toBe("cancelled");
  expect(await engine.answer(runId, "switch_back")).toBe(true);
  const done = await rows(engine, runId);
  expect(done).toContain("switch undone");
  expect(done).toContain("plan done");
  for (const step of ["restore_dump", "unprepare"]) {
    engine.clock.move(60_000);
    await engine.answer(runId, step);
  }
  expect(await engine.execution(runId)).toMatchObject({
    status: "ended",
    result: "rolled back",
    reason: "It was the wrong customer",
  });
  // the field was set before the switch, so it returns after it
  expect(await rows(engine, runId)).toContain("health undone");
  const ids = (await rows(engine, runId)).map((row) => row.split(" ")[0]);
  expect(ids.slice(-4)).toEqual(["restore_dump", "health_back", "unprepare", "tell"]);
  expect(ids).toEqual(expect.arrayContaining(["switch_back", "health_back"]));
  // the staged list takes the place of what its phase says of itself
  expect(ids).not.toContain("uncut");
  expect(ids).not.toContain("only_config");
  const [customer] = await engine.rows(
    "select fields ->> 'health' as health from customers where id = 'acme-robotics'",
  );
  expect(customer).toEqual({ health: "40" });
  await expect(back(engine, runId)).rejects.toThrow("rolled back already");
});

test("from another phase another list is done, and what cannot be taken back is said", async () => {
  await using engine = await createEngine();
  await engine.write(staged);
  const runId = await engine.run("staged", "acme-robotics");
  await engine.answer(runId, "plan");
  expect((await engine.step(runId, "switch")).status).toBe("waiting");

  await back(engine, runId);

  const { rollback } = await engine.execution(runId);
  expect(rollback?.cannot).toEqual([{ step: "plan", why: "A plan does no harm" }]);
  // the second phase was reached, though nothing in it was done
  expect((await engine.step(runId, "restore_dump")).status).toBe("waiting");
});

test("two who roll back at once do so once, and a stopped worker's way back is gone on with", async () => {
  await using engine = await createEngine();
  const runId = await upTo(engine, ["plan", "switch"]);

  const counted = await Promise.all([back(engine, runId), back(engine, runId)]);

  expect(counted.toSorted()).toEqual([false, true]);
  await engine.engine.stop(1000);
  engine.restart();
  await engine.answer(runId, "switch_back");
  await engine.answer(runId, "restore_dump");
  await engine.answer(runId, "unprepare");
  expect((await engine.execution(runId)).result).toBe("rolled back");
});

test("one step is taken back, and the run goes on where it stood", async () => {
  await using engine = await createEngine();
  await engine.update("acme-robotics", { health: 40 });
  const runId = await upTo(engine, ["plan"]);

  await back(engine, runId, { is: "step", id: "health" });

  const steps = await engine.steps(runId);
  expect([steps.get("health")?.status, steps.get("health_back")?.status]).toEqual([
    "undone",
    "done",
  ]);
  expect(steps.get("switch")?.status).toBe("waiting");
  await engine.answer(runId, "switch");
  await engine.answer(runId, "last");
  expect((await engine.execution(runId)).result).toBe("succeeded");
});

test("a run that has ended can be taken back, from a phase on", async () => {
  await using engine = await createEngine();
  const runId = await upTo(engine, ["plan", "switch", "last"]);
  expect((await engine.execution(runId)).status).toBe("ended");

  await back(engine, runId, { is: "phase", id: "cutover" });

  expect((await engine.step(runId, "switch_back")).ask?.title).toBe("Switch Acme Robotics back");
  await engine.answer(runId, "switch_back");
  await engine.answer(runId, "restore_dump");
  const done = await rows(engine, runId);
  expect(done).toContain("switch undone");
  expect(done).toContain("health done");
  expect((await engine.execution(runId)).result).toBe("rolled back");
});

test("a decision may lead backward, each round with its own way back", async () => {
  await using engine = await createEngine();
  await engine.write(
    playbookWith(
      "talks",
      `  - id: talk
    do: phase
    repeat: { at_most: 3 }
    steps:
      - id: call
        do: task
        title: Call
        who: csm
        undo:
          - { id: sorry, do: task, title: Say sorry, who: csm }
${mailStep.replaceAll(/^/gm, "    ").trimEnd()}
      - id: close
        do: decide
        question: Go on?
        who: manager
        paths:
          - { name: Again, then: again }
          - { name: Stop, then: rollback }
`,
    ),
  );
  const runId = await engine.run("talks", "acme-robotics");
  await engine.answer(runId, "call");
  await engine.approve(runId);
  await engine.answer(runId, "close", { path: "Again" }, priya);
  await engine.answerAt(runId, "call", 2);
  await engine.approve(runId);

  await engine.answerAt(runId, "close", 2, { path: "Stop" }, priya);

  expect((await engine.step(runId, "sorry")).status).toBe("waiting");
  await engine.answer(runId, "sorry");
  await engine.answer(runId, "sorry_2");
  const done = await rows(engine, runId);
  expect(done.filter((row) => row.startsWith("call"))).toEqual(["call undone", "call:2 undone"]);
  expect(await engine.execution(runId)).toMatchObject({ result: "rolled back", reason: "Stop" });
});
