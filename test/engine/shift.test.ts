import { afterAll, describe, expect, test } from "vitest";
import { pauseRun, resumeRun } from "../../src/engine/control.ts";
import { foreseeShift, shiftRun, unshiftRun } from "../../src/engine/shift.ts";
import { eventually } from "../support/eventually.ts";
import { createEngine, day, maya, playbookWith } from "../support/engine.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

const note = "  - id: note\n    do: message\n    text: Done.\n";
const dated = "    at: 10 days before renewal_date\n";
await it.write(
  playbookWith(
    "wait",
    `  - id: pause\n    do: wait\n    for: 3 days\n  - id: note\n    do: message\n    text: Done.\n${dated}`,
  ),
);
await it.write(
  playbookWith(
    "until",
    `  - id: pause\n    do: wait\n    until: 20 days before renewal_date\n${note}`,
  ),
);
await it.write(
  playbookWith(
    "task",
    `  - id: call\n    do: task\n    title: Call\n    who: csm\n    timeout: 4 days\n${note}`,
  ),
);

const shift = (runId: string, days: number, id = `${runId}-${days}`) => ({
  ...it.press(runId),
  id,
  days,
});
const dueOf = async (runId: string, step = "pause") => (await it.step(runId, step)).due?.getTime();

describe("a shift of a run's dates", () => {
  test("moves what is parked and what is to come, and the customer's own dates stay", async () => {
    const runId = await it.run("wait", "acme-robotics");
    const before = (await dueOf(runId)) ?? 0;

    const moves = await foreseeShift(it.control, shift(runId, 5));
    expect(moves.map(({ from, to }) => (to.getTime() - from.getTime()) / day)).toEqual([5, 5]);
    expect(await shiftRun(it.control, shift(runId, 5))).toBe(true);
    expect(await shiftRun(it.control, shift(runId, 5))).toBe(false);
    await it.settle();

    expect(await dueOf(runId)).toBe(before + 5 * day);
    await it.pass(8 * day);
    expect(await it.step(runId, "note")).toMatchObject({ stage: "due", due: moves[1]?.to });
    expect(
      await it.rows(
        "select action, actor, details from audit_log where subject = $1 and action like '%shift%'",
        [`run:${runId}`],
      ),
    ).toMatchObject([{ action: "dates shifted", actor: maya, details: { days: 5 } }]);
  });

  test("is taken back as long as nothing moved has happened", async () => {
    const runId = await it.run("until", "acme-robotics");
    const before = await dueOf(runId);
    const press = shift(runId, 7);

    await shiftRun(it.control, press);
    await it.settle();
    expect(await dueOf(runId)).toBe((before ?? 0) + 7 * day);
    expect(await unshiftRun(it.control, press)).toBe(true);
    expect(await unshiftRun(it.control, press)).toBe(false);
    await it.settle();

    expect(await dueOf(runId)).toBe(before);
    expect(await shiftRun(it.control, press)).toBe(false);
    expect(await dueOf(runId)).toBe(before);
  });

  test("stays once something has happened by it", async () => {
    const runId = await it.run("wait", "acme-robotics");
    const press = shift(runId, 1);
    await shiftRun(it.control, press);
    await it.pass(4 * day);

    await expect(unshiftRun(it.control, press)).rejects.toThrow("cannot be taken back");
  });

  test("stays once a step has begun since, or another shift has moved the same", async () => {
    const task = "  - { id: call, do: task, title: Call, who: csm }\n";
    await it.write(playbookWith("begins", `${task}${note}${dated}`));
    const [begun, twice] = [
      await it.run("begins", "acme-robotics"),
      await it.run("wait", "acme-robotics"),
    ];
    await shiftRun(it.control, shift(begun, 5));
    await it.pass(60_000);
    await it.answer(begun, "call");
    for (const days of [2, 3]) await shiftRun(it.control, shift(twice, days));
    const due = await dueOf(twice);

    for (const press of [shift(begun, 5), shift(twice, 2)])
      await expect(unshiftRun(it.control, press)).rejects.toThrow("cannot be taken back");

    expect(await dueOf(twice)).toBe(due);
  });

  test("reaches nothing that would then lie in the past", async () => {
    const runId = await it.run("wait", "acme-robotics");

    await expect(shiftRun(it.control, shift(runId, -5))).rejects.toThrow("in the past");
    expect(await shiftRun(it.control, shift(runId, -2))).toBe(true);
  });

  test("is said by two at once: both count, one after the other", async () => {
    const runId = await it.run("task", "acme-robotics");
    const before = (await dueOf(runId, "call")) ?? 0;

    await Promise.all([
      shiftRun(it.control, shift(runId, 2)),
      shiftRun(it.control, shift(runId, 3)),
      shiftRun(it.control, shift(runId, 3)),
    ]);

    expect(await dueOf(runId, "call")).toBe(before + 5 * day);
  });
});

