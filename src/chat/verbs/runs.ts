import { listCards } from "../../store/cards.ts";
import type { RunProgress } from "../../run/progress.ts";
import { listPeople, type PersonRow } from "../../store/people.ts";
import { findPlaybook } from "../../store/playbooks.ts";
import { listRuns, type RunRow } from "../../store/runs.ts";
import { forWorkspace, type Tenant } from "../../store/tenant.ts";
import { loadProgress } from "../cards/run.ts";
import { lookUpCustomer } from "../look-up.ts";
import type { ChatNeeds } from "../needs.ts";
import type { RunsShown } from "../replies.ts";
import { matching, type Verb } from "../verb.ts";
import { say, saying } from "../words.ts";

const most = 15;
// the newest, of which only some are wanted
const looked = 100;

export const runs: Verb = {
  name: "runs",
  group: "Look",
  help: [
    {
      say: "runs",
      does: "what is under way; also “my runs”, “runs for Acme”, “failed runs”",
      first: true,
    },
  ],
  reads: (text) =>
    matching(text, [
      /^(?:show\s+)?(?:(?:all|(?<which>my|team|waiting|failed))\s+)?runs(?:\s+(?:for|of)\s+(?<customer>.+))?$/i,
      /^(?:show\s+)?runs\s+(?<which>mine|team|waiting|failed)$/i,
      /^what(?:'s| is) running(?:\s+for\s+(?<customer>.+?))?\??$/i,
    ]),
  besideDraft: /\brun(?:s|ning)\b/i,
  hear: (needs, said, { customer, which }) =>
    forWorkspace(needs.pool, said.workspaceId, async (tenant) => {
      if (customer === undefined) {
        const limit = which === undefined ? most : looked;
        const rows = await listRuns(tenant, { open: true, limit });
        if (which === undefined) return answer(needs, tenant, rows);
        const wanted = wantedBy(which.toLowerCase(), said.by, await listPeople(tenant));
        const kept: RunRow[] = [];
        for (const row of rows) {
          const progress = await loadProgress(needs, tenant, row.execution.id);
          if (progress && wanted(progress) && kept.length < most) kept.push(row);
        }
        if (kept.length === 0)
          return say("None of the runs under way.", saying("Show all of them", "runs"));
        return answer(needs, tenant, kept);
      }
      const who = await lookUpCustomer(tenant, customer, (id) => `runs for ${id}`);
      if (who.is === "unclear") return who.response;
      return answer(
        needs,
        tenant,
        await listRuns(tenant, { customerId: who.item.id, limit: most }),
      );
    }),
  acts: {},
};

/** Whether a run is one of those somebody asks for. */
function wantedBy(
  which: string,
  by: string,
  people: readonly PersonRow[],
): (progress: RunProgress) => boolean {
  const team = new Set(people.filter((it) => it.managerId === by).map((it) => it.id));
  switch (which) {
    case "waiting":
      return ({ status }) => status === "waiting" || status === "waiting to start";
    case "failed":
      return ({ status }) => status === "needs help";
    case "team":
      return ({ csm }) => csm !== null && team.has(csm);
    default:
      return ({ csm, lines }) => csm === by || lines.some((it) => it.waitsFor.includes(by));
  }
}

async function answer(needs: ChatNeeds, tenant: Tenant, rows: RunRow[]) {
  if (rows.length === 0) return say("Nothing is running.", saying("Show the playbooks", "list"));
  return {
    reply: { is: "runs", runs: await Array.fromAsync(rows, (row) => runLine(needs, tenant, row)) },
  } as const;
}

/** One run of a list, with a link to its card. */
export async function runLine(
  needs: ChatNeeds,
  tenant: Tenant,
  { execution, customer }: RunRow,
): Promise<RunsShown["runs"][number]> {
  const progress = await loadProgress(needs, tenant, execution.id);
  const [card] = await listCards(tenant, "run", execution.id);
  const waiting = progress?.lines.flatMap((it) => it.waitsFor) ?? [];
  const link =
    card?.channelId && card.ts
      ? await needs.reach.permalink(tenant.workspaceId, card.channelId, card.ts)
      : null;
  return {
    id: execution.id,
    playbook:
      progress?.playbook.name ??
      (await findPlaybook(tenant, execution.playbookId))?.name ??
      execution.playbookId,
    customer: customer?.name ?? null,
    status: progress?.status ?? execution.status,
    waitsFor: waiting[0] ?? null,
    late: progress?.late ?? null,
    startedAt: execution.startedAt,
    link,
  };
}
