// what waits for one person is given to another: one question, or a whole run for the rest of it

import { UserError } from "../errors.ts";
import { stepInWords } from "../playbook/describe.ts";
import { rowsOf } from "../run/situation.ts";
import { openApprovalFor, listOpenApprovals, type ApprovalRow } from "../store/approvals.ts";
import { touchCards } from "../store/cards.ts";
import { listInside } from "../store/children.ts";
import { changeGate, type LockedRun, lockRun, saveCsm } from "../store/control.ts";
import { listAskedOf, saveApprover, saveAsked } from "../store/reassign.ts";
import type { StepPlace } from "../store/steps.ts";
import { findStep } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";
import { change, type ControlNeeds, type Press, refuseEnded } from "./control.ts";
import { seeRun } from "./held-run.ts";
import { rejudge } from "./prerequisites.ts";
import { postForRun, showInThread, stepSubject } from "./show.ts";
import { poke } from "./signal.ts";

type Given = { to: string };

/** Gives a task, a decision or an approval to somebody else. False: it is theirs already, or it is settled. */
export function reassignStep(
  needs: ControlNeeds,
  press: Press & Omit<StepPlace, "runId"> & Given,
): Promise<boolean> {
  const { runId, stepId, iteration, to, by } = press;
  const place = { runId, stepId, iteration };
  const work = async (tenant: Tenant) => {
    const step = await findStep(tenant, place);
    if (!step || step.settled || !step.stage) return false;
    const situation = await seeRun(needs, tenant, runId);
    const said = situation && rowsOf(situation).find(({ row }) => row.id === stepId)?.step;
    const title = said ? stepInWords(said, situation.customer) : stepId;
    const approval = step.stage === "asking" ? await openApprovalFor(tenant, place) : null;
    const had = approval ? approval.approvers.map((it) => it.id) : step.ask ? [step.ask.who] : [];
    if (had.length === 0 || (had.length === 1 && had[0] === to)) return false;
    if (!approval) await giveTask(tenant, place, { to, asked: !step.ask?.quiet });
    else if (!(await giveApproval(needs, tenant, approval, press)))
      throw new UserError(
        "Whoever wrote, started or changed it cannot approve it. Give it to somebody else.",
      );
    const from = had.filter((it) => it !== to).map((it) => `<@${it}>`);
    const text = `<@${to}>, “${title}” is yours now. It was ${from.join(" and ")}'s; <@${by}> gave it to you.`;
    const key = `reassign:${stepSubject(place)}:${step.turn}:${to}:${needs.clock.now().getTime()}`;
    await postForRun(tenant, runId, { key, to: null, text, csm: to, at: needs.clock.now() });
    return true;
  };
  return change(needs, press, "step reassigned", work, { step: stepId, to });
}

// what nobody is asked as yet stands in the thread, and calls whoever has it by then
async function giveTask(
  tenant: Tenant,
  place: StepPlace,
  { to, asked }: Given & { asked: boolean },
): Promise<void> {
  await saveAsked(tenant, place, to);
  const subject = stepSubject(place);
  await touchCards(tenant, "step", [subject]);
  if (asked) await showInThread(tenant, place.runId, { kind: "step", subject, to: [to] });
}

/** False: it needs a second person, and they have a part in it. */
async function giveApproval(
  needs: ControlNeeds,
  tenant: Tenant,
  approval: ApprovalRow,
  { to, by }: Given & { by: string },
): Promise<boolean> {
  const { id, runId, secondPerson } = approval;
  const situation = await seeRun(needs, tenant, runId);
  const involved = [situation?.author, situation?.execution.startedBy, approval.editedBy];
  if (secondPerson && involved.includes(to)) return false;
  const name = situation?.people.byId.get(by)?.name ?? "somebody";
  await saveApprover(tenant, id, { id: to, because: `${name} gave it to you` });
  await touchCards(tenant, "approval", [id]);
  await showInThread(tenant, runId, { kind: "approval", subject: id, to: [to] });
  return true;
}

