import { answerGate } from "../../src/engine/answer-gate.ts";
import { afterAll, describe, expect, test } from "vitest";
import { cancelRun, pauseRun, resumeRun } from "../../src/engine/control.ts";
import { startRun } from "../../src/engine/start.ts";
import { findCustomer } from "../../src/store/customers.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import { createEngine, day, maya, playbookWith, tom, workspaceId } from "../support/engine.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

const pause = "  - id: pause\n    do: wait\n    for: 10 days\n";
const nobody = null;
const cause = { is: "person", who: maya } as const;

/** writes a playbook that waits ten days, with these limits */
function waits(id: string, top: string) {
  return it.write(playbookWith(id, pause, top));
}

const discount = `inputs:
  amount:
    type: number
    max: 20
  reason:
    type: text
    default: none
`;

describe("a start that somebody attends", () => {
  test("begins at once, whatever stands in the way, as they have seen it", async () => {
    await waits("attended", `${discount}limits:\n  once_per: customer\n  conflict: skip\n`);

    const first = await it.run("attended", "acme-robotics", { amount: 5 });
    const second = await it.run("attended", "acme-robotics", {});

    expect(await it.execution(first)).toMatchObject({
      gate: null,
      inputs: { amount: 5, reason: "none" },
    });
    expect(await it.step(second, "pause")).toMatchObject({ status: "waiting" });
    for (const id of [first, second]) await cancelRun(it.control, { ...it.press(id), reason: "" });
  });

  test("is one run however often it arrives under one id", async () => {
    await waits("twice", "");
    const runId = "0b9f0a52-6d3e-4c7b-9a5e-1d2c3b4a5f60";
    const start = () =>
      forWorkspace(it.needs.pool, workspaceId, async (tenant) => {
        const [playbook, customer] = [
          await it.playbook("twice"),
          await findCustomer(tenant, "acme-robotics"),
        ];
        const request = { playbook, customer, inputs: {}, cause, startedBy: maya, runId };
        return startRun(it.needs, tenant, request);
      });

    const started = await Promise.all([start(), start(), start()]);
    await it.settle();

    expect(started).toEqual(Array.from({ length: 3 }, () => ({ is: "started", runId })));
    expect(await it.runs("twice")).toHaveLength(1);
    const audit = await it.rows("select 1 from audit_log where subject = $1", [`run:${runId}`]);
    expect(audit).toHaveLength(1);
    await cancelRun(it.control, { ...it.press(runId), reason: "" });
  });
});

describe("a run lives", () => {
  const places: [string, string, string | null, string][] = [
    ["in the playbook's channel", 'channel: "#renewals"\n', "acme-robotics", "renewals"],
    ["with the person the playbook names", 'channel: "@tom"\n', "acme-robotics", tom],
    ["in the account's channel", "", "acme-robotics", "acct-acme-robotics"],
    ["in its csm's messages", "", "brightwater-energy", maya],
  ];

  test.each(places)("%s", async (where, top, customerId, place) => {
    const id = where.replaceAll(/[^a-z]+/g, "-").replace(/^-|-$/g, "");
    await waits(id, top);

    const runId = await it.run(id, customerId);

    const [card] = await it.rows("select place from slack_cards where subject = $1", [runId]);
    expect(card?.["place"]).toContain(place);
    await cancelRun(it.control, { ...it.press(runId), reason: "" });
  });
});

describe("a start nobody attends that lacks an answer", () => {
  test("waits for it, with no step begun, and begins when it is given", async () => {
    await waits("inputs", discount);
    const runId = await it.run("inputs", "acme-robotics", {}, nobody);

    expect(await it.execution(runId)).toMatchObject({
      status: "running",
      gate: { is: "inputs", missing: ["amount"], who: maya },
    });
    expect((await it.steps(runId)).size).toBe(0);
    const answered = { is: "start", inputs: { amount: 7 } } as const;
    expect(await answerGate(it.control, it.press(runId), answered)).toBe(true);
    expect(await answerGate(it.control, it.press(runId), answered)).toBe(false);
    await it.settle();

    expect(await it.execution(runId)).toMatchObject({
      gate: null,
      inputs: { amount: 7, reason: "none" },
    });
    expect(await it.step(runId, "pause")).toMatchObject({ status: "waiting" });
    await cancelRun(it.control, { ...it.press(runId), reason: "" });
  });

  test("asks for one that cannot be right, too", async () => {
    const runId = await it.run("inputs", "acme-robotics", { amount: 90 }, nobody);

    expect(await it.execution(runId)).toMatchObject({
      gate: { is: "inputs", missing: ["amount"] },
    });
    await answerGate(it.control, it.press(runId), { is: "cancel", reason: "not now" });

    expect(await it.execution(runId)).toMatchObject({ result: "cancelled", reason: "not now" });
    expect(await it.step(runId, "pause")).toMatchObject({ status: "skipped" });
  });

  test("is not begun by what happens meanwhile", async () => {
    const runId = await it.run("inputs", "acme-robotics", {}, nobody);

    await it.update("acme-robotics", { health: 80 });
    await it.pass(day);
    expect(await pauseRun(it.control, it.press(runId))).toBe(true);
    expect(await resumeRun(it.control, it.press(runId))).toBe(true);
    await it.settle();

    expect((await it.steps(runId)).size).toBe(0);
    expect(await it.execution(runId)).toMatchObject({ gate: { is: "inputs" } });
    await cancelRun(it.control, { ...it.press(runId), reason: "" });
  });
});

