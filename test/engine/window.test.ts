import { afterAll, describe, expect, test } from "vitest";
import { hoursOf } from "../../src/run/window.ts";
import { sendNow } from "../../src/engine/step-words.ts";
import { createEngine, day, mailStep, maya, playbookWith, priya } from "../support/engine.ts";

// Monday 23 November 2026, 10:00 in New York; Thursday is Thanksgiving. Acme Robotics is in New York
const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

const hour = 3_600_000;
const window = "window:\n  days: mon-fri\n  hours: 09:00-17:00\n  holidays: US\n";

test.each([
  ["", "Europe/Berlin"],
  ["customer", "Europe/Berlin"],
  ["workspace", "America/New_York"],
  ["Asia/Tokyo", "Asia/Tokyo"],
])("the clock of “%s” is %s", (timezone, zone) => {
  const zones = { customer: "Europe/Berlin", workspace: "America/New_York" };
  expect(hoursOf(timezone === "" ? {} : { timezone }, zones, null)?.zone).toBe(zone);
});

test("nobody is reminded after business days that are holidays", async () => {
  await using one = await createEngine({ start: "2026-11-25T15:00:00Z" });
  const task = "  - { id: call, do: task, title: Call, who: csm, remind: 1 business day }\n";
  await one.write(playbookWith("reminds", task, window));
  const runId = await one.run("reminds", "acme-robotics");
  expect((await one.step(runId, "call")).nudgeAt).toEqual(new Date("2026-11-27T15:00:00Z"));
});

describe("what was approved outside the hours", () => {
  test("waits for the next opening, says so, and then leaves", async () => {
    await using one = await createEngine({ start: "2026-11-25T23:00:00Z" });
    await one.write(playbookWith("holiday", mailStep, window));
    const runId = await one.run("holiday", "acme-robotics");

    await one.approve(runId);

    const due = new Date("2026-11-27T14:00:00Z");
    expect(await one.step(runId, "mail")).toMatchObject({
      status: "waiting",
      stage: "window",
      due,
      note: "waits until Friday 27 Nov 2026, 09:00 (New York time), outside its hours",
    });
    await one.pass(due.getTime() - one.clock.now().getTime() - 1);
    expect(one.sent).toHaveLength(0);
    await one.pass(1);
    expect(one.sent).toHaveLength(1);
    expect(await one.execution(runId)).toMatchObject({ result: "succeeded" });
  });

  test("on a holiday names it, and waits again when nobody was there in the hours", async () => {
    await using one = await createEngine({ start: "2026-11-26T15:00:00Z" });
    await one.write(playbookWith("thanks", mailStep, window));
    const runId = await one.run("thanks", "acme-robotics");
    await one.approve(runId);
    expect((await one.step(runId, "mail")).note).toBe(
      "waits until Friday 27 Nov 2026, 09:00 (New York time), Thanksgiving Day is a holiday",
    );

    await one.engine.stop(1000);
    one.clock.move(30 * hour + 4 * hour);
    one.restart();
    await one.pass(0);

    expect(one.sent).toHaveLength(0);
    expect(await one.step(runId, "mail")).toMatchObject({ due: new Date("2026-11-30T14:00:00Z") });
    await one.pass(2 * day + 14 * hour);
    expect(one.sent).toHaveLength(1);
  });

  test("leaves at once if somebody who may approve it says so, once", async () => {
    await using one = await createEngine({ start: "2026-11-28T15:00:00Z" });
    await one.write(playbookWith("now", mailStep, window));
    const runId = await one.run("now", "acme-robotics");
    await one.approve(runId);
    const { turn } = await one.step(runId, "mail");

    await expect(sendNow(one.control, one.at(runId, "mail", priya, turn))).rejects.toThrow(
      "Only somebody",
    );
    const counted = await Promise.all(
      [1, 2, 3].map(() => sendNow(one.control, one.at(runId, "mail", maya, turn))),
    );
    await one.settle();

    expect(counted.filter(Boolean)).toHaveLength(1);
    expect(one.sent).toHaveLength(1);
  });

  test("does not leave when the run is cancelled meanwhile", async () => {
    await using one = await createEngine({ start: "2026-11-28T15:00:00Z" });
    await one.write(
      playbookWith(
        "left",
        mailStep,
        `${window}exit:\n  - say: They left\n    when: customer.status == "churned"\n    as: stopped\n`,
      ),
    );
    const runId = await one.run("left", "acme-robotics");
    await one.approve(runId);
    await one.update("acme-robotics", { status: "churned" });
    await one.pass(5 * day);

    expect(await one.execution(runId)).toMatchObject({ result: "stopped" });
    expect(one.sent).toHaveLength(0);
  });

  test("though its own date is over by then never leaves before that, and says which it was", async () => {
    await using one = await createEngine({ start: "2026-11-28T15:00:00Z" });
    await one.write(playbookWith("dated", `${mailStep}    at: 2026-11-28\n`, window));
    const runId = await one.run("dated", "acme-robotics");
    await one.approve(runId);
    expect((await one.step(runId, "mail")).note).toBe(
      "waits until Monday 30 Nov 2026, 09:00 (New York time), outside its hours; its own day is 28 Nov 2026",
    );
  });
});

describe("business days", () => {
  test("count no holiday of the country the window names", async () => {
    const steps =
      "  - id: pause\n    do: wait\n    for: 3 business days\n  - id: then\n    do: message\n    text: Hi.\n    at: 1 business day later\n";
    await it.write(playbookWith("counted", steps, window));
    await it.write(playbookWith("plain", steps));
    const counted = await it.run("counted", "acme-robotics");
    const plain = await it.run("plain", "acme-robotics");

    expect((await it.step(counted, "pause")).due).toEqual(new Date("2026-11-27T15:00:00Z"));
    expect((await it.step(plain, "pause")).due).toEqual(new Date("2026-11-26T15:00:00Z"));
    await it.pass(4 * day);
    expect((await it.step(counted, "then")).due).toEqual(new Date("2026-11-30T15:00:00Z"));
  });
});

test("what stays in the house does not wait", async () => {
  await using one = await createEngine({ start: "2026-11-28T15:00:00Z" });
  await one.write(playbookWith("inside", "  - id: note\n    do: message\n    text: Hi.\n", window));
  const runId = await one.run("inside", "acme-robotics");
  expect(await one.step(runId, "note")).toMatchObject({ status: "done" });
});
