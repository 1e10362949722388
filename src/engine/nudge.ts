// reminds people of what waits for them, and asks others as well when nothing happens

import { kindOf } from "../steps/contents/all.ts";
import { type Calendar, spanInWords } from "../grammar/duration.ts";
import { escapeWords } from "../grammar/escape.ts";
import { listInWords } from "../grammar/words.ts";
import { stepInWords } from "../playbook/describe.ts";
import { lateOf } from "../run/late.ts";
import { nextLook } from "../run/next-look.ts";
import { considerate, escalatedBy, nextNudge, sooner, waitsForSomebody } from "../run/nudges.ts";
import { zoneOf } from "../run/people.ts";
import { type Situation, worldOf } from "../run/situation.ts";
import { calendarOf } from "../run/world.ts";
import { nudgeWords } from "../steps/nudge-words.ts";
import type { AnyStep } from "../steps/step-type.ts";
import { addApprover, type ApprovalRow, openApprovalFor } from "../store/approvals.ts";
import { audit, program } from "../store/audit.ts";
import { touchCards } from "../store/cards.ts";
import { lockRun } from "../store/control.ts";
import { listDueNudges, lockDueNudge, type NudgedRow, saveNudge } from "../store/nudges.ts";
import type { StepPlace, StepRow } from "../store/steps.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { exitOf } from "./ends.ts";
import { seeRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";
import { postForRun, showInThread, stepSubject } from "./show.ts";
import { poke } from "./signal.ts";

const atOnce = 100;

/** Gives the nudges that are due, each in a transaction of its own; of two workers one finds it given. */
export async function nudgeDue(needs: EngineNeeds): Promise<number> {
  const due = await listDueNudges(needs.pool, needs.clock.now(), atOnce);
  let given = 0;
  for (const { workspaceId, ...place } of due)
    given += await forWorkspace(needs.pool, workspaceId, (tenant) =>
      nudge(needs, tenant, place),
    ).catch((error: unknown) => {
      needs.log.error("cannot remind of a step", { workspaceId, ...place, error });
      return 0;
    });
  return given;
}

type Nudging = {
  situation: Situation<StepRow>;
  place: StepPlace;
  state: StepRow;
  approval: ApprovalRow | null;
  now: Date;
};

async function nudge(needs: EngineNeeds, tenant: Tenant, place: StepPlace): Promise<number> {
  // the run before its step, as everybody does who touches both
  const run = await lockRun(tenant, place.runId);
  if (run?.status !== "running") return 0;
  const now = needs.clock.now();
  const found = await lockDueNudge(tenant, place, now);
  const situation = found && (await seeRun(needs, tenant, place.runId));
  const step = situation && stepOf(situation, place.stepId);
  if (!found || !step) return 0;
  const { step: state } = found;
  const approval = state.stage === "asking" ? await openApprovalFor(tenant, place) : null;
  const nudging: Nudging = { situation, place, state, approval, now };
  await showLate(tenant, nudging);
  if (exitOf(situation, now)) await poke(needs.jobs, tenant, place.runId);
  const look = nextLook(situation, now);
  const words = waitsForSomebody(state) ? nudgeWords(step, state.stage === "asking") : {};
  const done = doneBy(found, calendarOf(situation.zone, situation.holidays));
  const [first] = waitedFor(nudging);
  const due = nextNudge(words, done);
  const escalated = escalatedBy(words, done, now).flatMap(({ escalatesTo }) => {
    const person = worldOf(situation, { now, previous: now }).person(escalatesTo);
    return person ? [person.id] : [];
  });
  const zone = zoneOf(situation.people, escalated[0] ?? first, situation.zone);
  const { nudges, ask } = state;
  // nobody is reminded yet: it is only looked at, or it is night where they are
  const waits = due && considerate(due.at > now ? due.at : now, zone);
  if (!waits || waits > now) {
    const { nudgedAt } = found;
    await saveNudge(tenant, place, { next: sooner(waits, look), nudgedAt, nudges, ask });
    return 0;
  }
  const next = nextNudge(words, { ...done, until: now });
  const asked = ask && { ...ask, also: [...new Set([...(ask.also ?? []), ...escalated])] };
  await saveNudge(tenant, place, {
    next: sooner(next && considerate(next.at, zone), look),
    nudgedAt: now,
    nudges: nudges + 1,
    ask: escalated.length > 0 ? asked : ask,
  });
  for (const who of escalated) await escalate(tenant, nudging, who);
  await postForRun(tenant, place.runId, {
    key: `nudge:${stepSubject(place)}:${state.turn}:${nudges + 1}`,
    to: null,
    text: lineOf(nudging, done.since, escalated, stepInWords(step, situation.customer)),
    csm: first,
    at: now,
  });
  return 1;
}

// also of one that still waits while another is taken back
function stepOf({ graph, forward }: Situation<StepRow>, id: string): AnyStep | null {
  return (graph.nodes.get(id) ?? forward?.graph.nodes.get(id))?.step ?? null;
}

/** Cards say so of all that is late by now: this is the moment at which something may have become it. */
async function showLate(tenant: Tenant, { situation, place, now }: Nudging): Promise<void> {
  const late = [...lateOf(situation, now).keys()];
  if (late.length === 0) return;
  const subjects = late.flatMap((stepId) => {
    const iteration = situation.states.get(stepId)?.iteration;
    return iteration === undefined ? [] : [stepSubject({ runId: place.runId, stepId, iteration })];
  });
  await touchCards(tenant, "run", [place.runId]);
  await touchCards(tenant, "step", subjects);
}

function doneBy({ step, since, nudgedAt }: NudgedRow, calendar: Calendar) {
  const from = since ?? step.startedAt;
  return { since: from, until: nudgedAt ?? from, ...calendar };
}

/** Those it waits for: whoever decides, whose task it is, or whoever helps where a step stands still. */
function waitedFor({ state, approval, situation }: Nudging): string[] {
  if (approval)
    return approval.status === "pending" ? approval.approvers.map((it) => it.id) : approval.editors;
  if (state.ask) return [state.ask.who, ...(state.ask.also ?? [])];
  const { csm } = situation.people.roles;
  return csm ? [csm.id] : [];
}

/** Somebody else is asked as well: they see its card, and may do what it asks for. */
async function escalate(tenant: Tenant, nudging: Nudging, who: string): Promise<void> {
  const { place, approval, situation, now } = nudging;
  const involved = [situation.author, situation.execution.startedBy];
  const mayDecide = approval && !(approval.secondPerson && involved.includes(who));
  if (mayDecide && !approval.approvers.some((it) => it.id === who))
    await addApprover(tenant, approval.id, { id: who, because: "it was escalated to you" });
  const card = approval
    ? ({ kind: "approval", subject: approval.id } as const)
    : ({ kind: "step", subject: stepSubject(place) } as const);
  await showInThread(tenant, place.runId, { ...card, to: [who] });
  await touchCards(tenant, "run", [place.runId]);
  await audit(tenant, {
    at: now,
    actor: program,
    action: "step escalated",
    subject: `run:${place.runId}`,
    details: { step: place.stepId, to: who, approval: approval?.id ?? null },
  });
}

function lineOf(nudging: Nudging, since: Date, escalated: readonly string[], name: string): string {
  const { state, approval, now } = nudging;
  const waiting = spanInWords(now.getTime() - since.getTime());
  const content = approval?.content;
  const own = content && kindOf(content).title(content);
  const title = escapeWords(`“${state.ask?.title ?? own ?? name}”`, "mrkdwn");
  const people = (ids: readonly string[]) => listInWords(ids.map((id) => `<@${id}>`));
  const what = wanted(state, approval, title);
  if (escalated.length > 0)
    return `:arrow_up: ${people(escalated)}, this was escalated to you after ${waiting}: ${what}`;
  return `:bell: ${people(waitedFor(nudging))}, open for ${waiting}: ${what}`;
}

function wanted(state: StepRow, approval: ApprovalRow | null, title: string): string {
  if (approval?.status === "sent back") return `${title} was sent back and must be changed.`;
  switch (state.stage) {
    case "asking":
      return `${title} needs a yes or no before it can go out.`;
    case "failed":
      return `${title} failed. Say on its card how to go on.`;
    case "doubt":
      return `nobody knows whether ${title} arrived. Please look, and say so on its card.`;
    case "gate":
      return `${title} needs an answer before the run goes on.`;
    default:
      return state.ask
        ? `${title} is still to be done.`
        : `nothing has been heard of ${escapeWords(state.event ?? "", "mrkdwn")} for ${title}.`;
  }
}