test("a round that is shifted to an earlier day begins on that day", async () => {
  const repeat = "    repeat: { every: 7d, at_most: 2 }\n";
  const inner = "    steps: [{ id: say, do: message, text: Hello }]\n";
  await it.write(playbookWith("rounds", `  - id: talk\n    do: phase\n${repeat}${inner}`));
  const runId = await it.run("rounds", "acme-robotics");
  expect(await it.step(runId, "talk/round")).toMatchObject({ status: "waiting" });

  await shiftRun(it.control, shift(runId, -3));
  await it.pass(4 * day);

  expect(await it.execution(runId)).toMatchObject({ status: "ended", result: "succeeded" });
});

describe("a shift of a run with another one inside", () => {
  test("moves that one's dates as well, and takes them back with its own", async () => {
    await it.turnOn("wait");
    const parts = "  - { id: part, do: playbook, playbook: wait, timeout: 30 days }\n";
    await it.write(playbookWith("around", parts));
    const runId = await it.run("around", "acme-robotics");
    const inside = (await it.runs("wait")).find(({ execution }) => execution.parent);
    const inner = inside?.execution.id ?? "";
    const dues = async () => [await dueOf(inner), await dueOf(runId, "part")];
    const before = await dues();

    expect(await foreseeShift(it.control, shift(runId, 4))).toHaveLength(3);
    const presses = [1, 2].map(() => shiftRun(it.control, shift(runId, 4)));
    expect((await Promise.all(presses)).filter(Boolean)).toHaveLength(1);
    await it.settle();

    expect(await dues()).toEqual(before.map((due) => (due ?? 0) + 4 * day));
    expect(await unshiftRun(it.control, shift(runId, 4))).toBe(true);
    expect(await unshiftRun(it.control, shift(runId, 4))).toBe(false);
    expect(await dues()).toEqual(before);
  });
});

test("a run inside that begins after a shift has it, too", async () => {
  await it.write(playbookWith("tied", note + dated));
  await it.turnOn("tied");
  const parts =
    "  - { id: pause, do: wait, for: 3 days }\n  - { id: part, do: playbook, playbook: tied }\n";
  await it.write(playbookWith("before", parts));
  const plain = await it.run("tied", "acme-robotics");
  const runId = await it.run("before", "acme-robotics");
  await shiftRun(it.control, shift(runId, 4));
  await it.settle();

  await it.pass(7 * day);

  const parted = (await it.runs("tied")).map((run) => run.execution);
  const inside = parted.find(({ parent }) => parent?.runId === runId)?.id ?? "";
  expect(await dueOf(inside, "note")).toBe(((await dueOf(plain, "note")) ?? 0) + 4 * day);
});

describe("a shift of a run that a worker has in hand", () => {
  test("counts at once and once: what it is at goes on by the new dates, and is taken back as well", async () => {
    let thinking = 0;
    const { promise: thought, resolve: think } = Promise.withResolvers<void>();
    await using one = await createEngine({
      async delegate() {
        thinking += 1;
        await thought;
        return { is: "answered", by: "risk", output: { text: "fine" } };
      },
    });
    const pause = "  - id: pause\n    do: wait\n    until: 20 days before renewal_date\n";
    const source = `  - id: think\n    do: agent\n    ask: Think\n${pause}`;
    await one.write(playbookWith("think", source));
    const runIds: string[] = [];
    for (const customer of ["acme-robotics", "acme-robotics", "acme-robotics"]) {
      const started = await one.queue("think", customer);
      if (started.is === "started") runIds.push(started.runId);
    }
    one.engine.wake();
    await eventually(() => expect(thinking).toBe(3));
    const [plain = "", moved = "", back = ""] = runIds;
    const press = (runId: string) => ({ ...one.press(runId), id: `${runId}-7`, days: 7 });

    const said = await Promise.all([1, 2].map(() => shiftRun(one.control, press(moved))));
    expect(said.filter(Boolean)).toHaveLength(1);
    expect(await shiftRun(one.control, press(back))).toBe(true);
    await eventually(() => expect(thinking).toBe(5));
    expect(await unshiftRun(one.control, press(back))).toBe(true);
    expect(await unshiftRun(one.control, press(back))).toBe(false);
    think();
    await one.settle();

    const due = async (runId: string) => (await one.step(runId, "pause")).due?.getTime() ?? 0;
    expect(await due(moved)).toBe((await due(plain)) + 7 * day);
    expect(await due(back)).toBe(await due(plain));
  });
});

