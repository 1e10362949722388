import { afterAll, expect, test } from "vitest";
import { createEngine, day, playbookWith } from "../support/engine.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

const wait = (when: string, more = "") => `  - id: wait\n    do: wait\n    when: ${when}\n${more}`;

test("ends when a change of the customer makes it so, and asks nothing in between", async () => {
  await it.update("acme-robotics", { health: 40 });
  await it.write(playbookWith("healthy", wait("customer.health >= 70")));
  const runId = await it.run("healthy", "acme-robotics");
  expect(await it.step(runId, "wait")).toMatchObject({
    status: "waiting",
    due: null,
    note: "waits until health is at least 70",
  });

  await it.update("acme-robotics", { health: 60 });
  await it.pass(day);
  expect(await it.step(runId, "wait")).toMatchObject({ status: "waiting" });
  await it.update("acme-robotics", { health: 71 });

  expect(await it.step(runId, "wait")).toMatchObject({ result: "came true", note: "health: 71" });
});

test("is over at once when it is so already", async () => {
  await it.write(playbookWith("already", wait("customer.health >= 70")));

  const runId = await it.run("already", "acme-robotics");

  expect(await it.step(runId, "wait")).toMatchObject({ status: "done", result: "came true" });
});

test("looks again by itself, once an hour, when time alone can make it so", async () => {
  // renews on 22 February 2027
  await it.write(playbookWith("near", wait("days_until(customer.renewal_date) <= 88")));
  const runId = await it.run("near", "acme-robotics");
  const due = new Date(it.clock.now().getTime() + 3_600_000);
  expect(await it.step(runId, "wait")).toMatchObject({ status: "waiting", due });

  for (let hour = 0; hour < 50; hour += 1) await it.pass(3_600_000);

  expect(await it.step(runId, "wait")).toMatchObject({ status: "done", result: "came true" });
});

test("ends at its timeout, however often it was looked at", async () => {
  const condition = "days_until(customer.renewal_date) <= 1";
  await it.write(playbookWith("late", wait(condition, "    timeout: 150m\n")));
  const runId = await it.run("late", "acme-robotics");

  await it.pass(3_600_000);
  await it.pass(3_600_000);
  expect(await it.step(runId, "wait")).toMatchObject({ status: "waiting" });
  await it.pass(1_800_000);

  expect(await it.step(runId, "wait")).toMatchObject({ status: "done", result: "timed out" });
});

test("what counts from the step before counts from whichever ended last", async () => {
  const steps = `  - id: both
    do: parallel
    steps:
      - { id: a_slow, do: task, title: Slow, who: csm }
      - { id: b_quick, do: task, title: Quick, who: csm }
  - { id: later, do: message, text: Hi, at: 1 day later }
`;
  await it.write(playbookWith("beside", steps));
  const runId = await it.run("beside", "acme-robotics");
  await it.answer(runId, "b_quick");
  await it.pass(3 * day);

  await it.answer(runId, "a_slow");

  const due = new Date(it.clock.now().getTime() + day);
  expect(await it.step(runId, "later")).toMatchObject({ status: "waiting", due });
});
