import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { answerPrerequisite, answerSuccess } from "../../src/engine/answer-criteria.ts";
import { answerGate } from "../../src/engine/answer-gate.ts";
import { cancelRun } from "../../src/engine/control.ts";
import { startRun } from "../../src/engine/start.ts";
import {
  closeChecklist,
  listDelivered,
  noticeKey,
  openChecklist,
} from "../../src/store/checklists.ts";
import { findCustomer } from "../../src/store/customers.ts";
import { postSent, queuePost } from "../../src/store/outbox.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import { createEngine, maya, playbookWith, priya, tom, workspaceId } from "../support/engine.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

const note = "  - id: note\n    do: message\n    text: Hi.\n";
const measured = "  - say: Healthy enough\n    when: customer.health >= 60\n";
const asked = "  - say: A sponsor is named\n    who: csm\n";
const needs = (...criteria: string[]) => `prerequisites:\n${criteria.join("")}`;

async function unattended(id: string, customer = "acme-robotics", inputs = {}) {
  const started = await it.start(id, customer, inputs, null);
  if (started.is !== "started") throw new Error(JSON.stringify(started));
  return started.runId;
}

describe("a start that nobody attends", () => {
  test("waits for what is measured, and begins by itself once it is so", async () => {
    await it.write(playbookWith("measured", note, needs(measured)));
    await it.update("acme-robotics", { health: 40 });
    const runId = await unattended("measured");
    expect(await it.execution(runId)).toMatchObject({
      status: "running",
      gate: { is: "prerequisites", criteria: [{ met: false, because: "health: 40" }], who: maya },
    });

    await it.update("acme-robotics", { health: 50 });
    expect(await it.execution(runId)).toMatchObject({
      gate: { criteria: [{ met: false, because: "health: 50" }] },
    });
    await it.update("acme-robotics", { health: 80 });

    expect(await it.execution(runId)).toMatchObject({ gate: null, result: "succeeded" });
  });

  test("waits for a person where a mail on its way could not be sent, and begins once it can", async () => {
    const mail =
      "  - id: mail\n    do: email\n    to: champion\n    subject: Hi\n    body: You have {{customer.tier}}.\n";
    await it.write(playbookWith("mailing", mail));
    await it.update("sundial-solar", { tier: null });
    const runId = await unattended("mailing", "sundial-solar");
    expect(await it.execution(runId)).toMatchObject({
      gate: {
        is: "prerequisites",
        criteria: [{ say: expect.stringContaining("can be sent"), met: false }],
      },
    });

    await it.update("sundial-solar", { tier: "Gold" });

    expect(await it.execution(runId)).toMatchObject({ gate: null, status: "running" });
    expect((await it.step(runId, "mail")).status).toBe("asking");
  });

  test("waits for an answer, which counts once, from whom it is asked or a lead", async () => {
    await it.write(playbookWith("asked", note, needs(measured, asked)));
    await it.update("acme-robotics", { health: 80 });
    const runId = await unattended("asked");
    const say = (met: boolean, by = maya) =>
      answerPrerequisite(it.control, it.press(runId, by), { index: 1, met });
    await expect(say(true, tom)).rejects.toThrow("is for <@UMAYA0001>");
    expect(await answerPrerequisite(it.control, it.press(runId), { index: 0, met: true })).toBe(
      false,
    );

    expect(await say(false)).toBe(true);
    expect(await say(false)).toBe(false);
    // what was answered stays when the customer changes
    await it.update("acme-robotics", { health: 85 });
    expect(await it.execution(runId)).toMatchObject({
      gate: { criteria: [{ met: true }, { met: false, by: maya, asked: maya }] },
    });
    const counted = await Promise.all([1, 2, 3].map(() => say(true, priya)));
    await it.settle();

    expect(counted.filter(Boolean)).toHaveLength(1);
    expect(await it.execution(runId)).toMatchObject({ gate: null, result: "succeeded" });
    const audit = await it.rows(
      "select actor, details from audit_log where action = 'prerequisite answered' and subject = $1 order by id",
      [`run:${runId}`],
    );
    expect(audit).toEqual([
      { actor: maya, details: { index: 1, met: false } },
      { actor: priya, details: { index: 1, met: true } },
    ]);
  });

  test("is asked for its inputs first, then judged with them", async () => {
    const inputs = "inputs:\n  seats:\n    type: number\n";
    const enough = "  - say: Enough seats\n    when: inputs.seats >= 10\n";
    await it.write(playbookWith("inputs", note, `${inputs}${needs(enough)}`));
    const runId = await unattended("inputs");
    expect(await it.execution(runId)).toMatchObject({ gate: { is: "inputs" } });

    await answerGate(it.control, it.press(runId), { is: "start", inputs: { seats: 5 } });
    expect(await it.execution(runId)).toMatchObject({
      gate: { is: "prerequisites", criteria: [{ met: false, because: "seats: 5" }] },
    });
    // an older card's button opens nothing
    expect(await answerGate(it.control, it.press(runId), { is: "start", inputs: {} })).toBe(false);

    await expect(
      answerGate(it.control, it.press(runId, tom), { is: "anyway", reason: "x" }),
    ).rejects.toThrow("Only a manager");
    expect(
      await answerGate(it.control, it.press(runId, priya), { is: "anyway", reason: "They asked" }),
    ).toBe(true);
    await it.settle();
    expect(await it.execution(runId)).toMatchObject({ gate: null, result: "succeeded" });
    const audit = await it.rows(
      "select details from audit_log where action = 'gate anyway' and subject = $1",
      [`run:${runId}`],
    );
    expect(audit).toEqual([{ details: { reason: "They asked" } }]);
  });

  test("begins once a date has come near, though nothing was told meanwhile", async () => {
    await using one = await createEngine();
    const near = "  - say: It is near\n    when: days_until(customer.renewal_date) <= 88\n";
    await one.write(playbookWith("near", note, needs(near)));
    const started = await one.start("near", "acme-robotics", {}, null);
    if (started.is !== "started") throw new Error(started.is);
    expect(await one.execution(started.runId)).toMatchObject({ gate: { is: "prerequisites" } });

    for (let days = 0; days < 4; days += 1) await one.pass(86_400_000);

    expect(await one.execution(started.runId)).toMatchObject({ gate: null, result: "succeeded" });
  });

  test("that was given up is over, whatever is answered later", async () => {
    const success = "success:\n  - say: Healthy\n    when: customer.health > 5\n";
    await it.write(playbookWith("cancelled", note, `${needs(asked)}${success}`));
    const runId = await unattended("cancelled");
    await answerGate(it.control, it.press(runId), { is: "cancel", reason: "no" });
    expect(await answerPrerequisite(it.control, it.press(runId), { index: 0, met: true })).toBe(
      false,
    );
    // what never began came to nothing that could be measured
    expect(await it.execution(runId)).toMatchObject({ result: "cancelled", success: null });
  });

  test("waits for the other run on its customer when all of it is so", async () => {
    const wait = "limits:\n  conflict: wait\n";
    await it.write(playbookWith("other", "  - id: pause\n    do: wait\n    for: 2 days\n"));
    await it.write(playbookWith("queued", note, `${needs(asked)}${wait}`));
    const runId = await unattended("queued", "kestrel-health");
    await it.run("other", "kestrel-health");
    await answerPrerequisite(it.control, it.press(runId, tom), { index: 0, met: true });
    await it.settle();
    expect(await it.execution(runId)).toMatchObject({ gate: { is: "turn" } });

    // though somebody has it start anyway
    const anyway = await unattended("queued", "kestrel-health");
    await answerGate(it.control, it.press(anyway, priya), { is: "anyway", reason: "now" });
    expect(await it.execution(anyway)).toMatchObject({ gate: { is: "turn" } });
  });
});

