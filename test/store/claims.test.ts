import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import type { StepRow } from "../../src/store/steps.ts";
import { type Checkpoint, checkpoint } from "../../src/store/checkpoint.ts";
import { intend, lastEffect, settleEffect } from "../../src/store/effects.ts";
import { claimRun, readFence, signalRun } from "../../src/store/runs.ts";
import { findStep, settleStep } from "../../src/store/steps.ts";
import { transaction } from "../../src/store/db.ts";
import { lockFamily } from "../../src/store/children.ts";
import { pauseLocked } from "../../src/store/control.ts";
import { createEngine, playbookWith, workspaceId } from "../support/engine.ts";
import { eventually } from "../support/eventually.ts";
import { stateOf } from "../run/worlds.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());
await it.engine.stop(1000);
await it.write(playbookWith("plain", "  - id: a\n    do: wait\n    for: 1 day\n"));
const { tenant } = it;

async function queued(): Promise<string> {
  const started = await it.queue("plain", "acme-robotics");
  return started.is === "started" ? started.runId : "";
}

async function held() {
  const runId = await queued();
  const job = randomUUID();
  const claimed = await claimRun(tenant, runId, job);
  if (!claimed) throw new Error("not claimed");
  return { runId, job, epoch: claimed.epoch, signals: claimed.signals };
}

function row(given: Partial<StepRow> = {}): StepRow {
  return { ...stateOf("a"), event: null, eventMatch: null, ask: null, ...given };
}

const parkedRow = row({ status: "waiting", stage: "work", turn: 1, event: "x" });
const hold: Checkpoint["next"] = { is: "hold" };

function save(runId: string, epoch: number, next: Checkpoint["next"], steps: StepRow[] = []) {
  return checkpoint(tenant, { runId, epoch, added: steps, changed: [], next });
}

const segment = async (runId: string) =>
  (await it.rows("select segment from playbook_executions where id = $1", [runId]))[0]?.["segment"];

const settledBy = (runId: string, turn = 1) =>
  settleStep(tenant, { runId, stepId: "a", iteration: 1 }, turn, { is: "time" });

describe("a claim", () => {
  test("is one worker's, who may take it again, and nobody else's", async () => {
    const { runId, job, epoch } = await held();

    expect(await claimRun(tenant, runId, randomUUID())).toBe(null);
    expect(await claimRun(tenant, runId, job)).toMatchObject({ epoch: epoch + 1 });
    expect(await claimRun({ ...tenant, workspaceId: "TOTHER" }, runId, job)).toBe(null);
  });

  test("is not to be had of a run that is parked, paused or over", async () => {
    const [parked, paused, over] = [await held(), await held(), await held()];
    const at = new Date();
    await save(parked.runId, parked.epoch, { is: "park", seen: 0 });
    await pauseLocked(tenant, paused.runId, { reason: "why", at: new Date() });
    await save(over.runId, over.epoch, {
      is: "end",
      result: "succeeded",
      reason: null,
      at,
      success: null,
    });

    for (const { runId, job } of [parked, paused, over])
      expect(await claimRun(tenant, runId, job)).toBe(null);
  });

  test("of ten workers at once is one's", async () => {
    const runId = await queued();

    const claims = await Promise.all(
      Array.from({ length: 10 }, () => claimRun(tenant, runId, randomUUID())),
    );

    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
  });

  test("counts the beginning of a step that was running, and only of that", async () => {
    const { runId, job, epoch } = await held();
    await save(runId, epoch, hold, [
      row({ attempt: 1 }),
      row({ id: "b", status: "done", attempt: 1 }),
    ]);

    await claimRun(tenant, runId, job);

    const attempts = await it.rows(
      "select step_id, attempt from playbook_step_executions where run_id = $1 order by 1",
      [runId],
    );
    expect(attempts).toEqual([
      { step_id: "a", attempt: 2 },
      { step_id: "b", attempt: 1 },
    ]);
  });

  test("that had to wait for a signal has seen it, or knows that it has not", async () => {
    const { runId, epoch } = await held();
    await save(runId, epoch, { is: "park", seen: 0 }, [parkedRow]);
    await signalRun(tenant, runId);
    const job = randomUUID();

    // a signal is being settled while the run is claimed
    const claiming = await transaction(it.needs.pool, async (db) => {
      await settleStep({ db, workspaceId }, { runId, stepId: "a", iteration: 1 }, 1, {
        is: "time",
      });
      const claim = claimRun(tenant, runId, job);
      await it.rows("select pg_sleep(0.1)");
      return { claim };
    });
    const claimed = await claiming.claim;

    const { signals, epoch: now } = await readFence(tenant, runId);
    const hasSeen = claimed?.steps[0]?.settled !== null;
    expect(signals).toBe(2);
    expect(claimed?.signals === signals).toBe(hasSeen);
    const parked = await save(runId, now, { is: "park", seen: claimed?.signals ?? 0 });
    expect(parked === null).toBe(!hasSeen);
  });
});

