import { afterAll, describe, expect, test } from "vitest";
import { createEngine, day, mailStep, playbookWith, priya } from "../support/engine.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

const exit = `exit:
  - say: They left
    when: customer.status == "churned"
    as: stopped
  - say: Renewed early
    when: customer.renewal_status == "renewed"
    as: success
success:
  - say: They are well
    when: customer.health > 50
  - say: Their sponsor is for us
    when: customer.sponsor.title == "Friend"
`;
const wait = "  - id: pause\n    do: wait\n    for: 10 days\n";
const task = "  - id: call\n    do: task\n    title: Call them\n    who: csm\n";
const note = "  - id: note\n    do: message\n    text: Done.\n";

describe("a rule that ends a run", () => {
  test("ends it before its first step, if it holds then", async () => {
    await it.write(playbookWith("exit-at-once", mailStep, exit));

    const runId = await it.run("exit-at-once", "atlas-construction");

    expect(await it.execution(runId)).toMatchObject({
      status: "ended",
      result: "succeeded",
      reason: "Renewed early",
      success: [
        { say: "They are well", met: true },
        { say: "Their sponsor is for us", met: false },
      ],
    });
    expect((await it.steps(runId)).size).toBe(0);
  });

  test("ends a run that only waits as soon as the customer is changed", async () => {
    await it.write(playbookWith("exit-poked", wait + note, exit));
    const runId = await it.run("exit-poked", "acme-robotics");

    await it.update("acme-robotics", { status: "churned", health: 20 });

    expect(await it.execution(runId)).toMatchObject({
      result: "stopped",
      reason: "They left",
      success: [{ met: false }, { met: false }],
    });
    expect(await it.step(runId, "pause")).toMatchObject({ status: "cancelled", due: null });
    await it.pass(11 * day);
    expect((await it.steps(runId)).has("note")).toBe(false);
  });

  test("ends a run that only waits once time alone has made it so", async () => {
    const rule =
      "exit: [{ say: Too late, when: days_until(customer.renewal_date) < 20, as: stopped }]\n";
    await it.write(playbookWith("exit-timed", task + note, rule));
    const at = new Date(it.clock.now().getTime() + 30 * day).toISOString().slice(0, 10);
    await it.update("atlas-construction", { renewal_date: at });
    const runId = await it.run("exit-timed", "atlas-construction");

    await it.pass(9 * day);
    expect(await it.execution(runId)).toMatchObject({ status: "running" });
    await it.pass(3 * day);

    expect(await it.execution(runId)).toMatchObject({ result: "stopped", reason: "Too late" });
    expect(await it.step(runId, "call")).toMatchObject({ nudges: 0 });
  });

  test("keeps back a mail that was approved but has not left", async () => {
    await it.write(playbookWith("exit-approved", mailStep, exit));
    const runId = await it.run("exit-approved", "kestrel-health");
    // the customer is changed by somebody who tells nobody, and then the approver says yes
    const change = `update customers set fields = fields || '{"status": "churned"}' where id = 'kestrel-health'`;
    await it.rows(change);

    expect((await it.approve(runId, "UTOM00001")).is).toBe("recorded");

    expect(it.sent.filter((mail) => mail.key.startsWith(runId))).toEqual([]);
    expect(await it.execution(runId)).toMatchObject({ result: "stopped", reason: "They left" });
    expect(await it.step(runId, "mail")).toMatchObject({ status: "cancelled" });
  });

  test("closes the question that was open", async () => {
    await it.write(playbookWith("exit-asking", mailStep, exit));
    const runId = await it.run("exit-asking", "meridian-insurance");
    const { id } = await it.approval(runId);

    await it.update("meridian-insurance", { status: "churned" });

    expect(await it.rows("select status, reason from approvals where id = $1", [id])).toEqual([
      { status: "void", reason: "They left" },
    ]);
    expect(await it.deliveries(runId)).toMatchObject([{ status: "skipped", reason: "They left" }]);
  });

  test("is looked at after each step, also after the last one", async () => {
    const told = `exit:
  - say: It was a false alarm
    when: check.verdict == "false"
    as: stopped
`;
    const check = `  - id: check
    do: task
    title: Check
    who: csm
    output:
      verdict: ["true", "false"]
`;
    await it.write(playbookWith("exit-next", check + note, told));
    await it.write(playbookWith("exit-last", check, told));

    for (const id of ["exit-next", "exit-last"]) {
      const runId = await it.run(id, "brightwater-energy");
      await it.answer(runId, "check", { verdict: "false" });

      expect(await it.execution(runId)).toMatchObject({
        result: "stopped",
        reason: "It was a false alarm",
      });
    }
  });

  test("is heard while the run is held by a worker", async () => {
    const started = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    await using slow = await createEngine({
      async delegate() {
        started.resolve();
        await goOn.promise;
        return { is: "answered", by: "risk", output: { text: "fine" } };
      },
    });
    await slow.write(
      playbookWith("exit-held", `  - id: think\n    do: agent\n    ask: Think\n${wait}`, exit),
    );
    const running = slow.run("exit-held", "acme-robotics");
    await started.promise;

    await slow.happen("customer.updated", "acme-robotics", { fields: { status: "churned" } });
    goOn.resolve();
    const runId = await running;

    expect(await slow.execution(runId)).toMatchObject({ result: "stopped", reason: "They left" });
  });
});

