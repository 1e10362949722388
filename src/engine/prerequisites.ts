// what must be so before a run begins: judged at its start, and again when something may have changed

import { isFailing, judgeCriteria, keepAnswers } from "../run/criteria.ts";
import type { CriterionResult, Execution, Gate } from "../run/execution.ts";
import { nextAnchored } from "../run/anchored.ts";
import { heldSends } from "../run/obstacles.ts";
import { type Situation, situationOf, worldOf } from "../run/situation.ts";
import { touchCards } from "../store/cards.ts";
import { changeGate, listGatesToJudge, lockRun, openGate } from "../store/control.ts";
import { type CustomerRow, listValues } from "../store/customers.ts";
import type { PlaybookRow } from "../store/playbooks.ts";
import type { StepRow } from "../store/steps.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { foreseeRun } from "./foresee.ts";
import { seeRun } from "./held-run.ts";
import { conflictGate, conflictOf } from "./limits.ts";
import type { EngineNeeds } from "./needs.ts";
import { keepTurnDate } from "./turn-date.ts";

type Starting = {
  playbook: PlaybookRow;
  customer: CustomerRow | null;
  inputs: Execution["inputs"];
  startedBy: string | null;
  csm?: string | null;
  /** it starts by itself, so nobody has seen what it would do */
  alone?: boolean;
};

type StartNeeds = Pick<EngineNeeds, "directory" | "clock">;

/** How the prerequisites stand for a run that would start now. */
export async function prerequisitesOf(
  needs: StartNeeds,
  tenant: Tenant,
  starting: Starting,
): Promise<CriterionResult[]> {
  if (!starting.playbook.playbook.prerequisites && !starting.alone) return [];
  return judge(await imagine(needs, tenant, starting), needs.clock.now(), starting.alone ?? false);
}

// where nobody has seen a preview, what could not be sent on the way is found out here
function judge(situation: Situation<StepRow>, now: Date, alone: boolean): CriterionResult[] {
  const world = worldOf(situation, { now, previous: now });
  const criteria = judgeCriteria(situation.playbook.prerequisites ?? [], world);
  if (!alone) return criteria;
  const pace = { work: "0m", yes: "0m" };
  return [...criteria, ...heldSends(foreseeRun(situation, { now, pace }).lines)];
}

/** The situation of a run that would start now. */
export async function imagine(
  { directory, clock }: StartNeeds,
  tenant: Tenant,
  { playbook, customer, inputs, startedBy, csm = null }: Starting,
): Promise<Situation<StepRow>> {
  const runnable = await directory.runnable(tenant, playbook.id, playbook.version);
  const atStart = customer?.fields ?? {};
  return situationOf<StepRow>({
    ...runnable,
    execution: { id: "", inputs, atStart, startedAt: clock.now(), startedBy, csm },
    customer,
    history: runnable.looksBack && customer ? await listValues(tenant, customer.id) : [],
    colleagues: await directory.people(tenant),
    states: [],
  });
}

export function allMet(criteria: readonly CriterionResult[]): boolean {
  return criteria.every((it) => it.met === true);
}

// a condition on a date becomes true without anything being told
const lookAgainAfter = 86_400_000;

/** What a run waits for before it begins. */
export function prerequisitesGate(criteria: CriterionResult[], who: string, now: Date): Gate {
  const again = new Date(now.getTime() + lookAgainAfter).toISOString();
  const waits = { is: "prerequisites", criteria, who } as const;
  return criteria.some(isFailing) ? { ...waits, again } : waits;
}

const atOnce = 100;

/** Looks again at the runs that wait for what is measured or past a date of theirs, each in a transaction of its own. */
export async function judgeWaiting(needs: EngineNeeds): Promise<number> {
  const due = await listGatesToJudge(needs.pool, needs.clock.now(), atOnce);
  for (const { workspaceId, runId } of due)
    await forWorkspace(needs.pool, workspaceId, async (tenant) => {
      await rejudge(needs, tenant, runId);
      await keepTurnDate(needs, tenant, runId);
    }).catch((error: unknown) =>
      needs.log.error("cannot look at a start", { workspaceId, runId, error }),
    );
  return due.length;
}

/** Looks again at what a run waits for before it begins, and lets it begin once all of it is so. */
export async function rejudge(
  needs: Pick<EngineNeeds, "directory" | "clock" | "jobs">,
  tenant: Tenant,
  runId: string,
): Promise<void> {
  const run = await lockRun(tenant, runId);
  if (run?.gate?.is !== "prerequisites" || run.status === "ended") return;
  const situation = await seeRun(needs, tenant, runId);
  if (!situation) return;
  const now = needs.clock.now();
  const judged = judge(situation, now, run.startedBy === null && run.depth === 0);
  const criteria = keepAnswers(judged, run.gate.criteria);
  const { who } = run.gate;
  await touchCards(tenant, "run", [runId]);
  if (!allMet(criteria)) {
    await changeGate(tenant, runId, prerequisitesGate(criteria, who, now), {});
    return;
  }
  // a run inside a run has the place of the one around it
  const conflict = run.depth > 0 ? null : await conflictOf(tenant, situation, run.customerId);
  if (conflict) {
    await changeGate(tenant, runId, conflictGate(conflict, who, nextAnchored(situation, now)), {});
    return;
  }
  await openGate(tenant, runId, {});
  if (run.status === "running")
    await needs.jobs.add(tenant.db, [{ workspaceId: tenant.workspaceId, runId }]);
}
