import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { pauseRun, resumeRun } from "../../src/engine/control.ts";
import { runSegment } from "../../src/engine/segment.ts";
import { answerStep, helpStep } from "../../src/engine/step-words.ts";
import { lookAtDue } from "../../src/engine/timers.ts";
import { turnBack } from "../../src/engine/turn-back.ts";
import { listSteps, type StepRow } from "../../src/store/steps.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import { createEngine, maya, workspaceId } from "../support/engine.ts";
import { faultyPool } from "../support/faulty-pool.ts";
import { takeJobs } from "../support/take-jobs.ts";
import { allOf, anySteps, type Written } from "./any-playbooks.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());
// the runs are worked on here, so that their worker can be made to fail wherever we like
await it.engine.stop(1000);
const control = { ...it.control, wake: () => {} };
const faults = faultyPool(it.needs.pool);
const needs = { ...it.needs, pool: faults.pool };

/** Works off the jobs that are there; what fails is taken up again, as another worker would. */
async function work(): Promise<void> {
  for (;;) {
    const jobs = await takeJobs(it.needs, 10);
    if (jobs.length === 0) return;
    // at most one statement fails, so a second attempt is enough
    for (const job of jobs) await runSegment(needs, job).catch(() => runSegment(needs, job));
    await it.needs.jobs.complete(jobs);
  }
}

const isOpen = (row: StepRow) => row.stage !== null && row.endedAt === null;
const placeOf = (row: StepRow) => `${row.id}:${row.iteration}`;

/** One thing that is awaited comes: the same for the same step, whatever happened around it. */
async function goOn(runId: string, open: StepRow[]): Promise<void> {
  const [row] = open.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const waiting = open.filter((one) => one.ask === null && one.due !== null);
  if (!row) throw new Error("it waits for nothing");
  const asked = open.find((one) => one.ask !== null);
  if (asked?.ask) {
    const place = { ...it.at(runId, asked.id, maya), iteration: asked.iteration };
    const values = Object.fromEntries(
      Object.entries(asked.ask.form).map(([name, kind]) => [
        name,
        Array.isArray(kind) ? (kind[asked.id.length % kind.length] ?? "") : "fine",
      ]),
    );
    const reason = asked.ask.reasonOn ? { why: "because" } : {};
    await answerStep(control, place, { ...values, ...reason });
  } else if (row.status === "failed") {
    await helpStep(control, { ...it.at(runId, row.id, maya), iteration: row.iteration }, "accept");
  } else {
    const [next] = waiting.map((one) => one.due?.getTime() ?? 0).toSorted((a, b) => a - b);
    if (next === undefined) throw new Error(`nothing is named that ${placeOf(row)} waits for`);
    it.clock.move(Math.max(0, next - it.clock.now().getTime()));
    await lookAtDue(it.needs, () => {});
  }
}

type Trouble = { at: number; kind: "pause" | "before" | "after" | "twice" };

/** Through to the end, with what was asked answered alike; in trouble once, at one of its stops. */
async function goThrough(runId: string, steps: Written[], trouble: Trouble | null): Promise<void> {
  for (let stop = 0; ; stop++) {
    if (trouble?.at === stop) await cause(runId, trouble);
    await work();
    faults.disarm();
    const rows = await listSteps(it.tenant, runId);
    mustBeInOrder(steps, rows);
    const { status } = await it.execution(runId);
    if (status === "ended") return;
    expect(status).toBe("running");
    const open = rows.filter(isOpen);
    // it always says what it waits for
    expect(open).not.toEqual([]);
    it.clock.move(1000);
    await goOn(runId, open);
    expect(stop).toBeLessThan(150);
  }
}

async function cause(runId: string, { kind, at }: Trouble): Promise<void> {
  if (kind === "before" || kind === "after")
    return faults.arm({ at: 1 + (at % 4), done: kind === "after" });
  if (kind === "twice")
    return it.needs.jobs.add(it.needs.pool, [
      { workspaceId, runId },
      { workspaceId, runId },
    ]);
  await pauseRun(control, it.press(runId));
  await work();
  await resumeRun(control, it.press(runId));
}