describe("another run works on the customer", () => {
  test("ask: a person decides; start lets both go on", async () => {
    await waits("other", "");
    await waits("asks", "limits:\n  conflict: ask\n");
    const other = await it.run("other", "kestrel-health");

    const runId = await it.run("asks", "kestrel-health", {}, nobody);

    expect(await it.execution(runId)).toMatchObject({
      gate: { is: "conflict", with: other, other: "The other", who: tom },
    });
    await answerGate(it.control, it.press(runId), { is: "start", inputs: {} });
    await it.settle();
    expect(await it.step(runId, "pause")).toMatchObject({ status: "waiting" });
    // so does a playbook that says nothing of it
    const unsaid = await it.run("other", "kestrel-health", {}, nobody);
    expect(await it.execution(unsaid)).toMatchObject({ gate: { is: "conflict" } });
    for (const id of [other, runId, unsaid])
      await cancelRun(it.control, { ...it.press(id), reason: "" });
  });

  test("ask, and wait is the answer: it begins when the other one has ended", async () => {
    const other = await it.run("other", "kestrel-health");
    const runId = await it.run("asks", "kestrel-health", {}, nobody);

    await answerGate(it.control, it.press(runId), { is: "wait" });
    await it.settle();
    expect(await it.execution(runId)).toMatchObject({ gate: { is: "turn" } });
    await it.pass(10 * day);

    expect(await it.execution(other)).toMatchObject({ status: "ended" });
    expect(await it.step(runId, "pause")).toMatchObject({ status: "waiting" });
    await cancelRun(it.control, { ...it.press(runId), reason: "" });
  });

  test("wait: they come one after the other, in their order", async () => {
    await waits("queues", "limits:\n  conflict: wait\n");
    const first = await it.run("queues", "kestrel-health", {}, nobody);
    it.clock.move(1000);
    const second = await it.run("queues", "kestrel-health", {}, nobody);
    it.clock.move(1000);
    const third = await it.run("queues", "kestrel-health", {}, nobody);
    const began = async () =>
      (await Promise.all([first, second, third].map((id) => it.steps(id)))).map(
        (steps) => steps.size,
      );

    expect(await began()).toEqual([1, 0, 0]);
    await cancelRun(it.control, { ...it.press(first), reason: "" });
    await it.settle();
    expect(await began()).toEqual([1, 1, 0]);
    await it.pass(10 * day);
    expect(await began()).toEqual([1, 1, 1]);
    await it.pass(10 * day);
    expect(await it.execution(third)).toMatchObject({ status: "ended" });
  });

  test("wait: a turn that came unnoticed is taken at the next look", async () => {
    const first = await it.run("queues", "norrsken-media", {}, nobody);
    const second = await it.run("queues", "norrsken-media", {}, nobody);
    // the first one ended while the second was only about to wait for it
    const end = `update playbook_executions set status = 'ended', segment = 'none', result = 'succeeded', ended_at = started_at where id = $1`;
    await it.rows(end, [first]);

    await it.engine.look();
    await it.settle();

    expect(await it.step(second, "pause")).toMatchObject({ status: "waiting" });
    await cancelRun(it.control, { ...it.press(second), reason: "" });
  });

  test("wait: one that is paused when its turn comes takes it when it is resumed", async () => {
    const first = await it.run("queues", "norrsken-media", {}, nobody);
    const second = await it.run("queues", "norrsken-media", {}, nobody);
    await pauseRun(it.control, it.press(second));
    await cancelRun(it.control, { ...it.press(first), reason: "" });
    await it.settle();

    await resumeRun(it.control, it.press(second));
    await it.engine.look();
    await it.settle();

    expect(await it.step(second, "pause")).toMatchObject({ status: "waiting" });
    await cancelRun(it.control, { ...it.press(second), reason: "" });
  });

  test("wait: two that end at once let one begin, and only one", async () => {
    await waits("allowed", "limits:\n  conflict: allow\n");
    const open = [
      await it.run("allowed", "cedar-grove-clinics", {}, nobody),
      await it.run("allowed", "cedar-grove-clinics", {}, nobody),
    ];
    const waiting = [
      await it.run("queues", "cedar-grove-clinics", {}, nobody),
      await it.run("queues", "cedar-grove-clinics", {}, nobody),
    ];

    await Promise.all(open.map((id) => cancelRun(it.control, { ...it.press(id), reason: "" })));
    await Promise.all([it.engine.look(), it.engine.look()]);
    await it.settle();

    const gates = await Promise.all(waiting.map((id) => it.execution(id)));
    expect(gates.filter(({ gate }) => gate === null)).toHaveLength(1);
    for (const id of waiting) await cancelRun(it.control, { ...it.press(id), reason: "" });
  });

  test("skip: it does not start, and it is said why", async () => {
    await waits("skips", "limits:\n  conflict: skip\n");
    const other = await it.run("other", "kestrel-health");

    expect(await it.start("skips", "kestrel-health", {}, nobody)).toEqual({
      is: "limited",
      reason: "The other is already running for Kestrel Health",
    });
    await cancelRun(it.control, { ...it.press(other), reason: "" });
    expect(await it.start("skips", "kestrel-health", {}, nobody)).toMatchObject({ is: "started" });
  });

  test("an answer that was missing does not hide it", async () => {
    await waits("both", `${discount}limits:\n  conflict: wait\n`);
    const runId = await it.run("both", "harbor-credit-union", {}, nobody);
    const other = await it.run("other", "harbor-credit-union");

    await answerGate(it.control, it.press(runId), { is: "start", inputs: { amount: 1 } });
    await it.settle();
    expect(await it.execution(runId)).toMatchObject({
      gate: { is: "turn", with: other },
      inputs: { amount: 1 },
    });
    await cancelRun(it.control, { ...it.press(other), reason: "" });
    await it.settle();

    expect(await it.step(runId, "pause")).toMatchObject({ status: "waiting" });
  });
});

