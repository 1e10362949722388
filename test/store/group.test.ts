import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { startRun } from "../../src/engine/start.ts";
import { checkpoint, type StepWrite } from "../../src/store/checkpoint.ts";
import { pauseLocked } from "../../src/store/control.ts";
import { touchCards } from "../../src/store/cards.ts";
import { transaction } from "../../src/store/db.ts";
import { grouped } from "../../src/store/group.ts";
import { claimRun } from "../../src/store/runs.ts";
import { findStep } from "../../src/store/steps.ts";
import { stateOf } from "../run/worlds.ts";
import { createEngine, playbookWith, workspaceId } from "../support/engine.ts";
import { eventually } from "../support/eventually.ts";
import { countingPool } from "../support/counting-pool.ts";

function refused(): Error {
  return Object.assign(new pg.DatabaseError("no", 0, "error"), { code: "22P05" });
}

describe("what many ask for at the same time", () => {
  test("shares a statement, at most so many at a time, and each gets its own answer", async () => {
    const flushed: number[][] = [];
    let busy = 0;
    let most = 0;
    const ask = grouped<number, number>({
      async flush(items) {
        flushed.push(items);
        most = Math.max(most, ++busy);
        await new Promise((resolve) => setTimeout(resolve, 2));
        busy -= 1;
        return items.map((it) => it * 10);
      },
      lanes: 2,
      most: 10,
      sizeOf: () => 1,
    });

    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => ask(i)));

    expect(answers).toEqual(Array.from({ length: 100 }, (_, i) => i * 10));
    expect(flushed.flat()).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(Math.max(...flushed.map((it) => it.length))).toBe(10);
    expect(most).toBe(2);
  });

  test("asks for nothing when the lane before has taken everything along", async () => {
    const asked: number[][] = [];
    const ask = grouped<number, number>({
      async flush(items) {
        asked.push(items);
        return items;
      },
      lanes: 2,
      most: 10,
      sizeOf: () => 1,
    });

    await Promise.all([1, 2, 3].map(ask));
    await new Promise((resolve) => setImmediate(resolve));

    expect(asked).toEqual([[1, 2, 3]]);
  });

  test("is asked for one by one when it was refused together, and only the bad one fails", async () => {
    const asked: number[][] = [];
    const ask = grouped<number, number>({
      async flush(items) {
        asked.push(items);
        if (items.includes(3)) throw refused();
        return items;
      },
      lanes: 1,
      most: 100,
      sizeOf: () => 1,
    });

    const answers = await Promise.allSettled([1, 2, 3, 4].map(ask));

    expect(answers.map((it) => it.status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect(asked).toEqual([[1, 2, 3, 4], [1], [2], [3], [4]]);
  });

  test("is not asked for again when nobody knows whether it was done", async () => {
    let asked = 0;
    const ask = grouped<number, number>({
      async flush() {
        asked += 1;
        throw new Error("Connection terminated unexpectedly");
      },
      lanes: 1,
      most: 100,
      sizeOf: () => 1,
    });

    const answers = await Promise.allSettled([1, 2, 3].map(ask));

    expect(answers.every((it) => it.status === "rejected")).toBe(true);
    expect(asked).toBe(1);
  });
});

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());
await it.engine.stop(1000);
await it.write(playbookWith("plain", "  - id: a\n    do: wait\n    for: 1 day\n"));

const counting = countingPool(it.needs.pool);
const tenant = { db: counting.pool, workspaceId };

async function held(count: number) {
  const runIds = await Promise.all(
    Array.from({ length: count }, async () => {
      const started = await it.queue("plain", "acme-robotics");
      return started.is === "started" ? started.runId : "";
    }),
  );
  const claims = await Promise.all(runIds.map((id) => claimRun(tenant, id, randomUUID())));
  return runIds.map((runId, i) => ({ runId, epoch: claims[i]?.epoch ?? 0 }));
}

function step(given: Partial<StepWrite> = {}): StepWrite {
  return { ...stateOf("a"), event: null, eventMatch: null, ask: null, ...given };
}

const save = (run: { runId: string; epoch: number }, given?: Partial<StepWrite>) =>
  checkpoint(tenant, { ...run, added: [step(given)], changed: [], next: { is: "hold" } });
const saved = ({ runId }: { runId: string }) =>
  findStep(it.tenant, { runId, stepId: "a", iteration: 1 });