/** Gives the whole run to somebody else: what is open for its csm now, and all that will be; so with the runs inside it. */
export function reassignRun(needs: ControlNeeds, press: Press & Given): Promise<boolean> {
  const { workspaceId, runId, to, by } = press;
  const work = async (tenant: Tenant, run: LockedRun) => {
    if (run.status === "ended") return refuseEnded(run);
    const had = await csmOf(needs, tenant, runId);
    if (had === to) return false;
    const inside = await listInside(tenant, runId);
    let kept = await giveOne(needs, tenant, press, had);
    for (const id of inside) {
      // one that somebody else was given by itself stays theirs
      if ((await csmOf(needs, tenant, id)) !== had) continue;
      kept += await giveOne(needs, tenant, { workspaceId, runId: id, to, by }, had);
    }
    await touchCards(tenant, "run", inside);
    const stays = kept === 0 ? "" : ` ${staying(kept, had)}`;
    const text = `<@${to}>, this run is yours for the rest of it${had === null ? "" : `. It was <@${had}>'s`}; <@${by}> gave it to you.${stays}`;
    const key = `reassign:${runId}:${to}:${needs.clock.now().getTime()}`;
    await postForRun(tenant, runId, { key, to: null, text, csm: to, at: needs.clock.now() });
    return true;
  };
  return change(needs, press, "run reassigned", work, { to });
}

async function csmOf(needs: ControlNeeds, tenant: Tenant, runId: string): Promise<string | null> {
  return (await seeRun(needs, tenant, runId))?.people.roles.csm?.id ?? null;
}

type GivenRun = Pick<Press, "workspaceId" | "runId" | "by"> & Given;

function staying(kept: number, had: string | null): string {
  const what = kept === 1 ? "One approval stays" : `${kept} approvals stay`;
  return `${what} with <@${had}>, as whoever wrote, started or changed something cannot approve it.`;
}

/** How many approvals stay with whom they were. */
async function giveOne(
  needs: ControlNeeds,
  tenant: Tenant,
  press: GivenRun,
  had: string | null,
): Promise<number> {
  await saveCsm(tenant, press.runId, press.to);
  await giveGate(needs, tenant, press, had);
  const kept = had === null ? 0 : await giveAll(needs, tenant, press, had);
  await showStanding(needs, tenant, press);
  await poke(needs.jobs, tenant, press.runId);
  return kept;
}

// what stands still asks nobody by name, and is its csm's to help
async function showStanding(needs: ControlNeeds, tenant: Tenant, { runId, to }: GivenRun) {
  const situation = await seeRun(needs, tenant, runId);
  for (const { row } of situation ? rowsOf(situation) : []) {
    if (row.ask || !["failed", "unknown"].includes(row.status)) continue;
    const subject = stepSubject({ runId, stepId: row.id, iteration: row.iteration });
    await showInThread(tenant, runId, { kind: "step", subject, to: [to] });
  }
}

// what is asked before it begins
async function giveGate(
  needs: ControlNeeds,
  tenant: Tenant,
  { runId, to }: GivenRun,
  had: string | null,
) {
  const gate = (await lockRun(tenant, runId))?.gate;
  if (!gate || gate.who !== had) return;
  await changeGate(tenant, runId, { ...gate, who: to }, {});
  await rejudge(needs, tenant, runId);
}

async function giveAll(needs: ControlNeeds, tenant: Tenant, press: GivenRun, had: string) {
  const { runId, to } = press;
  for (const { asked, ...step } of await listAskedOf(tenant, runId, had))
    await giveTask(tenant, { runId, ...step }, { to, asked });
  let kept = 0;
  for (const approval of await listOpenApprovals(tenant, runId)) {
    const isTheirs = approval.approvers.some((it) => it.id === had);
    if (isTheirs && !(await giveApproval(needs, tenant, approval, press))) kept += 1;
  }
  return kept;
}