describe("a playbook's own limits", () => {
  const start = async (id: string, customer: string | null, inputs = {}) =>
    (await it.start(id, customer, inputs, nobody)).is;

  test("once for a customer", async () => {
    await waits("once", "limits:\n  once_per: customer\n  conflict: allow\n");

    expect(await start("once", "acme-foods")).toBe("started");
    expect(await start("once", "acme-foods")).toBe("limited");
    expect(await start("once", "saffron-retail")).toBe("started");
    await it.pass(400 * day);
    expect(await it.start("once", "acme-foods", {}, nobody)).toEqual({
      is: "limited",
      reason: expect.stringMatching(/only once for Acme Foods, and last did on \d+ \w{3} 20\d\d$/),
    });
  });

  test("once in a while", async () => {
    await waits("every", "limits:\n  once_per: customer\n  every: 30 days\n  conflict: allow\n");

    expect(await start("every", "acme-foods")).toBe("started");
    await it.pass(29.9 * day);
    expect(await start("every", "acme-foods")).toBe("limited");
    await it.pass(day / 10);
    expect(await start("every", "acme-foods")).toBe("started");
  });

  test("once for what an input says, whoever the customer is", async () => {
    const inputs = "inputs:\n  sku:\n    type: text\n    default: A\n";
    await waits("sku", `${inputs}limits:\n  once_per: inputs.sku\n  conflict: allow\n`);

    expect(await start("sku", "acme-foods", { sku: "X" })).toBe("started");
    expect(await start("sku", "saffron-retail", { sku: "X" })).toBe("limited");
    expect(await start("sku", "saffron-retail", { sku: "Y" })).toBe("started");
    expect(await start("sku", "saffron-retail")).toBe("started");
    expect(await start("sku", "acme-foods")).toBe("limited");
  });

  test("once for the workspace", async () => {
    await waits("weekly", "scope: workspace\nlimits:\n  once_per: customer\n  every: 7 days\n");

    expect(await start("weekly", null)).toBe("started");
    expect(await start("weekly", null)).toBe("limited");
  });

  test("hold for two that start at the same moment", async () => {
    await waits("race", "limits:\n  once_per: customer\n  conflict: allow\n");
    const begin = () =>
      forWorkspace(it.needs.pool, workspaceId, async (tenant) => {
        const [playbook, customer] = [
          await it.playbook("race"),
          await findCustomer(tenant, "sundial-solar"),
        ];
        return startRun(it.needs, tenant, {
          playbook,
          customer,
          inputs: {},
          cause,
          startedBy: nobody,
        });
      });

    const started = await Promise.all(Array.from({ length: 6 }, begin));

    expect(started.filter(({ is }) => is === "started")).toHaveLength(1);
  });
});
