// a run driven by what people answer and what happens outside

import type { SkippableClock } from "../../src/clock.ts";
import { answerPrerequisite, answerSuccess } from "../../src/engine/answer-criteria.ts";
import type { HelpWord } from "../../src/engine/step-words.ts";
import { skipAhead } from "../../src/engine/skip.ts";
import { turnBack } from "../../src/engine/turn-back.ts";
import type { Output } from "../../src/steps/world.ts";
import { listSteps, type StepRow } from "../../src/store/steps.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import { nextDue } from "../../src/store/triggers.ts";
import { priya, type TestEngine, workspaceId } from "../support/engine.ts";

const minute = 60_000;

/** What somebody does about a step that waits, and how long after it was asked. */
type Act = {
  after?: number;
  /** what is known of the customer by then */
  update?: Output;
  answer?: Output;
  event?: [name: string, data?: Output];
  /** what somebody says of a step that stands still */
  help?: HelpWord;
  /** somebody has the run rolled back */
  back?: true;
};

/** For each step, what happens the first time it waits, the second, and so on; then nobody does anything more. */
export type Script = Record<string, Act[]>;

/**
 * Walks through a run to its end. Mails are approved, gates answered with yes; what the script does not
 * speak of nobody does, until its time is over.
 */
export async function walk(engine: TestEngine, runId: string, script: Script): Promise<void> {
  const left = structuredClone(script);
  const plans = new Map<string, Plan>();
  await beReady(engine, runId);
  for (let i = 0; i < 500; i += 1) {
    if ((await engine.execution(runId)).status === "ended") return sumUp(engine, runId);
    const rows = await listSteps(engine.tenant, runId);
    const open = rows.filter((row) => row.endedAt === null);
    for (const row of open) {
      if (plans.has(keyOf(row))) continue;
      const act = actOn(row, left);
      const at = engine.clock.now().getTime() + (act?.after ?? 20 * minute);
      if (act) plans.set(keyOf(row), { row, act, at });
    }
    const [next] = open
      .flatMap((row) => plans.get(keyOf(row)) ?? [])
      .toSorted((a, b) => a.at - b.at);
    const due = await nextDue(engine.needs.pool);
    const to = Math.min(next?.at ?? Infinity, due?.getTime() ?? Infinity);
    if (to === Infinity) throw new Error(`nothing is due: ${open.map(keyOf).join(", ")}`);
    await skipTo(engine, new Date(to));
    if (next?.at !== to) continue;
    plans.set(keyOf(next.row), { ...next, at: Infinity });
    if (await isOpen(engine, runId, next.row)) await perform(engine, runId, next);
  }
  throw new Error("it goes round and round");
}

type Plan = { row: StepRow; act: Act; at: number };

async function isOpen({ tenant }: TestEngine, runId: string, row: StepRow): Promise<boolean> {
  const rows = await listSteps(tenant, runId);
  return rows.some((it) => it.endedAt === null && keyOf(it) === keyOf(row));
}

/** Says yes to whatever is asked about the success of a run that has ended. */
async function sumUp(engine: TestEngine, runId: string): Promise<void> {
  for (const [index, it] of ((await engine.execution(runId)).success ?? []).entries())
    if (it.met === null && it.asked)
      await answerSuccess(engine.control, engine.press(runId, it.asked), { index, met: true });
}

/** Says yes to what must be so before it begins. */
async function beReady(engine: TestEngine, runId: string): Promise<void> {
  const { gate } = await engine.execution(runId);
  if (gate?.is !== "prerequisites") return;
  for (const [index, { asked }] of gate.criteria.entries())
    await answerPrerequisite(engine.control, engine.press(runId, asked ?? ""), {
      index,
      met: true,
    });
  await engine.settle();
}

const keyOf = ({ id, iteration, stage, turn }: StepRow) => `${id}:${iteration}:${stage}:${turn}`;

function actOn(row: StepRow, left: Script): Act | null {
  const { id, status, stage, ask, event } = row;
  if (status === "failed") return left[`${id} failed`]?.shift() ?? null;
  if (status !== "asking" && !ask && event === null) return null;
  const given = left[stage === "gate" ? `${id} gate` : id]?.shift();
  if (given) return given;
  if (status === "asking") return {};
  return stage === "gate" ? { answer: { holds: "Yes" } } : null;
}

async function perform(engine: TestEngine, runId: string, { row, act }: Plan) {
  const { customerId } = await engine.execution(runId);
  if (act.update) await engine.update(customerId ?? "", act.update);
  if (act.event) await engine.event(act.event[0], customerId, act.event[1] ?? {});
  const { id, iteration, ask, status } = row;
  if (act.back) return rollBack(engine, runId);
  if (act.help) await engine.help(runId, id, act.help);
  else if (status === "asking")
    await engine.approve(runId, (await engine.approval(runId)).approvers[0]?.id);
  else if (act.answer) {
    const counted = await engine.answerAt(runId, id, iteration, act.answer, ask?.who);
    if (!counted) throw new Error(`${id}: nobody asked that any more`);
  }
}

async function rollBack(engine: TestEngine, runId: string) {
  const it = { runId, scope: { is: "run" }, by: priya, reason: "It goes wrong" } as const;
  await forWorkspace(engine.needs.pool, workspaceId, (tenant) =>
    turnBack(engine.needs, tenant, it),
  );
  await engine.settle();
}

async function skipTo(engine: TestEngine, to: Date): Promise<void> {
  const { clock, needs } = engine;
  const { quiet, look } = engine.engine;
  const skippable: SkippableClock = {
    ...clock,
    offset: () => 0,
    skipTo: (at) => clock.moveTo(at > clock.now() ? at : clock.now()),
  };
  await skipAhead({ pool: needs.pool, clock: skippable, quiet, look }, to);
}
