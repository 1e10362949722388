import { afterAll, expect, test } from "vitest";
import { pauseRun, resumeRun } from "../../src/engine/control.ts";
import { createEngine, playbookWith } from "../support/engine.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

const hour = 3_600_000;
const watch = (more: string) =>
  `  - id: look\n    do: watch\n    metric: customer.usage\n    for: 3h\n    every: 1h\n${more}`;
const posted = async (runId: string) =>
  (
    await it.rows(
      "select message->>'text' as text from slack_outbox where key like $1 order by key",
      [`${runId}:look:%`],
    )
  ).map(({ text }) => text);

test("says only what changed, once each, and ends with what it saw", async () => {
  await it.update("acme-robotics", { usage: 50 });
  await it.write(playbookWith("watched", watch('    change: "10%"\n')));
  const runId = await it.run("watched", "acme-robotics");
  const due = new Date(it.clock.now().getTime() + hour);
  expect(await it.step(runId, "look")).toMatchObject({ status: "waiting", due, note: "50" });

  await it.update("acme-robotics", { usage: 54 });
  await it.pass(hour);
  // a tenth of what was last said, not of what was last seen
  await it.update("acme-robotics", { usage: 55 });
  await it.pass(hour);
  expect(await it.step(runId, "look")).toMatchObject({ status: "waiting", note: "▁▇█ 55" });
  await it.pass(hour);

  expect(await it.step(runId, "look")).toMatchObject({
    status: "done",
    result: "changed",
    output: { first: 50, last: 55, lowest: 50, highest: 55, baseline: 50 },
  });
  expect(await posted(runId)).toEqual(["Watching usage: 50.", "Usage is 55, was 50."]);
});

test("says when it leaves what is expected since the run began, and when it is back", async () => {
  await it.update("kestrel-health", { usage: 1 });
  await it.update("quantum-freight", { usage: 100, health: 50 });
  const bounds = watch("    expect: value >= baseline * 0.9 && customer.health > 10\n");
  await it.write(playbookWith("bounds", `  - { id: first, do: wait, for: 1h }\n${bounds}`));
  const runId = await it.run("bounds", "quantum-freight");

  await it.update("quantum-freight", { usage: 99 });
  await it.pass(hour);
  await it.update("quantum-freight", { usage: 89 });
  await it.pass(hour);
  await it.update("quantum-freight", { usage: 95 });
  await it.pass(hour);
  // what cannot be told any more is neither
  await it.update("quantum-freight", { health: null });
  await it.pass(hour);

  expect(await it.step(runId, "look")).toMatchObject({
    result: "out of bounds",
    output: { baseline: 100, first: 99, last: 95, lowest: 89 },
  });
  expect(await posted(runId)).toEqual([
    "Watching usage: 99, 100 when this began.",
    "Usage is 89, was 99. It should be that value is at least baseline times 0.9 and health is over 10.",
    "Usage is 95, was 89. It is as expected again.",
  ]);
});

test("holds no worker and stays steady when nothing changes, and looks last when its time is over", async () => {
  await it.write(
    playbookWith("steady", watch("    change: 5\n").replace("every: 1h", "every: 2h")),
  );
  const runId = await it.run("steady", "acme-robotics");

  await it.pass(2 * hour);
  await it.pass(hour);

  expect(await it.step(runId, "look")).toMatchObject({ status: "done", result: "steady" });
  expect(await posted(runId)).toHaveLength(1);
});

test("goes on for as long as it had left after a pause, where waits are to be longer by it", async () => {
  await it.write(playbookWith("halted", watch("    change: 5\n")));
  const runIds = [await it.run("halted", "acme-robotics"), await it.run("halted", "acme-robotics")];
  await it.pass(hour);
  for (const runId of runIds) await pauseRun(it.control, it.press(runId));
  await it.pass(10 * hour);

  const [kept = "", longer = ""] = runIds;
  await resumeRun(it.control, it.press(kept));
  await resumeRun(it.control, { ...it.press(longer), shiftWaits: true });
  await it.engine.look();
  await it.settle();

  expect(await it.step(kept, "look")).toMatchObject({ status: "done" });
  expect(await it.step(longer, "look")).toMatchObject({ status: "waiting" });
  await it.pass(2 * hour);
  expect(await it.step(longer, "look")).toMatchObject({ status: "done", result: "steady" });
});