/** No step has begun in this round before those it is to come after are over. */
function mustBeInOrder(steps: Written[], rows: StepRow[]): void {
  const open = new Set(rows.filter((row) => row.endedAt === null).map((row) => row.id));
  const mustBeOver = (list: Written[], isAfter: (before: Written, step: Written) => boolean) => {
    const own = rows.filter((row) => list.some((step) => step.id === row.id));
    const round = Math.max(...own.map((row) => row.iteration));
    for (const [i, step] of list.entries()) {
      if (!own.some((row) => row.id === step.id && row.iteration === round)) continue;
      for (const inner of allOf(list.slice(0, i).filter((before) => isAfter(before, step))))
        expect([step.id, inner.id, open.has(inner.id)]).toEqual([step.id, inner.id, false]);
    }
  };
  mustBeOver(steps, () => true);
  for (const step of allOf(steps))
    if (step.do === "parallel")
      mustBeOver(step.steps ?? [], ({ id }, { after }) => after?.includes(id) ?? false);
    else mustBeOver(step.steps ?? [], () => true);
}

async function stateOf(runId: string): Promise<unknown> {
  const { result, status } = await it.execution(runId);
  const rows = await listSteps(it.tenant, runId);
  const told = rows.map((row) => [
    placeOf(row),
    { ...row.output, status: row.status, result: row.result },
  ]);
  return { result, status, rows: Object.fromEntries(told) };
}

/** Takes back all of it: what has an undo of its own, each once, the newest first. */
async function takeBack(runId: string, steps: Written[]): Promise<void> {
  const before = await listSteps(it.tenant, runId);
  const undoes = new Set(allOf(steps).flatMap((step) => (step["undo"] ? step.id : [])));
  const holds = new Set(allOf(steps).flatMap((step) => (step.steps ? step.id : [])));
  const done = before.filter((row) => row.status === "done" && undoes.has(row.id));
  // what holds steps is taken back once, however many rounds it had
  const meant = done.filter(
    (row) =>
      !holds.has(row.id) || !done.some((o) => o.id === row.id && o.iteration < row.iteration),
  );
  const turn = () =>
    forWorkspace(it.needs.pool, workspaceId, (tenant) =>
      turnBack(it.needs, tenant, { runId, scope: { is: "run" }, by: maya, reason: "Wrong" }),
    ).catch(() => false);
  const ended = new Map(before.map((row) => [placeOf(row), row.endedAt?.getTime() ?? 0]));

  const turned = await turn();
  if (meant.length === 0 && !turned) return;
  const { rollback } = await it.execution(runId);
  const listed = (rollback?.undoes ?? []).map((one) => `${one.step}:${one.iteration}`);
  expect(listed.toSorted()).toEqual(meant.map(placeOf).toSorted());
  const times = listed.map((place) => ended.get(place) ?? 0);
  expect(times).toEqual(times.toSorted((a, b) => b - a));

  await goThrough(runId, [], null);
  expect(await it.execution(runId)).toMatchObject({ result: "rolled back" });
  const after = await listSteps(it.tenant, runId);
  const left = after.filter((row) => undoes.has(row.id) && row.status === "done");
  expect(left.filter((row) => meant.some((one) => placeOf(one) === placeOf(row)))).toEqual([]);
  expect(await turn()).toBe(false);
}

let count = 0;

async function started(steps: Written[]): Promise<string> {
  const id = `any-${++count}`;
  const source = { format: 1, id, name: id, goal: "Try it.", limits: { conflict: "allow" }, steps };
  await it.write(JSON.stringify(source));
  const begun = await it.queue(id, "acme-robotics");
  return begun.is === "started" ? begun.runId : "";
}

const troubles = fc.record({
  at: fc.nat(12),
  kind: fc.constantFrom("pause" as const, "before" as const, "after" as const, "twice" as const),
});

test("any run ends alike whatever befalls it on its way, in order, and is taken back once", async () => {
  await fc.assert(
    fc.asyncProperty(anySteps, troubles, async (steps, trouble) => {
      const calm = await started(steps);
      await goThrough(calm, steps, null);
      const troubled = await started(steps);
      await goThrough(troubled, steps, trouble);

      expect(await stateOf(troubled)).toEqual(await stateOf(calm));
      await takeBack(troubled, steps);
    }),
    { numRuns: 8 },
  );
}, 120_000);