describe("a checkpoint", () => {
  test("of an older claim writes nothing, whatever it would do", async () => {
    const { runId, job, epoch } = await held();
    await claimRun(tenant, runId, job);
    const at = new Date();

    for (const next of [
      hold,
      { is: "park", seen: 0 },
      { is: "end", result: "succeeded", reason: null, at, success: null },
    ] as const)
      expect(await save(runId, epoch, next, [row({ status: "done" })])).toBe(null);

    expect(await findStep(tenant, { runId, stepId: "a", iteration: 1 })).toBe(null);
    expect(await it.execution(runId)).toMatchObject({ status: "running" });
  });

  test("of a paused run writes nothing", async () => {
    const { runId, epoch } = await held();
    await pauseLocked(tenant, runId, { reason: "why", at: new Date() });

    expect(await save(runId, epoch, hold, [row()])).toBe(null);
    expect(await save(runId, epoch + 1, hold, [row()])).toBe(null);
  });

  test("parks only when all signals were seen", async () => {
    const { runId, epoch } = await held();
    await signalRun(tenant, runId);

    expect(await save(runId, epoch, { is: "park", seen: 0 }, [parkedRow])).toBe(null);
    expect(await findStep(tenant, { runId, stepId: "a", iteration: 1 })).toBe(null);
    expect(await save(runId, epoch, { is: "park", seen: 1 }, [parkedRow])).toEqual({ signals: 1 });
    expect(await segment(runId)).toBe("parked");
  });

  test("of ten that park and are signalled at the same time none forgets the signal", async () => {
    for (let i = 0; i < 10; i++) {
      const { runId, epoch } = await held();

      const [parked, queuedBy] = await Promise.all([
        save(runId, epoch, { is: "park", seen: 0 }),
        signalRun(tenant, runId),
      ]);

      // either the worker knows, or the signal has queued the run
      expect(parked === null).toBe(!queuedBy);
      expect(await segment(runId)).toBe(queuedBy ? "queued" : "held");
    }
  });

  test("keeps what a step is made of", async () => {
    const { runId, epoch } = await held();
    const due = new Date("2027-01-01T00:00:00.123Z");
    const full = row({
      status: "waiting",
      stage: "work",
      attempt: 3,
      turn: 7,
      output: { text: "ä \"' \\ ☃", list: [1, null, { a: true }] },
      result: "r",
      note: "n",
      by: "u",
      failures: 2,
      failure: "f",
      due,
      event: "e",
      eventMatch: "event.a > 1",
      ask: { who: "u", title: "t", details: null, form: { mood: ["a", "b"], n: "number" } },
    });

    await save(runId, epoch, hold, [full]);

    expect(await findStep(tenant, { runId, stepId: "a", iteration: 1 })).toEqual(full);
  });
});

