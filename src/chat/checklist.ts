import { prerequisitesOf } from "../engine/prerequisites.ts";
import { fieldsIn } from "../grammar/field.ts";
import { everyStep } from "../playbook/check-steps.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { type ChecklistItem, checklistOf } from "../run/checklist.ts";
import type { CriterionResult } from "../run/execution.ts";
import { worldOf } from "../run/situation.ts";
import { knownSteps, schemaOf, typeOf } from "../steps/all.ts";
import type { World } from "../steps/world.ts";
import { type ChecklistRow, listDelivered } from "../store/checklists.ts";
import { rehearsedAt } from "../store/rehearsals.ts";
import type { Tenant } from "../store/tenant.ts";
import { channelsOf } from "./access.ts";
import { imagineRun } from "./load-run.ts";
import type { ChatNeeds } from "./needs.ts";
import type { Button } from "./replies.ts";
import { type Loaded, Wanted } from "./wanted.ts";

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

/** How a checklist stands now. */
export async function itemsOf(
  needs: ChatNeeds,
  tenant: Tenant,
  row: ChecklistRow,
  { playbook, customer }: About,
): Promise<ChecklistItem[]> {
  const now = needs.clock.now();
  const { inputs } = Wanted.parse(row.wanted);
  const startedBy = row.askedBy;
  const runnable = await needs.engine.directory.runnable(tenant, row.playbookId, row.version);
  const { situation } = await imagineRun(needs, tenant, { runnable, customer, inputs, startedBy });
  const { reviewedBy, reviewedAt, told } = row;
  const starting = { playbook, customer, inputs, startedBy };
  return checklistOf({
    reviewed: reviewedBy && reviewedAt ? { by: reviewedBy, at: reviewedAt } : null,
    prerequisites: await prerequisitesOf(needs.engine, tenant, starting),
    channels: await channelsOf(needs, tenant.workspaceId, [runnable.playbook]),
    monitors: monitorsOf(runnable.playbook, worldOf(situation, { now, previous: now })),
    criteria: judgedBy(runnable.playbook),
    customer: customer?.name ?? null,
    rehearsed: isTakenBack(runnable.playbook)
      ? { at: await rehearsedAt(tenant, row.playbookId, row.version) }
      : null,
    told: { to: told, delivered: await listDelivered(tenant, row.id, told) },
  });
}

/** What its steps look at while they wait: each must be known by now. */
function monitorsOf({ steps }: Playbook, world: World): CriterionResult[] {
  return everyStep(steps, []).flatMap(({ step }) =>
    [...fieldsIn(schemaOf(knownSteps, step), step)].flatMap(({ kind, value }) => {
      const say = step.name ?? step.id;
      if (kind === "number") {
        const known = world.measure(String(value)) !== null;
        return [{ say, met: known, because: known ? "" : "it is not known" }];
      }
      if (kind !== "expression") return [];
      const { known, because } = world.judge(String(value));
      return [{ say, met: known, because: known ? "" : because }];
    }),
  );
}

function isTakenBack({ steps }: Playbook): boolean {
  return everyStep(steps, []).some(({ step }) => typeOf(knownSteps, step).undo !== undefined);
}

function judgedBy({ prerequisites = [], success = [] }: Playbook) {
  const all = [...prerequisites, ...success];
  const measured = all.filter((it) => it.when !== undefined).length;
  return { measured, asked: all.length - measured };
}
