// whoever works on runs inside runs dies after each statement, before the next: twice as many would show nothing else

import { afterAll, expect, test } from "vitest";
import { cancelRun } from "../../src/engine/control.ts";
import { runSegment } from "../../src/engine/segment.ts";
import { answerStep } from "../../src/engine/step-words.ts";
import { lookAtDue } from "../../src/engine/timers.ts";
import { turnBack } from "../../src/engine/turn-back.ts";
import type { Pool } from "../../src/store/db.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import { createEngine, maya, playbookWith, workspaceId } from "../support/engine.ts";
import { faultyPool } from "../support/faulty-pool.ts";
import { takeJobs } from "../support/take-jobs.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());
const faults = faultyPool(it.needs.pool);
const needs = { ...it.needs, pool: faults.pool };

const call = "  - { id: call, do: task, title: Call, who: csm }\n";
const said =
  '  - { id: said, do: message, text: Hi., undo: [{ id: unsaid, do: message, text: "Forget it." }] }\n';
const part = (of: string) => `  - { id: part, do: playbook, playbook: ${of} }\n`;
const race = `  - id: race
    do: parallel
    join: any
    steps:
      - { id: part, do: playbook, playbook: inmost }
      - { id: alone, do: task, title: Be first, who: csm }
`;
const playbooks = {
  quick: said,
  starts: part("quick") + said,
  inmost: said + call,
  middle: said + part("inmost"),
  outer: part("middle") + said,
  racing: race + said,
  shallow: part("inmost"),
  free: race.replace("playbook: inmost", "playbook: quick, wait: false"),
};
for (const [id, steps] of Object.entries(playbooks)) {
  await it.write(playbookWith(id, steps));
  await it.turnOn(id);
}
await it.engine.stop(1000);

/** Again and again while the database fails, as another worker or a person would. */
async function insisted<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries > 3) throw error;
    }
  }
}

async function work(): Promise<void> {
  for (;;) {
    const jobs = await takeJobs(it.needs, 10);
    if (jobs.length === 0) return;
    for (const job of jobs) await insisted(() => runSegment(needs, job));
    await it.needs.jobs.complete(jobs);
  }
}

async function begun(id: string): Promise<string> {
  const started = await it.queue(id, "acme-robotics");
  await work();
  return started.is === "started" ? started.runId : "";
}

const family = `with recursive family as (
    select e.* from playbook_executions e where id = $1
    union all select e.* from playbook_executions e join family f on e.parent_run_id = f.id)`;

/** The run and those inside it, outermost first: "outer: succeeded". */
async function ends(runId: string): Promise<unknown[]> {
  const text = `${family} select playbook_id || ': ' || coalesce(result, 'not ended') as said from family order by depth`;
  return (await it.rows(text, [runId])).map((row) => row["said"]);
}

/** What happened more than once though it may happen only once, and what is still open. */
async function wrong(runId: string): Promise<unknown[]> {
  const text = `${family}
    select 'twice: ' || a.action || ' ' || a.subject as said from audit_log a join family f on a.subject = 'run:' || f.id
    where a.action in ('run started', 'run succeeded', 'run cancelled', 'run turned back', 'run rolled back')
    group by a.action, a.subject having count(*) > 1
    union all
    select 'open: ' || s.step_id from playbook_step_executions s join family f on s.run_id = f.id where s.ended_at is null
    union all
    select 'not posted: ' || s.step_id from playbook_step_executions s join family f on s.run_id = f.id
    where s.status = 'done' and s.result = 'posted' and not exists (
      select 1 from slack_outbox o where o.key = s.run_id || ':' || s.step_id || ':' || s.iteration || ':0')`;
  return (await it.rows(text, [runId])).map((row) => row["said"]);
}

const retrying = "select 1 from playbook_step_executions where run_id = $1 and stage = 'rest'";
const control = (pool: Pool) => ({ ...it.control, pool, wake: () => {} });
const cancelled = ["outer: cancelled", "middle: cancelled", "inmost: cancelled"];

type Scenario = {
  name: string;
  /** as far as nothing fails */
  before(): Promise<string>;
  /** with one statement failing; a word whose answer was lost has counted */
  during(runId: string): Promise<unknown>;
  ends: string[];
};

const scenarios: Scenario[] = [
  {
    name: "a run starts another and goes on at its end",
    async before() {
      const started = await it.queue("starts", "acme-robotics");
      return started.is === "started" ? started.runId : "";
    },
    during: async () => {},
    ends: ["starts: succeeded", "quick: succeeded"],
  },
  {
    name: "a run is cancelled with those inside it",
    before: () => begun("outer"),
    during: (runId) => cancelRun(control(faults.pool), { ...it.press(runId), reason: "no" }),
    ends: cancelled,
  },
  {
    name: "a branch with a run in it is given up",
    async before() {
      const runId = await begun("racing");
      await answerStep(control(it.needs.pool), it.at(runId, "alone", maya), {});
      return runId;
    },
    during: async () => {},
    ends: ["racing: succeeded", "inmost: cancelled"],
  },
  {
    name: "a run goes back over the one inside it",
    before: () => begun("shallow"),
    during: (runId) =>
      forWorkspace(faults.pool, workspaceId, (tenant) =>
        turnBack(needs, tenant, { runId, scope: { is: "run" }, by: maya, reason: "no" }),
      ),
    ends: ["shallow: rolled back", "inmost: rolled back"],
  },
];

test.each(scenarios)(
  "$name, and whichever statement fails, each does so once and nothing stays open",
  async ({ before, during, ends: wanted }) => {
    let at = 1;
    for (let hit = true; hit; at += 1) {
      const runId = await before();
      faults.arm({ at, done: true });
      await insisted(() => during(runId)).catch(() => null);
      await work();
      hit = faults.disarm();
      if ((await it.rows(retrying, [runId])).length > 0) {
        // a step that could not look around tries again by itself
        it.clock.move(5 * 60_000);
        await lookAtDue(it.needs, () => {});
        await work();
      }

      expect(await ends(runId), `statement ${at}`).toEqual(wanted);
      expect(await wrong(runId), `statement ${at}`).toEqual([]);
    }
    expect(at).toBeGreaterThan(12);
  },
  60_000,
);

test("a run whose start was given up before it began has not left, and does not begin", async () => {
  let met = 0;
  for (let at = 4; met === 0 && at < 40; at += 1) {
    const started = await it.queue("free", "acme-robotics");
    const runId = started.is === "started" ? started.runId : "";
    const jobs = await takeJobs(it.needs, 10);
    faults.arm({ at, done: true });
    for (const job of jobs) await runSegment(needs, job).catch(() => null);
    faults.disarm();
    const steps = await it.steps(runId);
    const isBetween =
      steps.get("part")?.status === "running" && steps.get("alone")?.status === "waiting";
    if (isBetween) await answerStep(control(it.needs.pool), it.at(runId, "alone", maya), {});
    for (const job of jobs) await runSegment(needs, job);
    await it.needs.jobs.complete(jobs);
    await work();
    if (!isBetween) continue;
    met += 1;
    const { status, note } = await it.step(runId, "part");
    expect({ status, note }).toEqual({ status: "cancelled", note: null });
    expect(await ends(runId)).toEqual(["free: succeeded"]);
  }
  expect(met).toBeGreaterThan(0);
});