describe("how a run that came to its end did", () => {
  test("is measured by each criterion; what nobody knows is neither", async () => {
    const success = exit.slice(exit.indexOf("success:"));
    await it.write(playbookWith("measured", note, success));

    const runId = await it.run("measured", "quantum-freight");

    expect(await it.execution(runId)).toMatchObject({
      status: "ended",
      result: "succeeded",
      reason: null,
      success: [
        { say: "They are well", met: true, because: expect.stringContaining("64") },
        { met: null, because: expect.stringContaining("not known") },
      ],
    });
  });

  test("may look back to its start", async () => {
    const success = `success:
  - say: Their health is no worse
    when: customer.health >= at_start(customer.health)
  - say: It did not fall this month
    when: change(customer.health, "30d") >= 0
`;
    await it.write(playbookWith("back", `${wait}${task}`, success));
    const runId = await it.run("back", "quantum-freight");
    await it.pass(40 * day);

    await it.update("quantum-freight", { health: 30 });
    await it.update("quantum-freight", { health: 66 });
    await it.answer(runId, "call", {}, priya);

    expect(await it.execution(runId)).toMatchObject({
      success: [{ met: true }, { met: true, because: expect.any(String) }],
    });
  });

  test("has none without criteria, and its steps may be left out", async () => {
    await it.write(
      playbookWith(
        "left-out",
        `${note}    only_if: customer.health < 10\n${mailStep}    only_if: note.status == "done"\n`,
      ),
    );

    const runId = await it.run("left-out", "brightwater-energy");

    expect(await it.execution(runId)).toMatchObject({ result: "succeeded", success: null });
    expect(await it.step(runId, "note")).toMatchObject({
      status: "skipped",
      note: expect.stringContaining("90"),
    });
    expect(await it.step(runId, "mail")).toMatchObject({ status: "skipped" });
  });

  test("a path that was not taken is skipped for the next step at once", async () => {
    const steps = `  - id: route
    do: if
    paths:
      - name: Bad
        when: customer.health < 10
        steps:
          - id: worry
            do: message
            text: Worry.
  - id: cheer
    do: message
    only_if: worry.status == "skipped"
    text: All is well.
`;
    await it.write(playbookWith("not-taken", steps));

    const runId = await it.run("not-taken", "brightwater-energy");

    expect(await it.step(runId, "cheer")).toMatchObject({ status: "done" });
  });
});
