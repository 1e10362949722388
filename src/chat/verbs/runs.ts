import { listCards } from "../../store/cards.ts";
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

export const runs: Verb = {
  name: "runs",
  group: "Look",
  help: [{ say: "runs", does: "what is under way; also “runs for Acme”" }],
  reads: (text) =>
    matching(text, [
      /^(?:show\s+)?(?:all\s+|my\s+)?runs(?:\s+(?:for|of)\s+(?<customer>.+))?$/i,
      /^what(?:'s| is) running(?:\s+for\s+(?<customer>.+?))?\??$/i,
    ]),
  besideDraft: /\brun(?:s|ning)\b/i,
  hear: (needs, said, { customer }) =>
    forWorkspace(needs.pool, said.workspaceId, async (tenant) => {
      if (customer === undefined)
        return answer(needs, tenant, await listRuns(tenant, { open: true, limit: most }));
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
    startedAt: execution.startedAt,
    link,
  };
}
