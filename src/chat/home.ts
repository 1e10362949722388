import { kindOf, receiverNames } from "../steps/contents/all.ts";
import { truncate } from "../grammar/words.ts";
import { listApprovalsFor } from "../store/approvals.ts";
import { type CardKind, listCards } from "../store/cards.ts";
import { countRuns } from "../store/counts.ts";
import { listPeople } from "../store/people.ts";
import { listPlaybooks } from "../store/playbooks.ts";
import { listRuns } from "../store/runs.ts";
import { listTasks } from "../store/tasks.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { lateOf } from "../run/late.ts";
import { loadRun } from "./load-run.ts";
import type { ChatNeeds } from "./needs.ts";
import { linesOf } from "./playbook-line.ts";
import type { HomeShown } from "./replies.ts";
import { maySee, member } from "./rights.ts";
import { runLine } from "./verbs/runs.ts";
import { stepValue } from "./verbs/step-place.ts";
import { systemsOf } from "./systems.ts";
import { saying } from "./words.ts";

const most = 10;

/** Where a card stands that the person can open: not in the messages of somebody else. */
async function linkTo(
  needs: ChatNeeds,
  tenant: Tenant,
  { kind, subject, others }: { kind: CardKind; subject: string; others: ReadonlySet<string> },
): Promise<string | null> {
  const cards = await listCards(tenant, kind, subject);
  const posted = cards.find(
    (it) => it.channelId !== null && it.ts !== null && !others.has(it.place),
  );
  if (!posted?.channelId || !posted.ts) return null;
  return needs.reach.permalink(tenant.workspaceId, posted.channelId, posted.ts);
}

async function lateTask(
  needs: ChatNeeds,
  tenant: Tenant,
  { runId, stepId }: { runId: string; stepId: string },
): Promise<Date | null> {
  const run = await loadRun(needs, tenant, runId);
  return (run && lateOf(run.situation, needs.clock.now()).get(stepId)) ?? null;
}

/** What waits for a person, what is under way, and what there is. */
export function homeOf(
  needs: ChatNeeds,
  workspaceId: string,
  personId: string,
): Promise<HomeShown> {
  return forWorkspace(needs.pool, workspaceId, async (tenant) => {
    const people = await listPeople(tenant);
    const person = member(people, personId);
    const others = new Set(people.map((it) => it.id).filter((id) => id !== personId));
    const approvals = await listApprovalsFor(tenant, personId, most);
    const tasks = await listTasks(tenant, personId, most);
    const counts = await countRuns(tenant);
    const runs = await listRuns(tenant, { open: true, limit: most });
    const playbooks = (await listPlaybooks(tenant)).filter((row) => maySee(row.playbook, person));
    return {
      is: "home",
      approvals: await Array.fromAsync(approvals, async (it) => ({
        text: `${truncate(kindOf(it.content).title(it.content), 80)} → ${receiverNames(it.content).join(", ")}`,
        link: await linkTo(needs, tenant, { kind: "approval", subject: it.id, others }),
        late: await lateTask(needs, tenant, it),
        buttons: [],
      })),
      tasks: await Array.fromAsync(tasks, async (it) => ({
        link: null,
        text: truncate(it.customer === null ? it.title : `${it.title} (${it.customer})`, 120),
        late: await lateTask(needs, tenant, it),
        buttons: [{ label: "Done", act: "done", value: stepValue(it), style: "primary" }],
      })),
      runs: await Array.fromAsync(runs, (row) => runLine(needs, tenant, row)),
      playbooks: await linesOf(needs, tenant, playbooks.slice(0, most), counts),
      systems: person.role === "admin" ? await systemsOf(needs, tenant, person.zone) : [],
      buttons: [
        saying("Create a playbook", "create", "primary"),
        saying("Stats", "stats"),
        saying("Help", "help"),
      ],
    };
  });
}
