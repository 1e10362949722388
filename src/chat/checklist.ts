import { prerequisitesOf } from "../engine/prerequisites.ts";
import { fieldsIn } from "../grammar/field.ts";
import { everyStep } from "../playbook/check-steps.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { type ChecklistItem, checklistOf } from "../run/checklist.ts";
import type { CriterionResult } from "../run/execution.ts";
import { judgeable, worldBefore } from "../run/judgeable.ts";
import type { Situation } from "../run/situation.ts";
import { knownSteps, schemaOf, typeOf } from "../steps/all.ts";
import type { World } from "../steps/world.ts";
import { type ChecklistRow, listDelivered, whoTold } from "../store/checklists.ts";
import { lastRehearsal } from "../store/rehearsals.ts";
import { findRun } from "../store/runs.ts";
import type { Tenant } from "../store/tenant.ts";
import { channelsOf } from "./access.ts";
import { imagineRun } from "./load-run.ts";
import type { ChatNeeds } from "./needs.ts";
import type { Button } from "./replies.ts";
import { snapshotOf } from "./snapshot.ts";
import { type Loaded, Wanted } from "./wanted.ts";
import { rehearse } from "./way-back.ts";

/** What should be looked at before a run begins, and who looked. */
export type ChecklistCard = {
  is: "checklist";
  playbook: string;
  version: number;
  customer: string | null;
  askedBy: string;
  /** its run has started: nothing is ticked any more */
  over: boolean;
  items: ChecklistItem[];
  buttons: Button[];
};

/** What a checklist is about, as it is now. */
type About = Pick<Loaded, "playbook" | "customer">;

type Standing = {
  items: ChecklistItem[];
  /** the channels it can go into by itself, and is not in */
  canJoin: string[];
  canRehearse: boolean;
};

/** How a checklist stands now, and what may be done about it. */
export async function standingOf(
  needs: ChatNeeds,
  tenant: Tenant,
  row: ChecklistRow,
  { playbook, customer }: About,
): Promise<Standing> {
  const wanted = Wanted.parse(row.wanted);
  const { inputs } = wanted;
  const startedBy = row.askedBy;
  const { playbookId, version } = row;
  const runnable = await needs.engine.directory.runnable(tenant, playbookId, version);
  const whole = await wholeOf(needs, tenant, { runnable, customer, inputs, startedBy });
  const { reviewedBy, reviewedAt, told } = row;
  // what is ticked is this version, whatever has been written since
  const own = { ...playbook, version, playbook: runnable.playbook };
  const starting = { playbook: own, customer, inputs, startedBy };
  const back = await rehearse(needs, tenant, { playbook: own, customer, wanted }, startedBy);
  // what has begun keeps what was so then
  const begun = row.runId === null ? null : await findRun(tenant, row.runId);
  const kept = whole.flatMap(({ situation }) =>
    snapshotOf(begun ? { ...situation, execution: begun.execution } : situation, []),
  );
  const fields = new Map(kept.map((it) => [it.name, it]));
  const playbooks = whole.map(({ situation }) => situation.playbook);
  const channels = await channelsOf(needs, tenant.workspaceId, playbooks);
  const teller = await whoTold(tenant, row.id);
  const items = checklistOf({
    reviewed: reviewedBy && reviewedAt ? { by: reviewedBy, at: reviewedAt } : null,
    prerequisites: await prerequisitesOf(needs.engine, tenant, starting),
    channels,
    monitors: whole.flatMap(({ situation, world }) => monitorsOf(situation.playbook, world)),
    criteria: whole.flatMap(({ situation, world }) => judgeable(situation, world)),
    snapshot: {
      customer: customer?.name ?? null,
      fields: [...fields.values()],
      sets: playbooks.some(setsAnything),
    },
    back: {
      takes: back.back.map((it) => it.says),
      stays: back.stays,
      rehearsed: await lastRehearsal(tenant, playbookId, version),
    },
    told: {
      to: told,
      delivered: await listDelivered(tenant, row.id, told),
      by: teller?.by ?? null,
      at: teller?.at ?? null,
    },
  });
  const canJoin = channels.flatMap(({ join }) => (join === undefined ? [] : [join]));
  return { items, canJoin, canRehearse: back.back.length > 0 };
}

/** The run as it would be, and what would run inside it, each with what is known before it begins. */
async function wholeOf(
  needs: ChatNeeds,
  tenant: Tenant,
  imagined: Parameters<typeof imagineRun>[2],
): Promise<{ situation: Situation; world: World }[]> {
  const now = needs.clock.now();
  const { situation, surrounded } = await imagineRun(needs, tenant, imagined);
  const whole = [{ situation, world: worldBefore(situation, now, false) }];
  for (const { runnable } of surrounded?.playbooks.values() ?? []) {
    const part = await imagineRun(needs, tenant, { ...imagined, runnable, inputs: {} });
    whole.push({ situation: part.situation, world: worldBefore(part.situation, now, true) });
  }
  return whole;
}

function setsAnything({ steps }: Playbook): boolean {
  return everyStep(steps, []).some(
    ({ step }) => (typeOf(knownSteps, step).sets?.(step) ?? []).length > 0,
  );
}

/** What its steps look at while they wait: each must be known by now. */
function monitorsOf({ steps }: Playbook, world: World): CriterionResult[] {
  return everyStep(steps, []).flatMap(({ step }) =>
    [...fieldsIn(schemaOf(knownSteps, step), step)].flatMap(({ kind, value }) => {
      const say = step.name ?? step.id;
      if (kind !== "number" && kind !== "expression") return [];
      const written = String(value);
      const { known, unsure, because } = world.judge(
        kind === "number" ? `(${written}) > 0` : written,
      );
      const met = known || unsure;
      return [{ say, met, because: met ? "" : because }];
    }),
  );
}