describe("a start by a person", () => {
  test("is refused while something measured is not so, unless they may and say why", async () => {
    await it.write(playbookWith("refused", note, needs(measured, asked)));
    await it.update("acme-robotics", { health: 10 });

    expect(await it.start("refused", "acme-robotics")).toMatchObject({
      is: "unready",
      failing: [{ say: "Healthy enough", because: "health: 10" }],
    });
    expect(await it.runs("refused")).toEqual([]);
  });

  test("that arrives again is the same run, whatever has changed meanwhile", async () => {
    await it.write(playbookWith("again", note, needs(measured)));
    const runId = "5f0c1e52-0000-4000-8000-00000000000a";
    const press = () =>
      forWorkspace(it.needs.pool, workspaceId, async (tenant) =>
        startRun(it.needs, tenant, {
          playbook: await it.playbook("again"),
          customer: await findCustomer(tenant, "saffron-retail"),
          inputs: {},
          cause: { is: "person", who: maya },
          startedBy: maya,
          runId,
        }),
      );
    await it.update("saffron-retail", { health: 80 });
    expect(await press()).toEqual({ is: "started", runId });

    await it.update("saffron-retail", { health: 10 });

    expect(await press()).toEqual({ is: "started", runId });
  });

  test("asks on its card what only a person knows", async () => {
    await it.write(
      playbookWith("personal", note, needs("  - say: Legal agrees\n    who: manager\n")),
    );
    const runId = await it.run("personal", "acme-robotics");
    expect(await it.execution(runId)).toMatchObject({
      gate: { is: "prerequisites", criteria: [{ met: null, asked: priya }] },
    });
    await answerPrerequisite(it.control, it.press(runId, priya), { index: 0, met: true });
    await it.settle();
    expect(await it.execution(runId)).toMatchObject({ result: "succeeded" });
  });
});

