import { expect, test } from "vitest";
import { cancelRun, pauseRun, resumeRun } from "../../src/engine/control.ts";
import { turnBack, type TurnBack } from "../../src/engine/turn-back.ts";
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
import { eventually } from "../support/eventually.ts";

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
  const ends = `exit: [{ say: They left, when: customer.status == "churned", as: stopped }]
success: [{ say: They are well, when: customer.health > 0 }]
`;
  await engine.write(staged.replace("rollback:", `${ends}rollback:`));
  const runId = await engine.run("staged", "acme-robotics");
  await engine.answer(runId, "plan");
  expect((await engine.step(runId, "switch")).status).toBe("waiting");

  await back(engine, runId);

  const { rollback } = await engine.execution(runId);
  expect(rollback?.cannot).toEqual([{ step: "plan", why: "A plan does no harm" }]);
  // the second phase was reached, though nothing in it was done
  expect((await engine.step(runId, "restore_dump")).status).toBe("waiting");
  // what would have ended the run there does not end its way back, and a way back is not measured
  await engine.update("acme-robotics", { status: "churned" });
  expect((await engine.step(runId, "restore_dump")).status).toBe("waiting");
  await cancelRun(engine.control, { ...engine.press(runId), reason: "by hand" });
  expect((await engine.execution(runId)).success).toMatchObject([
    { met: null, because: "not checked, because it was rolled back" },
  ]);
});

test("two who roll back at once do so once, and a stopped worker's way back is gone on with", async () => {
  await using engine = await createEngine();
  const runId = await upTo(engine, ["plan", "switch"]);

  const counted = await Promise.all([back(engine, runId), back(engine, runId)]);

  expect(counted.toSorted()).toEqual([false, true]);
  await engine.engine.stop(1000);
  engine.restart();
  // what the stopped one gave back is taken up again after a moment
  await eventually(() => engine.step(runId, "switch_back"));
  await engine.answer(runId, "switch_back");
  await engine.answer(runId, "restore_dump");
  await engine.answer(runId, "unprepare");
  expect((await engine.execution(runId)).result).toBe("rolled back");
});