describe("what ends a park", () => {
  test("counts once, at the turn it was shown", async () => {
    const { runId, epoch } = await held();
    await save(runId, epoch, { is: "park", seen: 0 }, [parkedRow]);

    expect(await settledBy(runId, 0)).toBe(null);
    const counted = await Promise.all(Array.from({ length: 20 }, () => settledBy(runId)));

    expect(counted.filter((how) => how !== null)).toEqual([{ queued: true }]);
    expect(await readFence(tenant, runId)).toMatchObject({ signals: 1 });
    expect(await segment(runId)).toBe("queued");
  });

  test("does not queue a run that is held or paused, and is there for when it is not", async () => {
    const [one, two] = [await held(), await held()];
    await save(one.runId, one.epoch, hold, [parkedRow]);
    await save(two.runId, two.epoch, { is: "park", seen: 0 }, [parkedRow]);
    await pauseLocked(tenant, two.runId, { reason: "why", at: new Date() });

    expect(await settledBy(one.runId)).toEqual({ queued: false });
    expect(await settledBy(two.runId)).toEqual({ queued: false });

    expect(await readFence(tenant, one.runId)).toMatchObject({ signals: 1 });
    expect(await findStep(tenant, { runId: two.runId, stepId: "a", iteration: 1 })).toMatchObject({
      settled: { is: "time" },
    });
  });

  test("is nothing for a step that is not parked", async () => {
    const { runId, epoch } = await held();
    await save(runId, epoch, hold, [row({ turn: 1 })]);

    expect(await settledBy(runId)).toBe(null);
  });
});

describe("an intent to send", () => {
  const intent = (runId: string, epoch: number) => ({
    runId,
    stepId: "a",
    iteration: 1,
    epoch,
    provider: "kept",
    contentSha256: "x",
    recipients: ["a@b.example"],
    at: new Date(),
  });

  test("is written once, by whoever has the run", async () => {
    const { runId, job, epoch } = await held();
    const isNow = (status: string) =>
      it.needs.pool.query("update playbook_executions set status = $1 where id = $2", [
        status,
        runId,
      ]);

    expect(await intend(tenant, intent(runId, epoch + 1))).toBe(null);
    await isNow("paused");
    expect(await intend(tenant, intent(runId, epoch))).toBe(null);
    await isNow("running");
    expect(await intend(tenant, intent(runId, epoch))).toBe(1);
    expect(await intend(tenant, intent(runId, epoch))).toBe(null);
    await claimRun(tenant, runId, job);
    expect(await intend(tenant, intent(runId, epoch + 1))).toBe(null);
  });

  test("may be written again after a refusal, never after a receipt", async () => {
    const { runId, epoch } = await held();
    const place = { runId, stepId: "a", iteration: 1 };
    const settle = (sequence: number, state: "received" | "refused" | "abandoned") =>
      settleEffect(tenant, place, sequence, { state, receipt: null, at: new Date() });

    await intend(tenant, intent(runId, epoch));
    await settle(1, "refused");
    expect(await intend(tenant, intent(runId, epoch))).toBe(2);
    await settle(2, "abandoned");
    expect(await intend(tenant, intent(runId, epoch))).toBe(3);
    // given up, it may turn out to have arrived, and nothing else
    await settle(3, "abandoned");
    await settle(3, "refused");
    await settle(3, "received");
    expect(await intend(tenant, intent(runId, epoch))).toBe(null);
    await settle(3, "refused");

    expect(await lastEffect(tenant, place)).toMatchObject({ sequence: 3, state: "received" });
  });
});

test("who holds a family holds also the run that was begun inside while it waited", async () => {
  const parent = await queued();
  const child = randomUUID();
  const stateOfLocks = () =>
    it.rows("select id from playbook_executions where id = any ($1) for update skip locked", [
      [parent, child],
    ]);
  const began = Promise.withResolvers<void>();
  const mayCommit = Promise.withResolvers<void>();
  const beginning = transaction(it.needs.pool, async (db) => {
    await db.query("select 1 from playbook_executions where id = $1 for update", [parent]);
    await db.query(
      `insert into playbook_executions
       select r.* from playbook_executions e, jsonb_populate_record(e, jsonb_build_object('id', $2::text,
         'parent_run_id', $1::text, 'parent_step_id', 'a', 'parent_iteration', 1, 'depth', 1)) r
       where e.id = $1::uuid`,
      [parent, child],
    );
    began.resolve();
    await mayCommit.promise;
  });
  await began.promise;

  const free = await transaction(it.needs.pool, async (db) => {
    const locking = lockFamily({ db, workspaceId }, parent);
    await eventually(async () =>
      expect(
        await it.rows(
          "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        ),
      ).toHaveLength(1),
    );
    mayCommit.resolve();
    await locking;
    return stateOfLocks();
  });

  await beginning;
  expect(free).toEqual([]);
});