describe("success", () => {
  test("is measured where a run is broken off, and nobody is asked", async () => {
    const asks = "  - id: call\n    do: task\n    title: Call them\n    who: csm\n";
    const success =
      "success:\n  - say: Healthy\n    when: customer.health > 5\n  - say: They are happy\n    who: csm\n";
    const out = note
      .replace("note", "out")
      .replace("Hi.\n", "Hi.\n    only_if: customer.health > 1000\n");
    await it.write(playbookWith("broken-off", out + asks, success));
    await it.write(
      playbookWith(
        "fails",
        '  - { id: set, do: update, on_error: stop, set: { health: "{{customer.name}}" } }\n',
        success,
      ),
    );
    const left = await it.run("broken-off", "acme-robotics");

    await cancelRun(it.control, { ...it.press(left), reason: "not now" });
    const failed = await it.run("fails", "acme-robotics");

    const found = [
      { say: "Healthy", met: true, because: expect.stringContaining("health: ") },
      { say: "They are happy", met: null, because: "nobody is asked, as it was broken off" },
    ];
    expect(await it.execution(left)).toMatchObject({ result: "cancelled", success: found });
    expect(await it.execution(failed)).toMatchObject({
      result: "stopped",
      reason: expect.stringMatching(/^Set health to .*: health is a number, and /),
      success: found,
    });
    expect(await it.step(left, "out")).toMatchObject({ status: "skipped" });
    const told = "select 1 from slack_outbox where key = any ($1)";
    expect(await it.rows(told, [[`success:${left}`, `success:${failed}`]])).toEqual([]);
    await expect(answerSuccess(it.control, it.press(left), { index: 1, met: true })).resolves.toBe(
      false,
    );
  });

  test("is measured, or asked after the end; the first answer counts", async () => {
    const success =
      "success:\n  - say: Healthy\n    when: customer.health > 5\n  - say: They are happy\n    who: csm\n";
    await it.write(playbookWith("success", note, success));
    const runId = await it.run("success", "acme-robotics");
    expect((await it.execution(runId)).success).toEqual([
      { say: "Healthy", met: true, because: "health: 10" },
      { say: "They are happy", met: null, because: "", asked: maya },
    ]);
    const [line] = await it.rows(
      "select message ->> 'text' as text from slack_outbox where key = $1",
      [`success:${runId}`],
    );
    expect(line?.["text"]).toContain(`<@${maya}>, it has ended.`);
    const say = (met: boolean, by = maya, index = 1) =>
      answerSuccess(it.control, it.press(runId, by), { index, met });
    await expect(say(true, tom)).rejects.toThrow("is for");
    expect(await say(false, priya, 0)).toBe(false);

    const counted = await Promise.all([say(true), say(true), say(false, priya)]);

    expect(counted.filter(Boolean)).toHaveLength(1);
    expect((await it.execution(runId)).success?.[1]).toMatchObject({
      met: expect.any(Boolean),
      at: it.clock.now().toISOString(),
    });
    const did = "select 1 from audit_log where subject = $1 and action = 'success answered'";
    expect(await it.rows(did, [`run:${runId}`])).toHaveLength(1);
    const open = await it.run("personal", "acme-robotics");
    await expect(
      answerSuccess(it.control, it.press(open), { index: 0, met: true }),
    ).rejects.toThrow("has not ended");
  });
});

test("a checklist is closed by a run of its own version, and who is told has been told once it arrived", async () => {
  await it.write(playbookWith("listed", note));
  await it.write(playbookWith("listed", `${note}    name: Greet\n`));
  const of = { playbookId: "listed", customerId: "acme-robotics" };
  const at = it.clock.now();
  const open = (version: number) =>
    openChecklist(it.tenant, { ...of, id: randomUUID(), version, wanted: {}, askedBy: maya, at });
  const [first, second] = [await open(1), await open(2)];

  const runId = await it.run("listed", "acme-robotics");
  expect(await closeChecklist(it.tenant, { ...of, version: 2 }, runId)).toEqual({
    id: second.id,
  });
  expect(await open(1)).toMatchObject({ id: first.id, runId: null });
  const post = { key: noticeKey(first.id, priya), place: priya, threadOf: null };
  await queuePost(it.tenant, { ...post, message: { text: "Soon" }, at });
  expect(await listDelivered(it.tenant, first.id, [priya])).toEqual([]);
  const [row] = await it.rows("select id from slack_outbox where key = $1", [post.key]);
  await postSent(it.tenant, Number(row?.["id"]), "1.1");
  expect(await listDelivered(it.tenant, first.id, [priya])).toEqual([priya]);
});