describe("checkpoints of several runs at once", () => {
  test("take a few statements, and every run has its own step", async () => {
    const runs = await held(40);
    counting.reset();

    await Promise.all(runs.map((run, i) => save(run, { output: { number: i } })));

    expect(counting.count()).toBeLessThanOrEqual(3);
    for (const [i, run] of runs.entries())
      expect((await saved(run))?.output).toEqual({ number: i });
  });

  test("know each for itself whether its claim is lost", async () => {
    const [lost, paused, ...good] = await held(10);
    if (!lost || !paused) throw new Error("not held");
    await pauseLocked(it.tenant, paused.runId, { reason: "why", at: new Date() });

    const committed = await Promise.all([
      save({ ...lost, epoch: lost.epoch + 1 }),
      save(paused),
      ...good.map((run) => save(run)),
    ]);

    expect(committed).toEqual([null, null, ...good.map(() => ({ signals: 0 }))]);
    expect(await saved(lost)).toBe(null);
    expect(await saved(paused)).toBe(null);
    for (const run of good) expect(await saved(run)).not.toBe(null);
  });

  test("do not fail with the one that Postgres cannot take", async () => {
    const [bad, ...good] = await held(10);
    if (!bad) throw new Error("not held");

    const settled = await Promise.allSettled([
      save(bad, { attempt: 2 ** 40 }),
      ...good.map((run) => save(run)),
    ]);

    expect(settled.map((one) => one.status)).toEqual(["rejected", ...good.map(() => "fulfilled")]);
    expect(await saved(bad)).toBe(null);
    for (const run of good) expect(await saved(run)).not.toBe(null);
  });

  test("do not wait for the one whose run somebody has locked", async () => {
    const [locked, ...good] = await held(10);
    if (!locked) throw new Error("not held");

    const late = await transaction(it.needs.pool, async (db) => {
      await db.query("select 1 from playbook_executions where id = $1 for update", [locked.runId]);
      const waiting = save(locked);
      await Promise.all(good.map((run) => save(run)));
      expect(await saved(locked)).toBe(null);
      return { waiting };
    });

    expect(await late.waiting).toEqual({ signals: 0 });
    expect(await saved(locked)).not.toBe(null);
  });
});

test("ends of several runs, and touches, lock their cards in one order", async () => {
  const runs = (await held(12)).toSorted((a, b) => (a.runId < b.runId ? -1 : 1));
  const ids = runs.map((run) => run.runId);
  const next = {
    is: "end",
    result: "succeeded",
    reason: null,
    at: new Date(),
    success: null,
  } as const;

  const { ended, touched } = await transaction(it.needs.pool, async (db) => {
    const touch = (some: string[]) => touchCards({ db, workspaceId }, "run", some);
    await touch(ids.slice(0, 1));
    const ending = runs
      .toReversed()
      .map((run) => checkpoint(tenant, { ...run, added: [], changed: [], next }));
    const touching = touchCards(tenant, "run", ids.toReversed());
    await eventually(async () => expect(await it.rows(waitingForLocks)).toEqual([{ count: 2 }]));
    await touch(ids.slice(1));
    return { ended: Promise.all(ending), touched: touching };
  });

  expect(await ended).toEqual(ids.map(() => ({ signals: 0 })));
  await touched;
  const cards = "select distinct wanted from slack_cards where subject = any ($1)";
  expect(await it.rows(cards, [ids])).toEqual([{ wanted: 4 }]);
});

const waitingForLocks = `select count(*)::int as count from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock'`;

test("starts at the same moment share a statement, and each has its card, its record and its job", async () => {
  const playbook = await it.playbook("plain");
  const cause = { is: "person", who: "UMAYA0001" } as const;
  const start = (runId: string) =>
    startRun(it.needs, tenant, {
      playbook,
      customer: null,
      inputs: {},
      cause,
      startedBy: "UMAYA0001",
      runId,
    });
  const runIds = Array.from({ length: 30 }, () => randomUUID());
  await start(runIds[0] ?? "");
  counting.reset();

  await Promise.all(runIds.map(start));
  await Promise.all(runIds.map(start));

  expect(counting.count()).toBeLessThanOrEqual(6);
  const counts = await it.rows(
    `select (select count(*)::int from playbook_executions where id = any ($1)) runs,
       (select count(*)::int from slack_cards where subject = any ($1::text[])) cards,
       (select count(*)::int from audit_log where subject = any (select 'run:' || x from unnest($1::text[]) x)) records,
       (select count(*)::int from pgboss.job where data ->> 'runId' = any ($1::text[])) jobs`,
    [runIds],
  );
  expect(counts).toEqual([{ runs: 30, cards: 30, records: 30, jobs: 30 }]);
});