describe("a run that was paused", () => {
  test("goes on with waits as they were, or longer by the pause", async () => {
    const kept = await it.run("wait", "acme-robotics");
    await it.turnOn("task");
    await it.write(playbookWith("around", "  - { id: part, do: playbook, playbook: task }\n"));
    const around = await it.run("around", "acme-robotics");
    const parts = (await it.runs("task")).map((run) => run.execution);
    const inside = parts.find(({ parent }) => parent?.runId === around)?.id ?? "";
    const longer = await it.run("task", "acme-robotics");
    const [before, other] = [await dueOf(kept), (await dueOf(longer, "call")) ?? 0];
    for (const runId of [kept, longer, around]) await pauseRun(it.control, it.press(runId));
    expect((await it.execution(kept)).pausedAt).toEqual(it.clock.now());
    await it.pass(2 * day);

    await resumeRun(it.control, it.press(kept));
    const press = { ...it.press(longer), shiftWaits: true };
    const pressed = await Promise.all([resumeRun(it.control, press), resumeRun(it.control, press)]);
    await it.settle();

    await resumeRun(it.control, { ...it.press(around), shiftWaits: true });
    expect(await dueOf(inside, "call")).toBe(other + 2 * day);
    expect(pressed.toSorted()).toEqual([false, true]);
    expect(await dueOf(kept)).toBe(before);
    expect(await dueOf(longer, "call")).toBe(other + 2 * day);
    expect((await it.execution(kept)).pausedAt).toBe(null);
  });

  test("leaves a run inside as it is that somebody paused by itself", async () => {
    const around = await it.run("around", "acme-robotics");
    const parts = (await it.runs("task")).map((run) => run.execution);
    const inside = parts.find(({ parent }) => parent?.runId === around)?.id ?? "";
    await pauseRun(it.control, it.press(inside));
    await it.pass(day);
    await pauseRun(it.control, it.press(around));

    await resumeRun(it.control, it.press(around));
    expect(await it.execution(inside)).toMatchObject({ status: "paused" });
    await resumeRun(it.control, it.press(inside));
    expect(await it.execution(inside)).toMatchObject({ status: "running" });
  });

  test("keeps its dates whatever is said of its waits", async () => {
    const runId = await it.run("until", "acme-robotics");
    const before = await dueOf(runId);
    await pauseRun(it.control, it.press(runId));
    await it.pass(day);

    await resumeRun(it.control, { ...it.press(runId), shiftWaits: true });
    await it.settle();

    expect(await dueOf(runId)).toBe(before);
  });

  test("begins later what counts from the run or from the step before, if waits shift", async () => {
    await it.write(
      playbookWith(
        "counted",
        `  - { id: first, do: message, text: Hello }
  - { id: note, do: message, text: Done, at: 3 days later }
  - { id: last, do: message, text: Over, at: day 9 }
`,
      ),
    );
    const runId = await it.run("counted", "acme-robotics");
    const before = (await dueOf(runId, "note")) ?? 0;
    const start = (await it.execution(runId)).startedAt.getTime();
    await it.pass(60_000);
    await pauseRun(it.control, it.press(runId));
    await it.pass(2 * day);

    await resumeRun(it.control, { ...it.press(runId), shiftWaits: true });
    await it.settle();

    expect(await dueOf(runId, "note")).toBe(before + 2 * day);
    await it.pass(2 * day);
    expect(await it.step(runId, "note")).toMatchObject({ status: "waiting" });
    await it.pass(day);
    expect(await it.step(runId, "note")).toMatchObject({ status: "done" });
    expect(await dueOf(runId, "last")).toBe(start + 11 * day);
  });

  test("is shifted while it is paused, though a wait of it has passed meanwhile", async () => {
    const runId = await it.run("wait", "acme-robotics");
    const before = (await dueOf(runId)) ?? 0;
    await pauseRun(it.control, it.press(runId));
    await it.pass(5 * day);

    expect(await shiftRun(it.control, shift(runId, 1))).toBe(true);
    expect(await dueOf(runId)).toBe(before + day);
    await expect(shiftRun(it.control, shift(runId, -1))).rejects.toThrow("in the past");
    await resumeRun(it.control, it.press(runId));
    await it.engine.look();
    await it.settle();

    expect(await it.step(runId, "pause")).toMatchObject({ status: "done" });
  });

  test("looks as often as before at what time alone can make so, however it was shifted", async () => {
    const when = "days_until(customer.renewal_date) <= 2";
    await it.write(playbookWith("looks", `  - { id: pause, do: wait, when: ${when} }\n`));
    const runId = await it.run("looks", "acme-robotics");
    const before = await dueOf(runId);

    await shiftRun(it.control, shift(runId, 5));

    expect(await dueOf(runId)).toBe(before);
  });
});
