// what people say of criteria that cannot be measured

import { UserError } from "../errors.ts";
import { isAsked } from "../run/criteria.ts";
import type { CriterionResult } from "../run/execution.ts";
import { audit } from "../store/audit.ts";
import { touchCards } from "../store/cards.ts";
import { changeGate, lockRun } from "../store/control.ts";
import { lockSuccess, saveSuccess } from "../store/criteria.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import type { ControlNeeds, Press } from "./control.ts";
import { rejudge } from "./prerequisites.ts";

export type CriterionWord = { index: number; met: boolean };

/** Whether a run came to what it was for, said after its end. False when it was answered already. */
export function answerSuccess(
  needs: ControlNeeds,
  press: Press,
  word: CriterionWord,
): Promise<boolean> {
  return forWorkspace(needs.pool, press.workspaceId, async (tenant) => {
    const success = await lockSuccess(tenant, press.runId);
    if (!success) throw new UserError("This run has not ended, or asks nothing about its success.");
    const answered = await answer(needs, tenant, success, press, word);
    if (!answered || success[word.index]?.met !== null) return false;
    await saveSuccess(tenant, press.runId, answered);
    await record(needs, tenant, press, "success answered", word);
    return true;
  });
}

/** Whether what must be so before a run begins is so. It begins by itself once all of it is. */
export async function answerPrerequisite(
  needs: ControlNeeds,
  press: Press,
  word: CriterionWord,
): Promise<boolean> {
  const counted = await forWorkspace(needs.pool, press.workspaceId, async (tenant) => {
    const run = await lockRun(tenant, press.runId);
    if (!run) throw new UserError("This run no longer exists.");
    if (run.gate?.is !== "prerequisites" || run.status === "ended") return false;
    const { criteria, who } = run.gate;
    const answered = await answer(needs, tenant, criteria, press, word);
    if (!answered || criteria[word.index]?.met === word.met) return false;
    await changeGate(tenant, press.runId, { is: "prerequisites", criteria: answered, who }, {});
    await record(needs, tenant, press, "prerequisite answered", word);
    await rejudge(needs, tenant, press.runId);
    return true;
  });
  needs.wake();
  return counted;
}

async function answer(
  needs: ControlNeeds,
  tenant: Tenant,
  criteria: readonly CriterionResult[],
  { by }: Press,
  { index, met }: CriterionWord,
): Promise<CriterionResult[] | null> {
  const asked = criteria[index];
  if (!asked || !isAsked(asked)) return null;
  const people = await needs.directory.people(tenant);
  const person = people.find((it) => it.id === by);
  // a lead may answer what somebody else is asked
  if (asked.asked !== by && (!person || person.role === "csm"))
    throw new UserError(
      asked.asked
        ? `This is for <@${asked.asked}> to say, so your click did nothing. A manager can say it as well.`
        : "This is for a manager to say, so your click did nothing.",
    );
  const at = needs.clock.now().toISOString();
  return criteria.map((it, i) => (i === index ? { ...it, met, by, at } : it));
}

async function record(
  needs: ControlNeeds,
  tenant: Tenant,
  { runId, by }: Press,
  action: string,
  details: CriterionWord,
): Promise<void> {
  await touchCards(tenant, "run", [runId]);
  await audit(tenant, {
    at: needs.clock.now(),
    actor: by,
    action,
    subject: `run:${runId}`,
    details,
  });
}