test("whoever works on a run while it turns back writes no more of the way there", async () => {
  const [asked, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await using engine = await createEngine({
    async delegate() {
      asked.resolve();
      await goOn.promise;
      return { is: "answered", by: "risk", output: { text: "fine" } };
    },
  });
  const think = "  - { id: think, do: agent, ask: Think }\n";
  await engine.write(
    playbookWith("held", `  - { id: first, do: update, set: { health: 90 } }\n${think}`),
  );
  const running = engine.run("held", "acme-robotics");
  await asked.promise;
  const runId = (await engine.runs("held"))[0]?.execution.id ?? "";

  const turning = back(engine, runId);
  await eventually(async () => expect(await rows(engine, runId)).toContain("think cancelled"));
  goOn.resolve();
  await Promise.all([turning, running]);

  expect(await rows(engine, runId)).toContain("think cancelled");
  const sql = "select details ->> 'reason' as why from audit_log where action = 'run turned back'";
  expect(await engine.rows(sql)).toEqual([{ why: "It was the wrong customer" }]);
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
      `success:\n  - say: They are well\n    when: customer.health >= 0\n`,
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
  expect(await engine.execution(runId)).toMatchObject({
    result: "rolled back",
    reason: "Stop",
    success: [{ met: null, because: "not checked, because it was rolled back" }],
  });
});

const undoing = (id: string) =>
  `  - { id: ${id}, do: task, title: Do ${id}, who: csm, undo: [{ id: un${id}, do: task, title: Undo ${id}, who: csm }] }\n`;
const part = (id: string, of: string, more = "") =>
  `  - { id: ${id}, do: playbook, playbook: ${of}${more} }\n`;

async function written(engine: TestEngine, id: string, steps: string, top = "") {
  await engine.write(playbookWith(id, steps, top));
  await engine.turnOn(id);
}

/** home → inner → inmost, each with a task that can be taken back; the run of each. */
async function family(engine: TestEngine, innerTop = "") {
  await written(engine, "inmost", undoing("deep"));
  await written(
    engine,
    "inner",
    undoing("first") + part("more", "inmost") + undoing("last"),
    innerTop,
  );
  await written(engine, "home", undoing("own") + part("call", "inner") + undoing("end"));
  const home = await engine.run("home", "acme-robotics");
  await engine.answer(home, "own");
  const run = async (id: string) => (await engine.runs(id))[0]?.execution.id ?? "";
  const inner = await run("inner");
  await engine.answer(inner, "first");
  return { home, inner, inmost: await run("inmost") };
}

test("a rollback takes back what the runs inside did, newest first, and waits for each", async () => {
  await using engine = await createEngine();
  const { home, inner, inmost } = await family(engine);
  await engine.answer(inmost, "deep");
  await engine.answer(inner, "last");

  await back(engine, home);

  // the run inside had ended: it goes back before what the run around it did earlier
  expect((await engine.step(home, "call_back")).status).toBe("waiting");
  expect(await engine.execution(inner)).toMatchObject({ status: "running" });
  expect((await engine.step(inner, "unlast")).status).toBe("waiting");
  await engine.answer(inner, "unlast");
  expect((await engine.steps(inner)).has("unfirst")).toBe(false);
  await engine.answer(inmost, "undeep");
  expect(await engine.execution(inmost)).toMatchObject({ result: "rolled back" });
  await engine.answer(inner, "unfirst");
  expect(await engine.execution(inner)).toMatchObject({ result: "rolled back" });
  expect((await engine.step(home, "call")).status).toBe("undone");
  await engine.answer(home, "unown");
  expect(await engine.execution(home)).toMatchObject({ result: "rolled back" });
});

test("a run inside that is under way stops and goes back, by its own staged list", async () => {
  await using engine = await createEngine();
  const list = "rollback:\n  - steps: [{ id: always, do: task, title: Tell them, who: csm }]\n";
  const { home, inner, inmost } = await family(engine, list);

  await back(engine, home);

  // the innermost had done nothing, so it is only cancelled
  expect(await engine.execution(inmost)).toMatchObject({ result: "cancelled" });
  await engine.answer(inner, "unfirst");
  expect((await engine.step(inner, "always")).status).toBe("waiting");
  await engine.answer(inner, "always");
  expect(await engine.execution(inner)).toMatchObject({ result: "rolled back" });
  expect((await engine.step(home, "unown")).status).toBe("waiting");
});

test("a run inside that was rolled back alone is not rolled back again, and one on its way is waited for", async () => {
  await using engine = await createEngine();
  const { home, inner, inmost } = await family(engine);
  await engine.answer(inmost, "deep");

  await back(engine, inmost);
  await back(engine, home);

  expect((await engine.step(inner, "more_back")).status).toBe("waiting");
  await engine.answer(inmost, "undeep");
  expect((await engine.step(inner, "more")).status).toBe("undone");
  await engine.answer(inner, "unfirst");
  await engine.answer(home, "unown");
  expect(await engine.execution(home)).toMatchObject({ result: "rolled back" });
});

test("what is done to a run on its way back is done to the run inside, and a way back cut short is a matter for a person", async () => {
  await using engine = await createEngine();
  const { home, inner } = await family(engine);
  await back(engine, home);

  await pauseRun(engine.control, engine.press(home));
  expect(await engine.execution(inner)).toMatchObject({ status: "paused" });
  await resumeRun(engine.control, engine.press(home));
  await cancelRun(engine.control, { ...engine.press(inner), reason: "leave it" });
  await engine.settle();

  expect(await engine.step(home, "call_back")).toMatchObject({
    status: "failed",
    failure: "its way back ended early, and what was left of it stays",
  });
  // tried again, the run inside goes back the rest of its way
  await engine.help(home, "call_back", "retry");
  expect(await engine.execution(inner)).toMatchObject({ status: "running" });
  await engine.answer(inner, "unfirst_2");
  expect((await engine.step(home, "call")).status).toBe("undone");
  expect((await engine.step(home, "unown")).status).toBe("waiting");
});

test("what stands for itself stays, and a run that nobody waited for any more is stopped", async () => {
  await using engine = await createEngine();
  await written(engine, "inner", undoing("first") + undoing("last"));
  await written(
    engine,
    "home",
    part("free", "inner", ", wait: false") +
      part("late", "inner", ", timeout: 1 day") +
      undoing("end"),
  );
  const home = await engine.run("home", "acme-robotics");
  const [late, free] = (await engine.runs("inner"))
    .map((run) => run.execution)
    .toSorted((a) => (a.parent?.stepId === "late" ? -1 : 1));
  await engine.answer(free?.id ?? "", "first");
  await engine.pass(2 * day);
  expect((await engine.step(home, "late")).result).toBe("timed out");

  await back(engine, home);

  expect((await engine.execution(home)).rollback?.cannot).toEqual([
    { step: "free", why: "it is a run of its own: say “roll back” in its thread" },
  ]);
  expect(await engine.execution(free?.id ?? "")).toMatchObject({ status: "running" });
  expect(await engine.execution(late?.id ?? "")).toMatchObject({ result: "cancelled" });
  expect(await engine.execution(home)).toMatchObject({ result: "rolled back" });
});
